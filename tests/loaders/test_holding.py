"""When a delivery is held: every rule at its edge, and what may come in all the same."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from mast.ledger.deliveries import Arrived, DeliveryRow, Kind, Tally
from mast.loaders.holding import HOLDING, Expected, Limits, kind_of, reasons_to_hold, sentence

DAY = date(2026, 10, 31)
MOMENT = datetime(2026, 10, 31, 6, 0, tzinfo=UTC)
USUAL = Expected()
LIMITS = Limits(rejected_share=0.05, shrunken_share=0.5)
NEW = Arrived("police", "police_20261031.txt", "f" * 64, DAY, Tally(1000, 1000, 0, 0), "delta", "today")


def earlier(days_ago: int, rows: int = 1000, content: str = "", kind: Kind = "delta") -> DeliveryRow:
    day = DAY - timedelta(days=days_ago)
    return DeliveryRow(
        id=f"police-{day:%Y%m%d}-{days_ago:08x}",
        partner="police",
        file=f"police_{day:%Y%m%d}.txt",
        sha256=f"{days_ago:064x}",
        data_as_of=day,
        tally=Tally(rows, rows, 0, 0),
        state="loaded",
        generation=1,
        run_id=1,
        begun_at=MOMENT,
        loaded_at=MOMENT,
        kind=kind,
        content=content or f"day {days_ago}",
    )


def held(
    new: Arrived, *before: DeliveryRow, known: int = 0, expected: Expected = USUAL, limits: Limits = LIMITS
) -> tuple[str, ...]:
    return reasons_to_hold(new, known, before, expected, limits)


def rows(count: int, rejected: int = 0, flagged: int = 0) -> Arrived:
    return replace(NEW, tally=Tally(count, count - rejected, rejected, flagged))


def test_a_first_delivery_and_a_usual_one_come_in() -> None:
    assert held(NEW) == ()
    assert held(NEW, earlier(2), earlier(1)) == ()


def test_older_data_than_the_newest_are_late() -> None:
    assert held(NEW, earlier(1), earlier(-1)) == ("late",)
    assert held(NEW, earlier(0)) == ()
    assert held(NEW, replace(earlier(-1), state="held")) == ()
    assert held(NEW, replace(earlier(-1), state="withdrawn")) == ()
    assert held(NEW, earlier(-1, kind="corrections")) == ()


def test_what_an_older_delivery_said_is_repeated_and_what_the_newest_said_is_a_quiet_day() -> None:
    assert held(NEW, earlier(2, content="today"), earlier(1)) == ("repeated",)
    assert held(NEW, earlier(2), earlier(1, content="today")) == ()
    assert held(NEW, earlier(2, content="today"), earlier(1, content="today")) == ()


def test_a_look_at_the_same_data_is_compared_from_the_second_on() -> None:
    half = rows(500)
    assert held(half, earlier(1), known=400) == ()
    assert held(rows(499), earlier(1), known=400) == ("shrunken",)
    full = replace(rows(499), kind="full")
    assert held(full, earlier(1, kind="full")) == ("shrunken",)
    assert held(full, earlier(1)) == ()


def test_news_alone_is_compared_with_the_last_days_and_not_with_the_first_years() -> None:
    first, days = earlier(9, rows=100_000), [earlier(ago, rows=300) for ago in range(8, 0, -1)]
    assert held(rows(10), first, *days[:3]) == ()
    assert held(rows(140), first, *days) == ("shrunken",)
    assert held(rows(150), first, *days) == ()


def test_the_expected_volume_of_the_mapping() -> None:
    expected = Expected(fewest=900, most=1100)
    assert held(rows(899), expected=expected) == ("below_expected",)
    assert held(rows(900), expected=expected) == held(rows(1100), expected=expected) == ()
    assert held(rows(1101), expected=expected) == ("above_expected",)


def test_too_many_rejected_rows_hold_the_whole() -> None:
    assert held(rows(1000, rejected=50)) == ()
    assert held(rows(1000, rejected=51)) == ("too_many_rejects",)
    assert held(rows(20, rejected=9)) == ()
    assert held(rows(20, rejected=10)) == ("too_many_rejects",)
    assert held(rows(1000, rejected=51), limits=replace(LIMITS, rejected_share=0.1)) == ()


def test_what_was_withdrawn_does_not_come_back_by_itself() -> None:
    gone = replace(earlier(0), state="withdrawn", sha256=NEW.sha256)
    assert held(NEW, gone) == ("withdrawn_before",)


def test_corrections_are_known_by_the_rows_that_were_at_fault() -> None:
    before = replace(earlier(1), tally=Tally(1000, 990, 10, 5))
    assert kind_of("full", None, Tally(15, 15), 0, [before]) == "corrections"
    assert kind_of("full", None, Tally(16, 16), 0, [before]) == "full"
    assert kind_of("full", None, Tally(15, 15), 1, [before]) == "full"
    assert kind_of("full", "delta", Tally(15, 15), 0, [before]) == "delta"
    assert kind_of("delta", None, Tally(15, 15), 0, []) == "delta"
    sent_back = replace(rows(15), kind="corrections")
    assert held(sent_back, before, expected=Expected(fewest=900)) == ()


@pytest.mark.parametrize("code", HOLDING)
def test_the_sentence_says_why_and_what_to_do(code: str) -> None:
    said = sentence("police_20261031.txt", [code])
    assert said.startswith("police_20261031.txt: held, ")
    assert HOLDING[code] in said
    assert f"({code})" in said
    assert "--anyway" in said
