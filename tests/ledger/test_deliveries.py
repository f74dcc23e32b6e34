"""Deliveries: known by their bytes once loaded, begun again after a failure, and settled after a crash."""

from datetime import UTC, date, datetime, timedelta

import pytest

from mast.core.errors import MastError
from mast.core.hashes import hashes_of
from mast.ledger import deliveries, intake, runs
from mast.ledger.deliveries import Arrived, Tally
from mast.ledger.runs import Run
from mast.ledger.stated import Stated, stated_by
from mast.ledger.store import Ledger

pytest_plugins = ["tests.postgres"]

MOMENT = datetime(2026, 10, 31, 12, 0, tzinfo=UTC)
DAY = date(2026, 10, 31)
BYTES = "1a2b3c4d" + "0" * 56
OTHER = "ffffffff" + "0" * 56


def now() -> datetime:
    return MOMENT


@pytest.fixture
def run(ledger: Ledger) -> Run:
    return runs.start(ledger, "load", now)


def test_a_loaded_delivery_is_known_by_its_bytes(ledger: Ledger, run: Run) -> None:
    number = intake.begin(run, Arrived("police", "police.txt", BYTES, DAY, Tally(10, 9, 1, 2)))
    assert number == "police-20261031-1a2b3c4d"
    assert deliveries.known(ledger, "police", BYTES) is None
    intake.complete(ledger, number, now, 4)
    row = deliveries.known(ledger, "police", BYTES)
    assert row is not None
    assert (row.id, row.partner, row.file, row.data_as_of) == (number, "police", "police.txt", DAY)
    assert (row.tally, row.state, row.generation) == (Tally(10, 9, 1, 2), "loaded", 4)
    assert (row.run_id, row.begun_at, row.loaded_at) == (run.id, MOMENT, MOMENT)
    assert deliveries.known(ledger, "fire", BYTES) is None
    assert deliveries.known(ledger, "police", OTHER) is None


@pytest.mark.parametrize("state", ["failed", "held"])
def test_one_put_aside_is_not_known_and_may_begin_again(ledger: Ledger, run: Run, state: str) -> None:
    arrived = Arrived("police", "police.txt", BYTES, DAY)
    number = arrived.id
    if state == "failed":
        intake.fail(ledger, intake.begin(run, arrived))
    else:
        intake.hold(run, arrived, ["late"])
    assert deliveries.known(ledger, "police", BYTES) is None
    assert deliveries.latest(ledger)["police"].state == state
    assert intake.begin(run, Arrived("police", "again.txt", BYTES, DAY)) == number
    intake.complete(ledger, number, now, 4)
    assert deliveries.latest(ledger)["police"].file == "again.txt"


def test_one_left_by_a_crash_may_begin_again(ledger: Ledger, run: Run) -> None:
    intake.begin(run, Arrived("police", "police.txt", BYTES, DAY))
    number = intake.begin(run, Arrived("police", "police.txt", BYTES, DAY))
    intake.complete(ledger, number, now, 4)
    assert deliveries.known(ledger, "police", BYTES) is not None


def test_a_loaded_one_neither_begins_nor_moves_again(ledger: Ledger, run: Run) -> None:
    number = intake.begin(run, Arrived("police", "police.txt", BYTES, DAY))
    intake.complete(ledger, number, now, 4)
    with pytest.raises(MastError, match="loaded already"):
        intake.begin(run, Arrived("police", "police.txt", BYTES, DAY))
    with pytest.raises(MastError, match="not being loaded"):
        intake.fail(ledger, number)
    with pytest.raises(MastError, match="not being loaded"):
        intake.complete(ledger, "police-20200101-00000000", now, 4)


def test_freshness_is_the_newest_day_of_what_is_loaded(ledger: Ledger, run: Run) -> None:
    for day, content, completed in (
        (DAY, BYTES, True),
        (DAY - timedelta(days=9), OTHER, True),
        (DAY + timedelta(days=1), "ab" * 32, False),
    ):
        number = intake.begin(run, Arrived("police", "police.txt", content, day))
        if completed:
            intake.complete(ledger, number, now, 4)
    intake.begin(run, Arrived("fire", "fire.jsonl", BYTES, DAY))
    assert deliveries.freshness(ledger) == {"police": DAY}


