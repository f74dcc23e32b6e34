"""A file that a process of its own reads is told of as one that is read where it is asked for."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from mast.core.errors import MastError
from mast.core.settings import Settings
from mast.ledger.store import open_ledger
from mast.loaders import beside
from mast.loaders.beside import Readers, Waiting
from mast.loaders.checking import Checked, check, silently
from mast.loaders.familiar import Familiar
from mast.loaders.formats.source import Source, opened
from mast.loaders.imprints import content
from mast.loaders.looking import Asked, Looking
from tests.loaders.files import SAMPLES, adult, adults_csv, mapping_of
from tests.loaders.test_load import TODAY, Bench, bench, inbox, outcomes, put

__all__ = ["bench", "inbox"]
AS_OF = date(2026, 10, 31)
ADULTS = mapping_of("adults")


@pytest.fixture
def every_file_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "LARGE", 0)


@pytest.fixture
def readers(tmp_path: Path) -> Iterator[Readers]:
    found = Readers(Settings(_env_file=None, home=tmp_path / "home"))
    yield found
    found.close()
    assert not multiprocessing.active_children()


@pytest.fixture
def slow(tmp_path: Path) -> Path:
    """A file that takes seconds to read."""
    path = tmp_path / "slow.csv"
    path.write_text(adults_csv(*(adult(CONTACT_ID=f"C{n}", LAS_ID=str(n)) for n in range(30_000))), encoding="utf-8")
    return path


def begun(readers: Readers, path: Path, source: Source) -> Waiting:
    waiting = readers.read(path, source, ADULTS, AS_OF)
    assert waiting is not None
    return waiting


@pytest.mark.usefixtures("every_file_is_large")
def test_the_samples_are_loaded_as_they_are_without_processes(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_processes = [bench.load(SAMPLES)]
    changed = tmp_path / "adults_social_care_20261101.csv"
    changed.write_bytes((SAMPLES / "adults_social_care_20261031.csv").read_bytes().replace(b"Road", b"Street"))
    with_processes.append(bench.load(changed))
    staged = [(one.file, list(one.rows)) for one in bench.graph.staged]
    assert len(staged) > 5
    monkeypatch.setattr(beside, "LARGE", 2**40)
    bench.graph.staged.clear()
    settings = Settings(_env_file=None, home=tmp_path / "other")
    with open_ledger(settings) as ledger:
        other = Bench(settings, ledger, bench.graph)
        without = [other.load(SAMPLES), other.load(changed)]
    assert [(one.file, list(one.rows)) for one in bench.graph.staged] == staged
    for one, two in zip(with_processes, without, strict=True):
        assert outcomes(one) == outcomes(two)
        told = [(file.tally, file.unchanged, file.kind, file.codes, file.encoding, file.quality) for file in one.files]
        assert told == [
            (file.tally, file.unchanged, file.kind, file.codes, file.encoding, file.quality) for file in two.files
        ]


@pytest.mark.usefixtures("every_file_is_large")
def test_a_file_that_is_unfit_is_refused_in_the_same_words(
    bench: Bench, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prose = "She said that he would come back and that nobody should open the door to him, whatever he says to them."
    path = put(inbox, "adults_social_care_20261031.csv", *(adult(CONTACT_ID=f"C{n}", TOWN=prose) for n in range(9)))
    reason = bench.load(path).files[0].reason
    monkeypatch.setattr(beside, "LARGE", 2**40)
    assert "refused" in reason
    assert reason == bench.load(path).files[0].reason


@pytest.mark.usefixtures("every_file_is_large")
def test_how_far_a_file_is_read_is_told(bench: Bench, slow: Path) -> None:
    told: list[tuple[int, int | None]] = []

    def progress(file: str, doing: str, done: int, total: int | None) -> None:
        if doing == "reading":
            told.append((done, total))

    with Looking(Asked([slow], TODAY, partner="adults"), bench.settings, bench.ledger, progress) as looking:
        (read,) = looking.files
        looking.check(read)
    assert read.checked is not None
    assert told[-1] == (30_000, 30_000)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert len({done for done, _ in told}) > 2


@pytest.mark.usefixtures("every_file_is_large")
@pytest.mark.parametrize(
    "error", [BlockingIOError(11, "Resource temporarily unavailable"), EOFError(), BrokenProcessPool()]
)
def test_where_no_process_can_be_had_a_file_is_read_all_the_same(
    bench: Bench, inbox: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def none(readers: Readers, *file: object) -> None:
        raise error

    monkeypatch.setattr(ProcessPoolExecutor, "submit", none)
    summary = bench.load(put(inbox, "adults_social_care_20261031.csv"))
    assert [file.outcome for file in summary.files] == ["loaded"]


@pytest.mark.parametrize("gone", [False, True])
def test_a_file_that_lies_elsewhere_by_now_is_left_to_who_has_it_open(
    readers: Readers, tmp_path: Path, gone: bool
) -> None:
    (path := tmp_path / "adults.csv").write_text(adults_csv(adult()), encoding="utf-8")
    with opened(path) as source:
        path.unlink()
        if not gone:
            path.write_text(adults_csv(adult(), adult(CONTACT_ID="C2")), encoding="utf-8")
        assert begun(readers, path, source).checked(silently) is None


@pytest.mark.usefixtures("every_file_is_large")
def test_a_file_that_is_replaced_meanwhile_is_read_as_it_was_found(
    bench: Bench, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(inbox, "adults_social_care_20261031.csv")
    another = put(inbox.parent, "another.csv", adult(), adult(CONTACT_ID="C2"))
    begin = Readers.read

    def replaced(readers: Readers, *file: Any) -> Waiting | None:
        another.replace(path)
        return begin(readers, *file)

    monkeypatch.setattr(Readers, "read", replaced)
    assert [(file.outcome, file.tally.rows) for file in bench.load(path).files] == [("loaded", 1)]


@pytest.mark.usefixtures("every_file_is_large")
def test_a_file_that_changes_meanwhile_is_refused(bench: Bench, inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(inbox, "adults_social_care_20261031.csv")
    begin = Readers.read

    def changed(readers: Readers, *file: Any) -> Waiting | None:
        path.write_text(adults_csv(adult(), adult(CONTACT_ID="C2")), encoding="utf-8")
        return begin(readers, *file)

    monkeypatch.setattr(Readers, "read", changed)
    (file,) = bench.load(path).files
    assert "refused, it changed while it was read" in file.reason


def test_several_are_read_at_once(readers: Readers, slow: Path) -> None:
    with opened(slow) as source:
        waiting = [begun(readers, slow, source) for _ in range(3)]
        told = [one.checked(silently) for one in waiting]
        whole = check(source, ADULTS, AS_OF, familiar=Familiar.of(readers._settings, ADULTS))
    for one in told:
        assert one is not None
        assert list(one.every_row()) == list(whole.every_row())
        assert content(one.imprints) == content(whole.imprints)


def test_who_stops_early_does_not_wait_for_the_end_of_a_file(readers: Readers, slow: Path) -> None:
    with opened(slow) as source:
        waiting = begun(readers, slow, source)
        told: list[int] = []
        while not told or not told[-1]:  # it has begun
            told.append(waiting._told[2 * waiting._slot])
            time.sleep(0.01)
        readers.close()
    assert told[-1] < 30_000
    assert not multiprocessing.active_children()
    assert waiting._coming.done()


@pytest.mark.usefixtures("every_file_is_large")
def test_what_a_process_that_is_killed_had_to_read_is_read_here(bench: Bench, slow: Path, inbox: Path) -> None:
    small = put(inbox, "adults_social_care_20261031.csv")
    with Looking(Asked([slow, small], TODAY, partner="adults"), bench.settings, bench.ledger) as looking:
        found = list(looking.files)
        assert all(read.waiting for read in found)
        for process in multiprocessing.active_children():
            process.kill()
        for read in found:
            looking.check(read)
    assert sorted(read.checked.tally.rows for read in found if read.checked) == [1, 30_000]


def test_an_unforeseen_error_comes_again_where_its_place_can_be_told() -> None:
    failed: Future[Checked | None] = Future()
    failed.set_exception(ZeroDivisionError())
    assert Waiting("adults.csv", failed, [], 0).checked(silently) is None


def test_an_error_of_ours_is_raised_as_it_is() -> None:
    failed: Future[Checked | None] = Future()
    failed.set_exception(MastError("the key of the data folder cannot be used"))
    with pytest.raises(MastError, match="cannot be used"):
        Waiting("adults.csv", failed, [], 0).checked(silently)


PARENT = """
import multiprocessing, sys, time
from datetime import date
from pathlib import Path
from mast.core.settings import Settings
from mast.loaders.beside import Readers, Waiting
from mast.loaders.formats.source import opened
from mast.loaders.mapping import built_in_mappings

if __name__ == "__main__":
    path, home = map(Path, sys.argv[1:])
    adults = next(mapping for mapping in built_in_mappings() if mapping.code == "adults")
    with opened(path) as source:
        waiting = Readers(Settings(_env_file=None, home=home)).read(path, source, adults, date(2026, 10, 31))
        while not waiting._told[2 * waiting._slot]:
            time.sleep(0.01)
        print(*(process.pid for process in multiprocessing.active_children()), flush=True)
        time.sleep(600)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_they_end_with_the_one_that_they_read_for(slow: Path, tmp_path: Path) -> None:
    (script := tmp_path / "parent.py").write_text(PARENT, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, str(script), str(slow), str(tmp_path / "home")],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as parent:
        assert parent.stdout is not None
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        assert pids
        parent.send_signal(signal.SIGKILL)
        parent.wait()
    deadline = time.monotonic() + 30
    while any(_runs(pid) for pid in pids):
        assert time.monotonic() < deadline, "a process still reads for one that is gone"
        time.sleep(0.05)


def _runs(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return False
