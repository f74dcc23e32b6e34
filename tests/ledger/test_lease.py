"""The writer's lease: one holder, told to others, taken over from the dead and the silent, and fenced."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, select, text, update

from mast.core.errors import Busy, LedgerUnreachable, StaleWriter
from mast.core.settings import Settings
from mast.ledger import runs, tables
from mast.ledger.lease import store_seconds, writer_lease
from mast.ledger.process import Process, is_gone, this_process
from mast.ledger.store import Ledger

pytest_plugins = ["tests.postgres"]

HOLD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from mast.core.errors import Busy
from mast.core.settings import Settings
from mast.ledger.lease import writer_lease
from mast.ledger.store import open_ledger
settings = Settings(home=Path(sys.argv[1]), sql_url=sys.argv[2] or None, lease_seconds=float(sys.argv[3]))
with open_ledger(settings) as ledger:
    sys.stdin.readline()
    try:
        with writer_lease(ledger, "resolve", lambda: datetime.now(UTC)) as lease:
            sys.stdout.write(f"held {lease.token}\\n")
            sys.stdout.flush()
            sys.stdin.readline()
    except Busy as busy:
        sys.stdout.write(f"busy {busy}\\n")
        sys.stdout.flush()
"""


def now() -> datetime:
    return datetime(2026, 10, 31, 12, 0, tzinfo=UTC)


class FakeSeconds:
    def __init__(self) -> None:
        self.value = 1000.0

    def __call__(self, connection: Connection) -> float:
        return self.value


@pytest.fixture
def seconds() -> FakeSeconds:
    return FakeSeconds()


def pretend(ledger: Ledger, **facts: object) -> None:
    """The lease as another process left it."""
    with ledger.begin() as connection:
        connection.execute(update(tables.lease).values(**facts))


def held_elsewhere(ledger: Ledger, beat: float, token: int = 5) -> None:
    pretend(
        ledger, token=token, held=True, verb="resolve", pid=4711, host="elsewhere", birth="", since=now(), beat=beat
    )


def test_the_token_grows_with_each_holder(ledger: Ledger) -> None:
    tokens = []
    for _ in range(3):
        with writer_lease(ledger, "load", now) as lease:
            lease.check()
            tokens.append(lease.token)
    assert tokens == [1, 2, 3]


def test_a_second_job_is_told_at_once_who_holds_it(ledger: Ledger) -> None:
    with writer_lease(ledger, "load", now), pytest.raises(Busy) as busy, writer_lease(ledger, "resolve", now):
        pass
    me = this_process()
    assert f"load (process {me.pid} on {me.host}) has been writing since 2026-10-31 12:00:00 UTC" in str(busy.value)
    assert busy.value.exit_code == 4


def test_a_second_job_is_told_at_once_though_the_holder_is_in_a_transaction(ledger: Ledger) -> None:
    refused = []

    def second_job() -> None:
        try:
            with writer_lease(ledger, "resolve", now):
                pass
        except Busy as busy:
            refused.append(busy)

    with writer_lease(ledger, "load", now), ledger.begin("lease") as connection:
        connection.execute(text("UPDATE about SET value = value"))
        other = threading.Thread(target=second_job)
        other.start()
        other.join(timeout=8)
        assert refused


def test_an_error_in_the_block_gives_the_lease_back(ledger: Ledger) -> None:
    with pytest.raises(ZeroDivisionError), writer_lease(ledger, "load", now):
        raise ZeroDivisionError
    with writer_lease(ledger, "load", now) as lease:
        assert lease.token == 2


@pytest.mark.parametrize(("silent", "taken"), [(0.0, False), (29.9, False), (30.1, True), (3600.0, True)])
def test_a_silent_holder_elsewhere_is_taken_over_after_the_lease(
    ledger: Ledger, seconds: FakeSeconds, silent: float, taken: bool
) -> None:
    held_elsewhere(ledger, seconds.value - silent)
    if taken:
        with writer_lease(ledger, "load", now, seconds) as lease:
            assert lease.token == 6
    else:
        with pytest.raises(Busy, match="4711 on elsewhere"), writer_lease(ledger, "load", now, seconds):
            pass


