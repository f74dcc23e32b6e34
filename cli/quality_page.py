"""The data-quality card of one partner as a page: what is unusual, and each measure over its last days as a chart."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from mast.core.quality import BAND_DAYS
from mast.resolution.charts import lines
from mast.resolution.page import Section, page

_SECTIONS: Final = {
    "filled": ("filled", "How often each field is filled", "Of the rows that could be taken in."),
    "fault": ("faults", "Faults of rows", "Of all rows of the delivery; docs/deliveries.md says what each code means."),
    "unlinkable": (
        "unlinkable",
        "Records that say too little",
        "No NHS number or UPN, and no full name with a date of birth or a postcode.",
    ),
    "matched": (
        "matched",
        "Records that match another partner's",
        "The same person is known to both, by the linking that is published.",
    ),
}
_LINES_A_CHART: Final = 6


def quality_page(partner: str, last: date, sentences: Sequence[str], measures: Sequence[dict[str, Any]]) -> str:
    """``measures`` as ``mast quality --json`` gives them. Counts only: nobody can be read from it."""
    first = Section("unusual", "What is unusual")
    for sentence in sentences:
        first.say(f"{sentence[0].upper()}{sentence[1:]}.", "note")
    if not sentences:
        first.say("Nothing lies outside what is usual for this partner, or there are too few days to say.")
    sections = [first]
    for kind, (name, title, meaning) in _SECTIONS.items():
        own = [one for one in measures if one["kind"] == kind]
        if own:
            sections.append(_section(name, title, meaning, own, last))
    lead = [
        f"The {BAND_DAYS} days to {last}. Usual is the middle value of those days, give or take three times their "
        "spread; nothing is called usual before five days were measured."
    ]
    return page(f"Data quality: {partner}", lead, sections)


def _section(name: str, title: str, meaning: str, measures: Sequence[dict[str, Any]], last: date) -> Section:
    section = Section(name, title).say(meaning)
    for place in range(0, len(measures), _LINES_A_CHART):
        part = measures[place : place + _LINES_A_CHART]
        series = {
            one["named"]: [(float((date.fromisoformat(day) - last).days), share) for day, share in one["days"].items()]
            for one in part
        }
        section.draw(
            lines(
                f"{name}-{place}",
                title,
                f"Share by day for {', '.join(series)}; the figures of the newest day are in the table below.",
                series,
                across=f"days before {last}",
                up="share",
                x_range=(-float(BAND_DAYS), 0.0),
            )
        )
    rows = [
        (one["named"], f"{one['count']:,}", f"{one['total']:,}", f"{one['share']:.1%}", _usual(one)) for one in measures
    ]
    return section.tabulate("The newest figures", ("what", "count", "of", "share", "usual"), rows)


def _usual(measure: dict[str, Any]) -> str:
    usual = measure["usual"]
    return "too few days" if usual is None else f"{usual[0]:.0%} to {usual[2]:.0%}"
