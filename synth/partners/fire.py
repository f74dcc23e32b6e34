"""How the fire service writes its extract: a JSON object an incident, UTC, the occupier a mere name or nobody."""

from collections.abc import Iterator
from pathlib import Path

from mast.synth.dirt import Habits, Line
from mast.synth.files import IncidentFile, RowFile
from mast.synth.handwriting import clock, iso, postcode, street
from mast.synth.records import Book, Record
from mast.synth.slips import as_date
from mast.synth.streets import Place
from mast.synth.workers import Worker

STEM, SUFFIX = "fire", ".jsonl"
HABITS = Habits(
    surname=-1,
    event=0,
    when=1,
    birthday_at=-1,
    postcode=5,
    nhs=-1,
    moment=lambda day: f"{iso(day)}T12:00:00Z",
    impossible=lambda today: f"{as_date(today).year}-02-30T00:00:00Z",
    birthday=iso,
    event_id=lambda serial: f"LF-99{serial:06d}",
    delimited=False,
)


def open_file(path: Path, rows: int) -> RowFile:
    return IncidentFile(path, "utf-8", "\n")


def _occupier(record: Record, visited: bool) -> str:
    """A crew that calls out notes an initial; one that visits to advise asks for the whole name."""
    forename = record.forename if visited else record.forename[:1]
    return f"{record.title} {forename} {record.surname}"


def rows(book: Book, places: list[Place], staff: list[Worker], today: int) -> Iterator[Line]:
    """One row for each incident, in the order of time."""
    touch = book.touchpoints
    columns = zip(
        book.record.tolist(),
        book.address.tolist(),
        touch.event.tolist(),
        touch.day.tolist(),
        touch.minute.tolist(),
        strict=True,
    )
    for number, address, event, day, minute in columns:
        dice = event * 2_654_435_761 % (1 << 30)
        place, visited = places[address], dice % 100 < 38
        flat = f"Flat {place.flat}" if place.flat else ""
        parts = [part for part in (place.name, flat, street(place, dice // 128, 0.0), place.town) if part]
        worker = staff[dice // 64 % len(staff)]
        yield [
            f"LF-{event + 310001}",
            f"{iso(day)}T{clock(minute)}:00Z",
            "home safety visit" if visited else "call-out",
            place.uprn if dice // 256 % 100 < 79 else None,
            ", ".join(parts),
            postcode(place, dice // 512, 0.035) or None,
            _occupier(book.records[number], visited) if number >= 0 else None,
            worker.name,
            worker.phone,
            worker.email,
        ]