def test_the_latest_delivery_is_that_of_the_latest_run_though_the_clock_was_set_back(ledger: Ledger) -> None:
    for hours, content in ((2, BYTES), (1, OTHER)):
        moment = MOMENT + timedelta(hours=hours)
        run = runs.start(ledger, "load", lambda moment=moment: moment)  # type: ignore[misc]
        intake.begin(run, Arrived("police", f"{hours}.txt", content, DAY))
    assert {partner: row.file for partner, row in deliveries.latest(ledger).items()} == {"police": "1.txt"}
    assert [row.file for row in deliveries.of_partner(ledger, "police")] == ["2.txt", "1.txt"]


def stated(said: dict[str, str]) -> Stated:
    """Each word stands for a hash."""
    rows, contents = ([f"{word:>16}".encode() for word in words] for words in (said, said.values()))
    return Stated(hashes_of(rows), hashes_of(contents))


def held(ledger: Ledger, partner: str) -> tuple[dict[str, str], int]:
    found, generation = stated_by(ledger, partner)
    return {row.decode().strip(): said.decode().strip() for row, said in found.pairs()}, generation


def test_after_a_crash_the_graph_decides(ledger: Ledger, run: Run) -> None:
    whole = intake.begin(run, Arrived("police", "police.txt", BYTES, DAY))
    unwritten = intake.begin(run, Arrived("adults", "adults.csv", BYTES, DAY))
    assert intake.settle(ledger, {whole: 5, "fire-20261031-00000000": 6}, now) == sorted([whole, unwritten])
    found = deliveries.latest(ledger).values()
    assert {row.id: (row.state, row.generation) for row in found} == {whole: ("loaded", 5), unwritten: ("failed", None)}
    assert intake.settle(ledger, {}, now) == []


def test_what_the_graph_kept_is_loaded_though_it_was_said_to_have_failed(ledger: Ledger, run: Run) -> None:
    kept, gone = (intake.begin(run, Arrived(code, "file", BYTES, DAY)) for code in ("police", "fire"))
    for number in (kept, gone):
        intake.fail(ledger, number)
    assert intake.settle(ledger, {kept: 5}, now) == [kept]
    assert {row.id: row.state for row in deliveries.latest(ledger).values()} == {kept: "loaded", gone: "failed"}


def test_what_a_graph_has_lost_may_be_loaded_again(ledger: Ledger, run: Run) -> None:
    for partner, generation in (("police", 3), ("fire", 4)):
        number = intake.begin(run, Arrived(partner, "file", BYTES, DAY))
        intake.complete(ledger, number, now, generation, stated({partner: "said"}))
    assert intake.lose(ledger, 4) == []
    assert intake.lose(ledger, 3) == ["fire-20261031-1a2b3c4d"]
    assert deliveries.known(ledger, "fire", BYTES) is None
    assert deliveries.known(ledger, "police", BYTES) is not None
    assert (held(ledger, "fire"), held(ledger, "police")) == (({}, 0), ({"police": "said"}, 3))
    again = intake.begin(run, Arrived("fire", "file", BYTES, DAY))
    intake.complete(ledger, again, now, 5, stated({"fire": "said"}))
    assert held(ledger, "fire") == ({"fire": "said"}, 5)


def test_what_a_row_states_replaces_what_it_stated(ledger: Ledger, run: Run) -> None:
    many = {f"{place:05}": "first" for place in range(25_000)}
    for generation, content, said in ((2, BYTES, many), (3, OTHER, {"00007": "other", "new": "first"})):
        number = intake.begin(run, Arrived("police", "police.txt", content, DAY))
        intake.complete(ledger, number, now, generation, stated(said))
    assert held(ledger, "police") == (many | {"00007": "other", "new": "first"}, 3)
    assert held(ledger, "fire") == ({}, 0)


def test_a_delivery_that_cannot_be_completed_states_nothing(ledger: Ledger) -> None:
    with pytest.raises(MastError, match="not being loaded"):
        intake.complete(ledger, "police-20200101-00000000", now, 4, stated({"row": "said"}))
    assert held(ledger, "police") == ({}, 0)
