"""Seals as people decide them, and what they hide: held against a rule written down a second time, in plain sets."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mast.access import seals
from mast.access.sealing import Parted, Sealing, parted, sealed_at
from mast.access.seals import Reason, Seal, kind_of
from mast.core.errors import InputRefused, UsageError
from mast.core.settings import Settings
from mast.core.visibility import Sealed
from mast.ledger import register, succession, tables
from mast.ledger.store import Ledger, open_ledger
from mast.ledger.succession import Kind

pytest_plugins = ["tests.postgres"]

NOON = datetime(2026, 10, 31, 12, tzinfo=UTC)
RECORDS = ("adults:1", "adults:2", "fire:4", "police:3")


def seal(ledger: Ledger, key: str, owner: str = "dsl@adults") -> Seal:
    return seals.add(ledger, key, Reason.REFUGE, owner, "cli:ann", NOON)


def publish(
    ledger: Ledger, generation: int, clusters: Sequence[Sequence[str]], kind: Kind = "person"
) -> dict[str, str]:
    """What the register says of a generation with these clusters: member to id."""
    before = register.current(ledger, kind)
    planned = succession.plan(before, clusters, register.next_number(ledger, kind), kind=kind)
    register.record(ledger, kind, planned, generation)
    return planned.assignment


@pytest.mark.parametrize(
    ("key", "kind"),
    [("police:N 1/2", "record"), ("P0000001", "person"), ("H0000001", "household"), ("A0000012", "address")],
)
def test_what_a_key_names(key: str, kind: str) -> None:
    assert kind_of(key) == kind


@pytest.mark.parametrize("key", ["", "P1", "police", "police:", "Police:1", "X0000001", "police:a\nb", "police:\x00"])
def test_what_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(UsageError):
        kind_of(key)


def test_a_seal_says_who_why_and_since_when_and_is_never_changed(ledger: Ledger) -> None:
    made = seal(ledger, "police:3")
    assert (made.number, made.kind, made.reason, made.owner, made.by) == (
        1,
        "record",
        "refuge",
        "dsl@adults",
        "cli:ann",
    )
    seals.lift(ledger, "police:3", "cli:bo", NOON)
    (held,) = seals.seals(ledger)
    assert (held.number, held.by, held.lifted_at, held.in_force) == (1, "cli:ann", NOON, False)
    with ledger.read() as connection:
        assert [row.step for row in connection.execute(tables.seal_events.select())] == ["add", "lift"]


def test_a_seal_may_be_made_again_once_lifted_and_by_another_owner(ledger: Ledger) -> None:
    seal(ledger, "police:3")
    with pytest.raises(InputRefused, match="already"):
        seal(ledger, "police:3")
    seal(ledger, "police:3", "court@police")
    assert [one.number for one in seals.lift(ledger, "police:3", "cli:bo", NOON)] == [1, 2]
    assert seal(ledger, "police:3").number == 5
    with pytest.raises(InputRefused, match="no such seal"):
        seals.lift(ledger, "police:3", "cli:bo", NOON, number=2)


@pytest.mark.parametrize(
    ("key", "reason", "owner", "error"),
    [
        ("police:3", "because her husband", "dsl", UsageError),
        ("police:3", "refuge", "", UsageError),
        ("police:3", "refuge", "the duty desk", UsageError),
        ("P0000009", "refuge", "dsl", InputRefused),
    ],
)
def test_what_cannot_be_sealed_is_refused(ledger: Ledger, key: str, reason: str, owner: str, error: type) -> None:
    with pytest.raises(error):
        seals.add(ledger, key, reason, owner, "cli:ann", NOON)
    assert seals.seals(ledger) == []


def test_nothing_is_sealed_where_there_is_no_seal(ledger: Ledger) -> None:
    publish(ledger, 1, [RECORDS])
    assert sealed_at(ledger, 1) == Sealed()


def test_a_seal_on_one_record_hides_the_whole_person_at_once(ledger: Ledger) -> None:
    publish(ledger, 1, [["adults:1", "police:3"], ["adults:2"]])
    sealing = Sealing(ledger)
    assert sealing.at(1) == Sealed()
    seal(ledger, "police:3")
    assert sealing.at(1) == Sealed(frozenset({"adults:1", "police:3"}), frozenset({"P0000001"}))
    seals.lift(ledger, "police:3", "cli:ann", NOON)
    assert sealing.at(1) == Sealed()


def test_a_record_may_be_sealed_before_it_is_there(ledger: Ledger) -> None:
    seal(ledger, "fire:4")
    publish(ledger, 1, [["adults:1"]])
    assert sealed_at(ledger, 1).records == {"fire:4"}
    publish(ledger, 2, [["adults:1", "fire:4"]])
    assert sealed_at(ledger, 2).persons == {"P0000001"}


def test_a_seal_reaches_back_into_every_generation(ledger: Ledger) -> None:
    publish(ledger, 1, [["adults:1"], ["police:3"]])
    publish(ledger, 2, [["adults:1", "police:3"]])
    seal(ledger, "police:3")
    assert sealed_at(ledger, 2).records == {"adults:1", "police:3"}
    assert sealed_at(ledger, 1).persons == {"P0000001", "P0000002"}


def test_after_a_split_both_sides_stay_sealed_until_reviewed(ledger: Ledger) -> None:
    publish(ledger, 1, [["adults:1", "adults:2", "police:3"]])
    made = seal(ledger, "police:3")
    apart = publish(ledger, 2, [["adults:1", "adults:2"], ["police:3"]])
    assert sealed_at(ledger, 2).records == {"adults:1", "adults:2", "police:3"}
    assert parted(ledger, 2) == [Parted(made, record, apart[record]) for record in ("adults:1", "adults:2")]
    seals.release(ledger, made, ["adults:1"], "cli:ann", NOON)
    assert sealed_at(ledger, 2).records == {"adults:1", "adults:2", "police:3"}  # one person with adults:2 still
    seals.release(ledger, made, ["adults:2"], "cli:ann", NOON)
    assert sealed_at(ledger, 2) == Sealed(frozenset({"police:3"}), frozenset({apart["police:3"]}))
    assert sealed_at(ledger, 1).persons == {"P0000001"}
    assert parted(ledger, 2) == []


def test_a_person_sealed_by_id_stays_sealed_whatever_becomes_of_the_id(ledger: Ledger) -> None:
    publish(ledger, 1, [["adults:1"], ["adults:2", "fire:4"], ["police:3"]])
    seal(ledger, "P0000002")
    merged = publish(ledger, 2, [["adults:1", "adults:2"], ["fire:4"], ["police:3"]])
    found = sealed_at(ledger, 2)
    assert found.records == {"adults:1", "adults:2", "fire:4"}
    assert found.persons == {"P0000002", merged["adults:1"], merged["fire:4"]}


def test_a_household_seals_those_who_ever_were_in_it(ledger: Ledger) -> None:
    publish(ledger, 1, [["adults:1"], ["adults:2"], ["police:3"]])
    publish(ledger, 1, [["adults:1", "adults:2"]], kind="household")
    seal(ledger, "H0000001")
    found = sealed_at(ledger, 1)
    assert found.records == {"adults:1", "adults:2"}
    assert found.households == {"H0000001"}
    assert found.persons == {"P0000001", "P0000002"}


def test_an_address_is_sealed_under_every_id_that_its_spellings_get(ledger: Ledger) -> None:
    publish(ledger, 1, [["|WV1 1AA||1|", "|WV1 1AA|||WILLOW HOUSE"]], kind="address")
    seal(ledger, "A0000001")
    apart = publish(ledger, 2, [["|WV1 1AA||1|"], ["|WV1 1AA|||WILLOW HOUSE"]], kind="address")
    assert sealed_at(ledger, 2) == Sealed(addresses=frozenset(apart.values()))


@pytest.mark.parametrize(
    ("column", "value"), [("reason", "a later version's"), ("kind", "community"), ("step", "pause")]
)
def test_what_this_version_does_not_know_seals_all_the_same(ledger: Ledger, column: str, value: str) -> None:
    publish(ledger, 1, [["adults:1"], ["adults:2"]])
    seal(ledger, "P0000001")
    with ledger.begin("seals") as connection:
        if column == "step":
            row = dict(
                number=2, seal=1, step=value, kind="person", key="P0000001", reason="x", owner="x", by="x", at=NOON
            )
            connection.execute(tables.seal_events.insert().values(**row))
        else:
            connection.execute(tables.seal_events.update().values({column: value}))
    assert sealed_at(ledger, 1).records - {"P0000001"} == {"adults:1"}
    assert sealed_at(ledger, 1).persons == {"P0000001"}


def by_hand(generations: Sequence[Mapping[str, str]], sealed: set[str], released: set[str], now: int) -> Sealed:
    """The rule once more: what ever was one person with a sealed record, and the persons that hold such a record."""
    beside: set[str] = set()
    for persons in generations:
        together = {persons[record] for record in sealed if record in persons}
        beside |= {record for record, person in persons.items() if person in together}
    marked = sealed | (beside - released)
    current = generations[now - 1]
    held = {current[record] for record in marked if record in current}
    records = marked | {record for record, person in current.items() if person in held}
    return Sealed(frozenset(records), frozenset(held))


partitions = st.lists(st.lists(st.integers(0, 2), min_size=4, max_size=4), min_size=1, max_size=4)
some = st.sets(st.sampled_from(RECORDS), max_size=2)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(partitions, some, some)
def test_what_is_hidden_is_what_the_rule_says(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[list[int]], sealed: set[str], released: set[str]
) -> None:
    home: Path = tmp_path_factory.mktemp("home")
    with open_ledger(Settings(home=home)) as ledger:
        generations = []
        for number, labels in enumerate(drawn, start=1):
            groups: dict[int, list[str]] = {}
            for record, label in zip(RECORDS, labels, strict=True):
                groups.setdefault(label, []).append(record)
            generations.append(publish(ledger, number, list(groups.values())))
        for key in sorted(sealed):
            seals.release(ledger, seal(ledger, key), released, "cli:ann", NOON)
        for number in range(1, len(drawn) + 1):
            assert sealed_at(ledger, number) == by_hand(generations, sealed, released, number)