def test_a_clock_that_starts_anew_does_not_block_for_ever(ledger: Ledger, seconds: FakeSeconds) -> None:
    held_elsewhere(ledger, beat=1_000_000.0)
    with writer_lease(ledger, "load", now, seconds) as lease:
        assert lease.token == 6


def test_a_change_of_the_wall_clock_moves_no_lease(ledger: Ledger) -> None:
    with (
        writer_lease(ledger, "load", lambda: datetime(2020, 1, 1, tzinfo=UTC)),
        pytest.raises(Busy),
        writer_lease(ledger, "resolve", lambda: datetime(2030, 1, 1, tzinfo=UTC)),
    ):
        pass


def test_a_beat_renews_the_lease(ledger: Ledger, seconds: FakeSeconds) -> None:
    with writer_lease(ledger, "load", now, seconds) as lease:
        pretend(ledger, host="elsewhere")
        seconds.value += 25
        lease.beat()
        seconds.value += 25
        with pytest.raises(Busy), writer_lease(ledger, "resolve", now, seconds):
            pass
        assert not lease.lost


def test_the_heartbeat_beats_by_itself_and_ends_with_the_lease(ledger: Ledger) -> None:
    quick = replace(ledger, lease_seconds=0.15)
    with writer_lease(quick, "load", now), quick.read() as connection:
        first = connection.execute(select(tables.lease.c.beat)).scalar_one()
    with writer_lease(quick, "load", now):
        pretend(quick, host="elsewhere")
        until = time.monotonic() + 20
        beats = {first}
        while len(beats) < 4 and time.monotonic() < until:
            with quick.read() as connection:
                beats.add(connection.execute(select(tables.lease.c.beat)).scalar_one())
        assert len(beats) >= 4
    assert "writer lease" not in {thread.name for thread in threading.enumerate()}


def test_a_holder_that_was_taken_over_finds_out_and_leaves_the_new_one_alone(ledger: Ledger) -> None:
    with writer_lease(ledger, "load", now) as lease:
        held_elsewhere(ledger, beat=0.0, token=lease.token + 1)
        lease.beat()
        assert lease.lost
        with pytest.raises(StaleWriter):
            lease.check()
    with ledger.read() as connection:
        row = connection.execute(select(tables.lease)).one()
    assert (row.token, row.held, row.host) == (2, True, "elsewhere")


def test_check_asks_the_store_and_not_only_the_last_heartbeat(ledger: Ledger) -> None:
    with writer_lease(ledger, "load", now) as lease:
        with ledger.begin() as connection:
            lease.check(connection)
        held_elsewhere(ledger, beat=0.0, token=9)
        assert not lease.lost
        with ledger.begin() as connection, pytest.raises(StaleWriter):
            lease.check(connection)
        assert lease.lost


def test_who_was_taken_over_can_write_nothing_more(ledger: Ledger) -> None:
    with writer_lease(ledger, "load", now) as lease:
        run = runs.start(lease.ledger, "load", now, token=lease.token)
        runs.step(run, "first", "done")
        held_elsewhere(ledger, beat=0.0, token=lease.token + 1)
        for write in (
            lambda: runs.step(run, "second", "done"),
            lambda: runs.finish(run, "failed"),
            lambda: runs.start(lease.ledger, "load", now),
        ):
            with pytest.raises(StaleWriter):
                write()
    (told,) = runs.recent(ledger)
    assert (told.outcome, [step.name for step in told.steps]) == ("running", ["first"])


def test_a_lease_given_back_writes_nothing_more(ledger: Ledger) -> None:
    with writer_lease(ledger, "load", now) as lease:
        kept = lease.ledger
    with pytest.raises(StaleWriter):
        runs.start(kept, "load", now)


def test_a_heartbeat_is_not_held_up_by_a_transaction_of_its_own_writer(ledger: Ledger) -> None:
    with writer_lease(ledger, "load", now) as lease:
        with lease.ledger.begin():
            beating = threading.Thread(target=lease.beat)
            beating.start()
            if (
                ledger.engine.dialect.name == "postgresql"
            ):  # SQLite has one writer at a time, and the beat waits its turn
                beating.join(timeout=8)
                assert not beating.is_alive()
        beating.join(timeout=20)
        assert not beating.is_alive()
        assert not lease.lost


