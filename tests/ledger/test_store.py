"""The SQL store: opened by many at once, closed to others, and clear about what is wrong."""

import os
import socket
import sqlite3
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from mast.core.errors import LedgerUnreachable, MastError, UsageError
from mast.core.settings import Settings
from mast.ledger import tables
from mast.ledger.store import Ledger, open_ledger

if TYPE_CHECKING:
    from tests.postgres import Server

pytest_plugins = ["tests.postgres"]

OPEN = """
import sys
from pathlib import Path
from mast.core.settings import Settings
from mast.ledger.store import open_ledger
with open_ledger(Settings(home=Path(sys.argv[1]), sql_url=sys.argv[2] or None)) as ledger:
    sys.stdout.write(ledger.instance_id)
"""


def sqlite_file(home: Path) -> Path:
    return home / "mast.sqlite"


def test_the_instance_id_is_made_once(ledger: Ledger, sql_settings: Settings) -> None:
    assert len(ledger.instance_id) == 32
    with open_ledger(sql_settings) as again:
        assert again.instance_id == ledger.instance_id


def test_first_starts_of_processes_agree(sql_settings: Settings) -> None:
    address = sql_settings.sql_url.get_secret_value() if sql_settings.sql_url else ""
    started = [
        subprocess.Popen([sys.executable, "-c", OPEN, str(sql_settings.home), address], stdout=subprocess.PIPE)
        for _ in range(4)
    ]
    answers = {process.communicate()[0] for process in started}
    assert {process.returncode for process in started} == {0}
    assert len(answers) == 1
    assert len(answers.pop()) == 32


def test_first_starts_of_threads_agree(sql_settings: Settings) -> None:
    def first_start(_: int) -> str:
        with open_ledger(sql_settings) as opened:
            return opened.instance_id

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(first_start, range(8)))) == 1


def test_only_the_owner_may_read_the_folder_and_every_file_in_it(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with open_ledger(Settings(home=home)) as ledger, ledger.begin() as connection:
        connection.execute(text("UPDATE about SET value = value"))
        assert stat.S_IMODE(home.stat().st_mode) == 0o700
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in home.iterdir()}
    assert modes == {"mast.sqlite": 0o600, "mast.sqlite-wal": 0o600, "mast.sqlite-shm": 0o600}


def test_a_file_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    open_ledger(settings).close()
    sqlite_file(tmp_path).chmod(0o644)
    open_ledger(settings).close()
    assert stat.S_IMODE(sqlite_file(tmp_path).stat().st_mode) == 0o600


def test_sqlite_is_durable_on_every_connection(tmp_path: Path) -> None:
    with open_ledger(Settings(home=tmp_path)) as ledger, ledger.read() as first, ledger.read() as second:
        for connection in (first, second):
            found = [
                connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one()
                for pragma in ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers")
            ]
            assert found == ["wal", 2, 1, 1]


