"""How the hospital's emergency department writes its extract: a workbook, Excel dates, street lines in capitals."""

from collections.abc import Iterator
from pathlib import Path

from mast.synth.dirt import Habits, Line
from mast.synth.files import RowFile
from mast.synth.handwriting import postcode, street
from mast.synth.records import Book, Record
from mast.synth.sheet import SheetFile
from mast.synth.slips import as_date
from mast.synth.streets import Place
from mast.synth.workers import Worker

STEM, SUFFIX = "hospital_ae", ".xlsx"
HEADER = [
    "Local Patient ID",
    "NHS Number",
    "NHS Number Status",
    "Family Name",
    "Given Name",
    "Date of Birth",
    "Gender Code",
    "Address Line 1",
    "Address Line 2",
    "Address Line 3",
    "Address Line 4",
    "Postcode",
    "Attendance ID",
    "Arrival Date Time",
    "Safeguarding Lead",
    "Lead Phone",
    "Lead Email",
]
HABITS = Habits(
    surname=3,
    event=12,
    when=13,
    birthday_at=5,
    postcode=11,
    nhs=1,
    moment=lambda day: (day, 720),
    impossible=lambda today: f"30/02/{as_date(today).year} 00:00",
    birthday=lambda day: day,
    event_id=lambda serial: f"AE09{serial:06d}",
    delimited=False,
)
_GENDERS = {"M": 1.0, "F": 2.0, "": 9.0}


def open_file(path: Path, rows: int) -> RowFile:
    return SheetFile(path, HEADER, rows)


def _address(place: Place, record: Record) -> Line:
    road = street(place, record.dice[0], 0.28).upper()
    lines: Line = [f"FLAT {place.flat}"] if place.flat else [place.name.upper()] if place.name else []
    lines += [part for part in (road, place.locality, place.town) if part]
    lines += [None] * (4 - len(lines))
    return [*lines, postcode(place, record.dice[1], 0.06) or None]


def rows(book: Book, places: list[Place], staff: list[Worker], today: int) -> Iterator[Line]:
    """One row for each attendance, in the order of time."""
    written: dict[tuple[int, int], Line] = {}
    touch = book.touchpoints
    columns = zip(
        book.record.tolist(),
        book.address.tolist(),
        touch.event.tolist(),
        touch.day.tolist(),
        touch.minute.tolist(),
        strict=True,
    )
    seen: set[int] = set()
    for number, address, event, day, minute in columns:
        record = book.records[number]
        where = written.get((number, address))
        if where is None:
            where = written[number, address] = _address(places[address], record)
        nhs = "" if record.nhs_late and number not in seen else str(record.nhs or "")
        seen.add(number)
        traced = "03" if not nhs else "01" if record.dice[2] % 100 < 88 else "02"
        worker = staff[record.dice[3] % len(staff)]
        yield [
            record.id,
            f"{nhs[:3]} {nhs[3:6]} {nhs[6:]}" if nhs else None,
            traced,
            record.surname,
            record.forename,
            record.born,
            _GENDERS[record.sex],
            *where,
            f"AE0{event + 310001}",
            (day, minute),
            worker.name,
            worker.phone,
            worker.email,
        ]
