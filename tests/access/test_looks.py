"""Who looked at whom, and what a person who asks is told."""

from datetime import UTC, date, datetime

import pytest

from mast.access import chain
from mast.access.audit import AuditLog, Entry, Result
from mast.access.checkpoints import public_key
from mast.access.footprint import for_the_subject, is_signed, no_footprint
from mast.access.looks import looks_at, looks_at_very_many, same_person
from mast.ledger.store import Ledger
from tests.access.test_seals import publish

pytest_plugins = ["tests.postgres"]

NOON = datetime(2026, 10, 31, 12, tzinfo=UTC)


def look(log: AuditLog, actor: str, *ids: str) -> int:
    entry = Entry(actor, "lead", "police", "open-case", "C-1", "person_card", "", f"r-{actor}", 7)
    return log.outcome(log.intent(entry), Result("ok", ids))


@pytest.fixture
def log(ledger: Ledger) -> AuditLog:
    return AuditLog(ledger, lambda: NOON, 30)


def test_it_is_said_who_saw_a_person_when_and_what_for(ledger: Ledger, log: AuditLog) -> None:
    seq = look(log, "ada", "P0000001", "A0000001")
    look(log, "bo", "P0000002")
    log.close()
    (one,) = looks_at(ledger, ["P0000001"])
    assert (one.seq, one.at, one.actor, one.role, one.agency) == (seq, NOON, "ada", "lead", "police")
    assert (one.purpose, one.case_reference, one.operation, one.shown) == ("open-case", "C-1", "person_card", 2)
    assert [each.actor for each in looks_at(ledger, ["P0000002", "A0000001"])] == ["ada", "bo"]
    assert looks_at(ledger, ["P0000009"]) == looks_at(ledger, []) == []


def test_a_person_is_asked_for_under_every_id_that_they_ever_had(ledger: Ledger, log: AuditLog) -> None:
    apart = publish(ledger, 1, [["adults:1"], ["police:3"], ["fire:4"]])
    look(log, "ada", apart["police:3"])
    merged = publish(ledger, 2, [["adults:1", "police:3"], ["fire:4"]])
    look(log, "bo", merged["adults:1"])
    look(log, "cy", apart["fire:4"])
    look(log, "di", "police:3")
    log.close()
    ids = same_person(ledger, merged["adults:1"])
    assert ids == {apart["adults:1"], apart["police:3"], "adults:1", "police:3"}
    assert [one.actor for one in looks_at(ledger, ids)] == ["ada", "bo", "di"]


def test_an_answer_of_very_many_is_counted_and_told_apart(ledger: Ledger, log: AuditLog) -> None:
    look(log, "ada", *(f"P{number:07d}" for number in range(chain.MOST_KEPT)))
    look(log, "bo", *(f"P{number:07d}" for number in range(chain.MOST_KEPT + 1)))
    log.close()
    assert [one.actor for one in looks_at(ledger, ["P0000000"])] == ["ada"]
    (many,) = looks_at_very_many(ledger)
    assert (many.actor, many.shown) == ("bo", chain.MOST_KEPT + 1)
    assert chain.verify(ledger, chain.key_of(ledger)).ok


def test_the_person_looked_at_is_told_no_colleague_s_name(ledger: Ledger, log: AuditLog) -> None:
    look(log, "ada.lovelace", "P0000001")
    log.close()
    told = for_the_subject(looks_at(ledger, ["P0000001"]))
    assert told == [{"day": "2026-10-31", "role": "lead", "agency": "police", "purpose": "open-case"}]


def test_that_nothing_is_held_is_signed(ledger: Ledger) -> None:
    made = no_footprint(ledger, ["nhs:9434765919"], 7, {"police": date(2026, 10, 30)}, NOON).as_dict()
    told = made["statement"]
    assert (told["what"], told["searched"], told["partners"]) == (
        "no footprint",
        ["nhs:9434765919"],
        {"police": "2026-10-30"},
    )
    key = public_key(ledger.home / "checkpoint.pub")
    assert is_signed(made, key)
    for changed in (
        {**made, "statement": {**told, "searched": []}},
        {**made, "statement": {**told, "at": "2026-11-01T12:00:00+00:00"}},
        {**made, "signature": "00" * 64},
        {"statement": told},
        {},
    ):
        assert not is_signed(changed, key)
