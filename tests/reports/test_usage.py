"""Look-ups are counted from the audit rows, by agency and purpose; a pack does not count itself."""

from datetime import UTC, date, datetime
from pathlib import Path

from mast.access.audit import AuditLog, Entry, Outcome, Result
from mast.core.settings import Settings
from mast.ledger import tables
from mast.ledger.store import Ledger, open_ledger
from mast.reports.usage import ANSWERS, COMMAND, LOOK_UPS, OPERATION, describe_usage, read_usage
from tests.reports.city import PARTNERS

DAY = date(2026, 10, 31)


def asked(
    log: AuditLog, agency: str, *found: str, actor: str = "u1", operation: str = "person", outcome: Outcome = "ok"
) -> None:
    entry = Entry(actor, "practitioner", agency, "duty-call", "C1", operation)
    log.outcome(log.intent(entry), Result(outcome, found))


def _break_glass(ledger: Ledger, *looks: tuple[str, datetime | None]) -> None:
    """One row a sealed thing that was shown: the request, and when it was reviewed."""
    texts = ("owner", "shown", "actor", "agency", "purpose", "case_reference", "reason", "second", "reviewed_by")
    at = datetime(2026, 10, 30, tzinfo=UTC)
    rows = [
        {
            **dict.fromkeys(texts, ""),
            "number": number,
            "seal": 1,
            "request_id": request,
            "at": at,
            "reviewed_at": reviewed,
        }
        for number, (request, reviewed) in enumerate(looks)
    ]
    with ledger.begin("glass") as connection:
        connection.execute(tables.broken_glass.insert(), rows)


def test_look_ups_of_four_weeks_are_counted(tmp_path: Path) -> None:
    moment = datetime(2026, 10, 31, 12, tzinfo=UTC)
    with open_ledger(Settings(home=tmp_path / "home")) as ledger, AuditLog(ledger, lambda: moment) as log:
        asked(log, "police", "P1", "P2")
        asked(log, "police")
        asked(log, "adults", "P1", outcome="refused")
        asked(log, "fire", outcome="superseded")
        asked(log, "", "P1", actor="cli:op", operation="export links")
        asked(log, "", actor="cli:op", operation=OPERATION)
        moment = datetime(2026, 10, 3, 22, 59, tzinfo=UTC)  # 3 October in London, the day before the first of 28
        asked(log, "police", "P1")
        moment = datetime(2026, 10, 3, 23, 1, tzinfo=UTC)  # 4 October in London
        asked(log, "fire", "P1")
        moment = datetime(2026, 11, 1, 0, 0, tzinfo=UTC)
        asked(log, "police", "P1")
        _break_glass(ledger, ("r1", None), ("r1", None), ("r2", moment))
        told = read_usage(ledger, DAY)
    assert (told.broken, told.waiting) == (2, 1)
    duty = "duty-call"
    assert told.look_ups == {("police", duty): 2, ("adults", duty): 1, (COMMAND, duty): 1, ("fire", duty): 1}
    assert told.outcomes == {"ok": 3, "nobody": 1, "refused": 1}


def test_every_agency_and_purpose_has_its_cell(tmp_path: Path) -> None:
    with open_ledger(Settings(home=tmp_path / "home")) as ledger:
        part = describe_usage(read_usage(ledger, DAY), PARTNERS)
    assert [table.name for table in part.tables] == [LOOK_UPS, ANSWERS]
    assert [row[0] for row in part.tables[0].rows] == [
        *(partner.name for partner in PARTNERS),
        "operators' commands",
        "no agency named",
    ]
    assert set(part.tables[0].counts().values()) == {0}
