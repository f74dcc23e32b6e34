"""Flags on looks: oneself, family, a colleague, unusually many; and nothing else."""

from datetime import UTC, date, datetime, timedelta

from mast.access.flags import MANY_PEOPLE, Flag, Kind, Own, flags
from mast.access.looks import Look

DAY = date(2026, 10, 31)
STAFF = {
    "ada": Own(frozenset({"P0000001", "adults:1"}), frozenset({"P0000002"})),
    "bo": Own(frozenset({"P0000003"})),
}


def look(actor: str, *ids: str, day: date = DAY) -> tuple[Look, frozenset[str]]:
    at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    made = Look(1, at, actor, "lead", "police", "open-case", "C-1", "person_card", "r", len(ids))
    return made, frozenset(ids)


def kinds(*looks: tuple[Look, frozenset[str]]) -> list[tuple[Kind, str, str]]:
    return [(one.kind, one.actor, one.shown) for one in flags(looks, STAFF)]


def test_what_is_flagged() -> None:
    assert kinds(look("ada", "P0000001", "A0000001")) == [(Kind.SELF, "ada", "P0000001")]
    assert kinds(look("ada", "adults:1")) == [(Kind.SELF, "ada", "adults:1")]
    assert kinds(look("ada", "P0000002")) == [(Kind.FAMILY, "ada", "P0000002")]
    assert kinds(look("ada", "P0000003")) == [(Kind.COLLEAGUE, "ada", "P0000003")]
    assert kinds(look("bo", "P0000001", "P0000002")) == [(Kind.COLLEAGUE, "bo", "P0000001")]


def test_what_is_not() -> None:
    assert kinds(look("ada", "P0000009", "A0000001"), look("cy", "P0000009"), look("ada")) == []
    assert kinds(look("cy", "P0000002")) == []


def test_a_day_of_unusually_many_is_flagged_for_who_usually_looks_at_few() -> None:
    many = [f"P1{number:06d}" for number in range(MANY_PEOPLE)]
    few = [look("ada", "P0000009", day=DAY - timedelta(days=back)) for back in range(1, 10)]
    assert flags([*few, look("ada", *many)], {}) == [Flag(Kind.VOLUME, "ada", DAY, MANY_PEOPLE)]
    assert flags([*few, look("ada", *many[1:])], {}) == []
    usual = [look("duty", *many, day=DAY - timedelta(days=back)) for back in range(1, 10)]
    told = flags([*usual, look("duty", *many)], {})
    assert [one.day for one in told] == [DAY - timedelta(days=9)]  # the first day, when nothing was usual yet
    assert flags([look("ada", *(["P0000009"] * 100))], {}) == []
