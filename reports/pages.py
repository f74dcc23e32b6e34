"""The pack as one page for people: what is counted in plain words, charts at a glance, and each table."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from mast.reports.board import Pack
from mast.reports.comparison import COMPARED, TREND
from mast.reports.drawings import chart, shapes_picture, trend_chart
from mast.reports.fairness import BY_AGE, BY_DEPRIVATION, BY_SEX, SHARE_MATCHED
from mast.reports.matching import BANDS, PROBES
from mast.reports.overlap import CASES, COVERAGE, HOUSEHOLDS, MATCHED, PEOPLE, SHARE
from mast.reports.places import ADDRESSES
from mast.reports.shapes import BRIDGES, NETWORK
from mast.reports.tables import Cell, Printed
from mast.reports.upkeep import COPY, QUALITY, RETENTION
from mast.reports.usage import ANSWERS, LOOK_UPS
from mast.resolution.page import Section, page

TITLE: Final = "MAST: report to the board"
_SECTIONS: Final[Sequence[tuple[str, str, tuple[str, ...]]]] = (
    ("partners", "The partners and what they hold in common", (COVERAGE, MATCHED, TREND)),
    ("people-known", "People and households known to several agencies", (PEOPLE, HOUSEHOLDS, CASES)),
    ("places", "Addresses", (ADDRESSES,)),
    ("ties", "The network of households", (NETWORK, BRIDGES)),
    ("use", "How MAST is used", (LOOK_UPS, ANSWERS)),
    ("matching", "How good the matching is, and whether it is fair", (BANDS, BY_SEX, BY_AGE, BY_DEPRIVATION, PROBES)),
    ("data", "The partners' data", (QUALITY,)),
    ("kept", "What is kept, and what analysts see", (RETENTION, COPY)),
    ("last-time", "Compared with the last pack", (COMPARED,)),
)
_DRAWN: Final[dict[str, tuple[str, ...]]] = {
    MATCHED: (SHARE,),
    PEOPLE: (),
    HOUSEHOLDS: (),
    CASES: (),
    ADDRESSES: (),
    BANDS: (),
    BY_SEX: (SHARE_MATCHED,),
    BY_AGE: (SHARE_MATCHED,),
    BY_DEPRIVATION: (SHARE_MATCHED,),
}
_READING: Final = (
    "An asterisk (*) stands for a count of 1 to 7, or for a share that cannot be told. The letter c stands for a "
    "figure of any size that is withheld because another could be worked out from it. Every other count is rounded to "
    "the nearest 5, so that 10 stands for 8 to 12. A nought is a nought.",
    "No table has a total: with one, and the figures beside it, a hidden count could be worked out. Shares are worked "
    "out from the figures shown; those of how well data are filled are told to the nearest 5 points, of 300 rows or "
    "more.",
    "Nothing here is a list of people or a ranking of them, and nobody's risk is judged. Agencies that know a person "
    "or a household have had a contact or have a case open; what it was about is not known to MAST.",
)
_LIMITS: Final = (
    "That no agency knows somebody does not mean that nobody is in touch: a partner may not have delivered, and other "
    "agencies may not take part.",
    "Matching is cautious: records that are alike and unsure are left for review and counted as different people, so "
    "there may be more overlaps than are shown.",
    "Sealed people, and everybody at a sealed address, are in none of these counts.",
    "An address is the one written in the partner's record, never the place of treatment. Institutions and crowded "
    "addresses form no household.",
    "Matched is not the same as rightly matched: a sample that people look at is the only measure of that. The "
    "invented names show how the model treats names of many origins, not how common they are here.",
    "Counts of the twelve months move slowly from week to week; rounding can make a step of 5 of a change of one. "
    "Figures of this pack were checked together with those of the three packs made before it.",
)


def as_html(pack: Pack) -> str:
    """One self-contained page: nothing is fetched, nothing runs in it. The same pack gives the same bytes."""
    generation = pack.facts["generation"]
    lead = [
        f"As of {_day(pack.as_of)}: the twelve months to that day, from generation {generation['number']} of "
        "what the partners delivered. Counts only; small ones are hidden.",
    ]
    sections = [_reading()]
    for name, title, tables in _SECTIONS:
        found = [table for table in map(pack.table, tables) if table is not None]
        if found:
            sections.append(_section(Section(name, title), found))
    return page(TITLE, lead, [*sections, _limits(), _provenance(pack)])


def _reading() -> Section:
    section = Section("reading", "How to read this")
    for text in _READING:
        section.say(text)
    return section


def _section(section: Section, tables: Sequence[Printed]) -> Section:
    for table in tables:
        section.say(table.meaning)
        if table.name == NETWORK:
            section.draw(shapes_picture())
        drawn = trend_chart(table) if table.name == TREND else ""
        if table.name in _DRAWN:
            drawn = chart(table, _DRAWN[table.name])
        if drawn:
            section.draw(drawn)
        if table.rows:
            section.tabulate(table.title, table.columns, [[_told(cell) for cell in row] for row in table.rows])
        else:
            section.say("There is nothing to show.", "note")
    return section


def _limits() -> Section:
    section = Section("limits", "How it is counted, and its limits")
    for text in _LIMITS:
        section.say(text)
    return section


def _provenance(pack: Pack) -> Section:
    generation, window = pack.facts["generation"], pack.facts["window"]
    rows = [
        ("as of", pack.as_of.isoformat()),
        ("twelve months", f"after {window['after']}, up to {window['until']}"),
        ("generation", str(generation["number"])),
        ("published at", generation["published_at"]),
        ("digest of the generation", generation["digest"]),
        ("model", generation["model"]),
        ("version of MAST", pack.facts["mast"]),
        ("digest of this pack", pack.digest),
    ]
    return Section("provenance", "Where this pack comes from").tabulate("Provenance", ("what", "which"), rows)


def _told(cell: Cell) -> str:
    return f"{cell:,}" if isinstance(cell, int) else cell


def _day(day: date) -> str:
    """31 October 2026."""
    return f"{day.day} {day:%B %Y}"