def test_a_store_silent_for_a_whole_lease_means_the_lease_is_lost(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = replace(ledger, lease_seconds=0.15)

    def unreachable(*_: object) -> None:
        raise LedgerUnreachable("The SQL store cannot be reached.")

    with writer_lease(quick, "load", now) as lease:
        with monkeypatch.context() as patch:
            patch.setattr(Ledger, "begin", unreachable)
            until = time.monotonic() + 20
            while not lease.lost and time.monotonic() < until:
                time.sleep(0.01)
        with pytest.raises(StaleWriter):
            lease.check()


class Job:
    """Another process that takes the lease when told, and keeps it until told."""

    def __init__(self, settings: Settings, lease_seconds: float) -> None:
        address = settings.sql_url.get_secret_value() if settings.sql_url else ""
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(settings.home), address, str(lease_seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def go_on(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def says(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def jobs() -> Iterator[list[Job]]:
    started: list[Job] = []
    yield started
    for job in started:
        job.end()


def test_of_eight_processes_at_once_one_holds_it(ledger: Ledger, sql_settings: Settings, jobs: list[Job]) -> None:
    jobs.extend(Job(sql_settings, 30) for _ in range(8))
    for job in jobs:
        job.go_on()
    answers = [job.says() for job in jobs]
    assert sorted(answer.split()[0] for answer in answers) == ["busy"] * 7 + ["held"]
    holder = jobs[next(place for place, answer in enumerate(answers) if answer.startswith("held"))]
    assert all(f"(process {holder.process.pid} on " in answer for answer in answers if answer.startswith("busy"))


@pytest.mark.parametrize("reaped", [True, False], ids=["reaped", "zombie"])
def test_a_killed_holder_is_taken_over_at_once(
    ledger: Ledger, sql_settings: Settings, jobs: list[Job], reaped: bool
) -> None:
    jobs.append(Job(sql_settings, 3600))
    jobs[0].go_on()
    assert jobs[0].says() == "held 1"
    with pytest.raises(Busy), writer_lease(replace(ledger, lease_seconds=3600), "load", now):
        pass
    os.kill(jobs[0].process.pid, signal.SIGKILL)
    if reaped:
        jobs[0].process.wait()
    else:
        os.waitid(os.P_PID, jobs[0].process.pid, os.WEXITED | os.WNOWAIT)
    with writer_lease(replace(ledger, lease_seconds=3600), "load", now) as lease:
        assert lease.token == 2


def test_a_paused_holder_finds_the_lease_gone_when_it_goes_on(ledger: Ledger, sql_settings: Settings) -> None:
    """The pause as the holder sees it: no heartbeat for longer than the lease, then going on."""
    quick = replace(ledger, lease_seconds=1.2)
    seconds = FakeSeconds()
    with writer_lease(quick, "load", now, seconds) as paused:
        pretend(quick, host="elsewhere")
        seconds.value += 2
        with writer_lease(quick, "resolve", now, seconds) as taken:
            assert taken.token == paused.token + 1
            with pytest.raises(StaleWriter):
                paused.check()
            taken.check()


def test_a_reused_pid_does_not_block(ledger: Ledger) -> None:
    me = this_process()
    other_birth = me.birth.rpartition("/")[0] + "/1"
    pretend(
        ledger, token=5, held=True, verb="load", pid=me.pid, host=me.host, birth=other_birth, since=now(), beat=1e12
    )
    with ledger.begin() as connection:
        connection.execute(update(tables.lease).values(beat=store_seconds(connection)))
    with writer_lease(ledger, "load", now) as lease:
        assert lease.token == 6


def test_a_process_is_gone_only_when_it_is_certain() -> None:
    me = this_process()
    place = me.birth.rpartition("/")[0]
    assert not is_gone(me)
    assert is_gone(replace(me, pid=2**22 + 1))
    assert not is_gone(Process(2**22 + 1, "elsewhere", me.birth))
    assert not is_gone(replace(me, pid=2**22 + 1, birth=f"another boot/{place}/1"))


def test_without_proc_the_pid_alone_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mast.ledger.process._place", lambda: "")
    me = this_process()
    assert me.birth == ""
    assert not is_gone(me)
    assert not is_gone(replace(me, pid=1))
    assert is_gone(replace(me, pid=2**22 + 1))