def test_an_error_in_the_block_undoes_the_transaction(ledger: Ledger) -> None:
    def half() -> None:
        with ledger.begin() as connection:
            connection.execute(tables.about.insert().values(key="half", value="done"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    with ledger.read() as connection:
        assert connection.execute(select(tables.about).where(tables.about.c.key == "half")).first() is None


def test_writers_follow_one_another(ledger: Ledger) -> None:
    def add_one(_: int) -> None:
        with ledger.begin("counting") as connection:
            seen = connection.execute(select(func.count()).select_from(tables.about)).scalar_one()
            connection.execute(tables.about.insert().values(key=f"count {seen}", value=""))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(add_one, range(40)))
    with ledger.read() as connection:
        assert connection.execute(select(func.count()).select_from(tables.about)).scalar_one() == 42


def test_a_mistake_of_ours_is_not_called_unreachable(ledger: Ledger) -> None:
    with pytest.raises(IntegrityError), ledger.begin() as connection:
        connection.execute(tables.about.insert().values(key="instance_id", value="another"))


def test_a_store_of_another_version_is_refused(ledger: Ledger, sql_settings: Settings) -> None:
    with ledger.begin() as connection:
        connection.execute(tables.about.update().where(tables.about.c.key == "schema_version").values(value="99"))
    with pytest.raises(MastError, match="schema version 99"):
        open_ledger(sql_settings)


@pytest.mark.parametrize("content", [b"not a database at all, but long enough to be one" * 100, b"short"])
def test_a_damaged_file_is_named(tmp_path: Path, content: bytes) -> None:
    sqlite_file(tmp_path).write_bytes(content)
    with pytest.raises(LedgerUnreachable, match="damaged"):
        open_ledger(Settings(home=tmp_path))


def test_a_folder_in_place_of_the_file(tmp_path: Path) -> None:
    sqlite_file(tmp_path).mkdir()
    with pytest.raises(LedgerUnreachable):
        open_ledger(Settings(home=tmp_path))


def test_a_file_in_place_of_the_data_folder(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.write_text("")
    with pytest.raises(LedgerUnreachable, match="MAST_HOME"):
        open_ledger(Settings(home=home))


def test_a_read_only_store_says_so_when_it_is_written(tmp_path: Path) -> None:
    open_ledger(Settings(home=tmp_path)).close()
    address = SecretStr(f"sqlite:///file:{sqlite_file(tmp_path)}?mode=ro&uri=true")
    with (
        open_ledger(Settings(home=tmp_path, sql_url=address)) as ledger,
        pytest.raises(LedgerUnreachable, match="read-only"),
        ledger.begin() as connection,
    ):
        connection.execute(tables.about.insert().values(key="more", value=""))


@pytest.mark.parametrize("blocked", ["file", "folder"])
def test_a_user_without_the_right_is_told(tmp_path: Path, blocked: str) -> None:
    home = tmp_path / "home"
    open_ledger(Settings(home=home)).close()
    (sqlite_file(home) if blocked == "file" else home).chmod(0o400 if blocked == "file" else 0o500)
    if os.geteuid() == 0:
        home.chmod(0o755)
        tmp_path.chmod(0o755)
    tried = _open_as_stranger(home)
    assert tried.returncode == 1
    assert b"LedgerUnreachable" in tried.stderr


def _open_as_stranger(home: Path) -> "subprocess.CompletedProcess[bytes]":
    """Opens the store as a user who may not write it: the owner where the mode says so, ``nobody`` in place of root."""
    if os.geteuid() != 0:
        return subprocess.run([sys.executable, "-c", OPEN, str(home), ""], capture_output=True)
    drop = "import os; os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
    # The interpreter's own folder may be closed to nobody: everything is imported before the rights are dropped.
    imports, _, rest = OPEN.partition("with ")
    program = f"{imports}import sqlalchemy.dialects.sqlite, sqlite3\n{drop}with {rest}"
    return subprocess.run([sys.executable, "-c", program, str(home), ""], capture_output=True)


def test_a_full_disk_is_named_and_undoes_the_transaction(tmp_path: Path) -> None:
    def fill(ledger: Ledger) -> None:
        with ledger.begin() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
            rows = [{"key": str(number), "value": "x" * 4000} for number in range(100)]
            connection.execute(tables.about.insert(), rows)

    with open_ledger(Settings(home=tmp_path)) as ledger:
        with pytest.raises(LedgerUnreachable, match="no room left"):
            fill(ledger)
        with ledger.begin() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
            assert connection.execute(select(func.count()).select_from(tables.about)).scalar_one() == 2


def test_a_store_held_too_long_by_another_program_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mast.ledger.store.LOCK_WAIT_SECONDS", 0.1)
    open_ledger(Settings(home=tmp_path)).close()
    holder = sqlite3.connect(sqlite_file(tmp_path), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        with (
            open_ledger(Settings(home=tmp_path)) as ledger,
            pytest.raises(LedgerUnreachable, match="held by another"),
            ledger.begin(),
        ):
            pass
    finally:
        holder.close()


@pytest.mark.parametrize(
    "address",
    ["sqlite://", "sqlite:///:memory:", "mysql://u:secret-word@h/d", "no address", "postgres://u:secret-word@h/d"],
)
def test_an_address_that_mast_does_not_know(tmp_path: Path, address: str) -> None:
    with pytest.raises(UsageError, match="MAST_SQL_URL") as refused:
        open_ledger(Settings(home=tmp_path, sql_url=SecretStr(address)))
    assert "secret-word" not in str(refused.value)


def test_nobody_answers_at_the_address(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"postgresql://mast:secret-word@127.0.0.1:{taken.getsockname()[1]}/mast"
        with pytest.raises(LedgerUnreachable, match="cannot be reached") as refused:
            open_ledger(Settings(home=tmp_path, sql_url=SecretStr(address)))
    _assert_without_password(refused.value)


def test_a_wrong_password_is_named_and_not_shown(postgresql: "Server", tmp_path: Path) -> None:
    address = SecretStr(postgresql.address(password="secret-word"))
    with pytest.raises(LedgerUnreachable, match="refuses the user or password") as refused:
        open_ledger(Settings(home=tmp_path, sql_url=address))
    _assert_without_password(refused.value)


def test_a_database_that_is_not_there(postgresql: "Server", tmp_path: Path) -> None:
    with pytest.raises(LedgerUnreachable, match="no database or user of that name"):
        open_ledger(Settings(home=tmp_path, sql_url=SecretStr(postgresql.address("nowhere"))))


def test_a_read_only_postgresql_says_so(postgresql: "Server", tmp_path: Path) -> None:
    address = postgresql.new_store()
    settings = Settings(home=tmp_path, sql_url=SecretStr(address))

    def write(ledger: Ledger) -> None:
        with ledger.begin() as connection:
            connection.execute(text("SET TRANSACTION READ ONLY"))
            connection.execute(tables.about.insert().values(key="more", value=""))

    with open_ledger(settings) as ledger, pytest.raises(LedgerUnreachable, match="read-only"):
        write(ledger)


def test_a_lost_connection_is_named_and_the_next_one_works(postgresql: "Server", tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, sql_url=SecretStr(postgresql.new_store()))

    def lose_the_connection(ledger: Ledger) -> None:
        with ledger.read() as connection:
            own = connection.execute(select(func.pg_backend_pid())).scalar_one()
            with ledger.begin() as other:
                other.execute(select(func.pg_terminate_backend(own)))
            connection.execute(select(tables.about))

    with open_ledger(settings) as ledger:
        with pytest.raises(LedgerUnreachable, match="cannot be reached"):
            lose_the_connection(ledger)
        with ledger.read() as connection:
            assert connection.execute(select(func.count()).select_from(tables.about)).scalar_one() == 2


def _assert_without_password(error: BaseException) -> None:
    """Nowhere in the sentence, nor in what a traceback would show beneath it."""
    assert "secret-word" not in str(error)
    assert error.__cause__ is None
    assert error.__suppress_context__
