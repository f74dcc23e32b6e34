"""How the police write their extract: bars, capitals, Windows-1252; a call may concern nobody or several people."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from mast.synth.dirt import Habits, Line
from mast.synth.files import PipeFile, RowFile
from mast.synth.handwriting import clock, lettered, postcode, slashed, street
from mast.synth.records import Book, Record
from mast.synth.slips import as_date, without_marks
from mast.synth.streets import Place
from mast.synth.workers import Worker

STEM, SUFFIX = "police", ".txt"
HEADER = [
    "NOMINAL_REF",
    "SURNAME",
    "FORENAME_1",
    "FORENAME_2",
    "DOB",
    "SEX",
    "LOCATION",
    "POSTCODE",
    "LOG_NUMBER",
    "CALL_DATE_TIME",
    "GRADE",
    "OIC",
    "OIC_CONTACT",
]
HABITS = Habits(
    surname=1,
    event=8,
    when=9,
    birthday_at=4,
    postcode=7,
    nhs=-1,
    moment=lambda day: f"{slashed(day)} 12:00",
    impossible=lambda today: f"30/02/{as_date(today).year} 00:00",
    birthday=lettered,
    event_id=lambda serial: f"99{serial:06d}-LK",
    delimited=True,
)


def open_file(path: Path, rows: int) -> RowFile:
    return PipeFile(path, HEADER, "cp1252", "\r\n")


@cache
def _capitals(text: str) -> str:
    """Capitals that Windows-1252 has; other letters lose their marks."""
    upper = text.upper()
    try:
        upper.encode("cp1252")
    except UnicodeEncodeError:
        return without_marks(upper)
    return upper


def _location(place: Place, dice: int) -> Line:
    road = street(place, dice, 0.5)
    flat = f"FLT {place.flat}" if place.flat else ""
    parts = [part for part in (place.name, road, flat, place.town) if part]
    return [" ".join(parts).upper(), postcode(place, dice // 7, 0.046).upper()]


def _surname(record: Record) -> str:
    """Half the control room leaves out an apostrophe."""
    name = _capitals(record.surname)
    return name.replace("'", "") if record.dice[3] % 2 else name


def rows(book: Book, places: list[Place], staff: list[Worker], today: int) -> Iterator[Line]:
    """One row for each person met at a call, or one for a call that names nobody, in the order of time."""
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
        # Everything about the call itself follows from its number, so that it reads alike in each of its rows.
        dice = event * 2_654_435_761 % (1 << 30)
        officer = dice % len(staff)
        collar = 1000 + officer * 61 % 9000
        contact = f"{collar}@POLICE.EXAMPLE" if dice // 512 % 2 else staff[officer].phone
        call: Line = [
            *_location(places[address], dice // 64),
            f"{event + 310001}-LK",
            f"{slashed(day)} {clock(minute)}",
            str(dice // 1024 % 4 + 1),
            f"PC {collar} {_capitals(staff[officer].surname)}",
            contact,
        ]
        if number < 0:
            yield ["", "", "", "", "", "", *call]
            continue
        record = book.records[number]
        yield [
            record.id,
            _surname(record),
            _capitals(record.forename),
            _capitals(record.middle),
            "" if record.born is None else lettered(record.born),
            record.sex,
            *call,
        ]
