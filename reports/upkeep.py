"""What is done to the data themselves: how well fields are filled, against the weeks before, and what was purged."""

from collections.abc import Mapping, Sequence
from datetime import date
from math import ceil
from typing import Any, Final

from mast.core.facts import Partner
from mast.core.quality import BAND_DAYS, Measure, Reading, named
from mast.reports.tables import NONE, Count, Entry, Part, Share, Table

COPY: Final = "analysts-copy"
QUALITY: Final = "data-quality"
RETENTION: Final = "retention"
_TITLE: Final = "What is kept, and for how long"


def describe_quality(readings: Sequence[Reading], partners: Sequence[Partner], day: date) -> Part:
    """``readings`` of deliveries, oldest first: the newest of each measure beside the middle one of those before it."""
    rows = []
    for partner in partners:
        own = [one for one in readings if one.partner == partner.code and one.day <= day and one.measure.total]
        for (kind, subject), found in sorted(_by_measure(own).items()):
            newest, before = found[-1].measure, [one.measure for one in found[:-1]]
            what = named(Measure(kind, subject, 0, 0))  # type: ignore[arg-type]
            rows.append((f"{partner.name}: {what}", (Share(newest.count, newest.total), _usual(before))))
    table = Table(
        QUALITY,
        "How well partners' data are filled",
        f"Of the rows of the newest delivery the share that has each field, and the middle share of the {BAND_DAYS} "
        "days before it. Told to the nearest 5 points, and of 300 rows or more.",
        ("partner and field", "newest", "usual"),
        tuple(rows),
    )
    return Part([table])


def describe_copy(risk: float, k: int) -> Part:
    """``risk``: the share of the people in the analysts' copy whom an attacker finds (``mast.analysis.risk``)."""
    tenths = ceil(1000 * risk - 1e-9)
    table = Table(
        COPY,
        "The analysts' copy",
        f"What `mast analysis publish` makes of the same data: no names, and everybody looks like {k - 1} others at "
        "least. Tried by an attack: somebody who knows a person's decade of birth, sex, postcode sector, agencies and "
        "household looks for them in the copy.",
        ("found without doubt", "share of the people in the copy"),
        (("by that attack", (f"at most {tenths / 10:.1f}%" if tenths else "nobody",)),),
    )
    return Part([table])


def describe_retention(certificate: Mapping[str, Any] | None) -> Part:
    """The last certificate of ``mast purge``; None where nothing was purged yet."""
    meaning = "What is older than three years is removed for good; this is what the last certificate says was removed."
    columns = ("removed", "how many")
    if certificate is None:
        return Part([Table(RETENTION, _TITLE, f"{meaning} None was written yet.", columns, ())])
    removed: list[tuple[str, tuple[Entry, ...]]] = [
        (name, (Count(int(count)),)) for name, count in sorted(certificate["removed"].items())
    ]
    said = (
        f" It keeps the three years to {certificate['as_of']}: nothing before {certificate['oldest_day_kept']} is left."
    )
    return Part([Table(RETENTION, _TITLE, meaning + said, columns, tuple(removed))])


def _by_measure(readings: Sequence[Reading]) -> dict[tuple[str, str], list[Reading]]:
    found: dict[tuple[str, str], list[Reading]] = {}
    for one in readings:
        if one.measure.kind in ("filled", "unlinkable"):
            found.setdefault((one.measure.kind, one.measure.subject), []).append(one)
    return found


def _usual(before: Sequence[Measure]) -> Entry:
    """The reading whose share is the middle one; of an even number the lesser."""
    if not before:
        return NONE
    middle = sorted(before, key=lambda one: (one.share, one.total, one.count))[(len(before) - 1) // 2]
    return Share(middle.count, middle.total)
