"""How MAST is used, from the audit rows: look-ups by agency and purpose, and what came of them. Nobody who looked, and
nobody who was looked at, is in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from sqlalchemy import and_, distinct, func, select

from mast.access.purposes import Purpose
from mast.core.facts import Partner
from mast.core.window import LONDON
from mast.ledger import tables
from mast.ledger.store import Ledger
from mast.reports.recovery import never_more
from mast.reports.tables import Count, Part, Table, figure

DAYS: Final = 28
LOOK_UPS: Final = "look-ups"
ANSWERS: Final = "answers"
COMMAND: Final = "cli"
_OTHERS: Final = "no agency named"
_GLASS: Final = "the glass was broken and something sealed was shown"
_COMMANDS: Final = "operators' commands"
OPERATION: Final = "report board"
"""The operation of the audit rows that making a pack leaves: a pack must not count itself."""


@dataclass(frozen=True, slots=True)
class Usage:
    """``look_ups``: (agency, purpose) to how many; the agency is "" for none, ``COMMAND`` for the command line.

    ``outcomes``: what came of them, to how many. ``broken``: look-ups that showed something sealed through a broken
    glass; ``waiting``: those of them that nobody has reviewed.
    """

    look_ups: dict[tuple[str, str], int]
    outcomes: dict[str, int]
    broken: int = 0
    waiting: int = 0


def read_usage(ledger: Ledger, day: date) -> Usage:
    """Count the look-ups of the 28 days up to ``day`` in London. Raises LedgerUnreachable."""
    begin, end = (_midnight(day - timedelta(days=back)) for back in (DAYS - 1, -1))
    first, last = (moment.isoformat(timespec="microseconds") for moment in (begin, end))
    asked, told, again = (tables.audit.alias(name) for name in ("asked", "told", "again"))
    # It was asked once more, of the generation that had just been published, and counts there.
    superseded = select(again.c.intent_seq).where(again.c.outcome == "superseded", again.c.at >= first)
    period = and_(asked.c.step == "intent", asked.c.at >= first, asked.c.at < last)
    within = and_(period, asked.c.operation != OPERATION, asked.c.seq.not_in(superseded))
    command = asked.c.actor.startswith("cli:").label("command")
    by = (asked.c.agency, asked.c.purpose, command)
    nobody = and_(told.c.outcome == "ok", told.c.result_count == 0)
    outcome = select(told.c.outcome, nobody.label("nobody"), func.count().label("times")).where(
        told.c.step == "outcome", told.c.intent_seq == asked.c.seq, within
    )
    glass = tables.broken_glass.c
    seen = select(func.count(distinct(glass.request_id))).where(glass.at >= begin, glass.at < end)
    with ledger.read() as connection:
        broken = connection.execute(seen).scalar_one()
        waiting = connection.execute(seen.where(glass.reviewed_at.is_(None))).scalar_one()
        look_ups = connection.execute(select(*by, func.count().label("times")).where(within).group_by(*by)).all()
        ended = connection.execute(outcome.group_by(told.c.outcome, nobody)).all()
    outcomes: dict[str, int] = {}
    for row in ended:
        word = "nobody" if row.nobody else row.outcome
        outcomes[word] = outcomes.get(word, 0) + row.times
    asked_by: dict[tuple[str, str], int] = {}
    for row in look_ups:
        who = COMMAND if row.command else row.agency
        asked_by[who, row.purpose] = asked_by.get((who, row.purpose), 0) + row.times
    return Usage(asked_by, outcomes, broken, waiting)


def describe_usage(usage: Usage, partners: Sequence[Partner]) -> Part:
    """``partners``: those that a row is named after; whoever asks for none of them is in a row of the others."""
    names = {**{partner.code: partner.name for partner in partners}, COMMAND: _COMMANDS}
    purposes = [purpose.value for purpose in Purpose]
    counts = {(name, purpose): 0 for name in [*names.values(), _OTHERS] for purpose in purposes}
    for (agency, purpose), times in usage.look_ups.items():
        if purpose in purposes:
            counts[names.get(agency, _OTHERS), purpose] += times
    look_ups = Table(
        LOOK_UPS,
        "Look-ups by agency and purpose",
        f"Requests in the {DAYS} days to the day of this pack, by the agency of whoever asked and the purpose they "
        "gave. A request without a purpose is refused and counted below only.",
        ("agency", *purposes),
        tuple(
            (name, tuple(Count(counts[name, purpose]) for purpose in purposes)) for name in [*names.values(), _OTHERS]
        ),
    )
    told = {
        "answered": usage.outcomes.get("ok", 0),
        "answered, nothing to show": usage.outcomes.get("nobody", 0),
        "refused": usage.outcomes.get("refused", 0),
        "failed or broken off": usage.outcomes.get("error", 0) + usage.outcomes.get("aborted", 0),
        _GLASS: usage.broken,
        f"{_GLASS}, not yet reviewed": usage.waiting,
    }
    answers = Table(
        ANSWERS,
        "What came of the look-ups",
        "Nothing to show is an answer about nobody: it is no proof that nobody was involved.",
        ("request", "times"),
        tuple((word, (Count(times, quiet=word in ("answered", _GLASS)),)) for word, times in told.items()),
    )
    asked = [figure(LOOK_UPS, name, purpose) for name in [*names.values(), _OTHERS] for purpose in purposes]
    answered = [figure(ANSWERS, word, "times") for word in ("answered", "answered, nothing to show")]
    broken = [figure(ANSWERS, word, "times") for word in (_GLASS, f"{_GLASS}, not yet reviewed")]
    rules = [never_more(answered, asked), never_more(broken[:1], answered[:1]), never_more(broken[1:], broken[:1])]
    return Part([look_ups, answers], rules)


def _midnight(day: date) -> datetime:
    """The first moment of a day in London."""
    return datetime.combine(day, time(), LONDON).astimezone(UTC)
