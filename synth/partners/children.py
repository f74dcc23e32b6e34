"""How children's social care writes its extract: comma-separated, ISO dates, the address in one field."""

from collections.abc import Iterator
from pathlib import Path

from mast.synth.dirt import Habits, Line
from mast.synth.files import CommaFile, RowFile
from mast.synth.handwriting import iso, postcode, street
from mast.synth.numbers import upn
from mast.synth.records import Book, Record
from mast.synth.slips import as_date
from mast.synth.streets import Place
from mast.synth.workers import Worker

STEM, SUFFIX = "childrens_social_care", ".csv"
HEADER = [
    "ChildID",
    "UPN",
    "NHSNo",
    "Forenames",
    "Surname",
    "DoB",
    "Sex",
    "FullAddress",
    "PostCode",
    "CaseOpen",
    "ContactRef",
    "ContactDate",
    "KeyWorker",
    "KeyWorkerTel",
    "KeyWorkerEmail",
    "Team",
]
HABITS = Habits(
    surname=4,
    event=10,
    when=11,
    birthday_at=5,
    postcode=8,
    nhs=2,
    moment=iso,
    impossible=lambda today: f"{as_date(today).year}-02-30",
    birthday=iso,
    event_id=lambda serial: f"CR09{serial:06d}",
    delimited=True,
)
_YEAR = 365.25


def open_file(path: Path, rows: int) -> RowFile:
    return CommaFile(path, HEADER, "utf-8", "\n")


def _address(place: Place, record: Record) -> Line:
    road = street(place, record.dice[0], 0.35)
    door = f"Flat {place.flat} {road}" if place.flat else road
    parts = [part for part in (place.name, door, place.locality, place.town.upper()) if part]
    return [", ".join(parts), postcode(place, record.dice[1], 0.08)]


def _pupil_number(record: Record, today: int) -> str:
    """Pupils of five to sixteen have one, though not every record has it."""
    if record.born is None or not 5 <= (today - record.born) / _YEAR < 16.6 or record.dice[2] % 100 >= 72:
        return ""
    return upn(200_000_000_000 + record.person * 611_953)


def rows(book: Book, places: list[Place], staff: list[Worker], today: int) -> Iterator[Line]:
    """One row for each contact, in the order of time."""
    written: dict[tuple[int, int], Line] = {}
    touch = book.touchpoints
    columns = zip(book.record.tolist(), book.address.tolist(), touch.event.tolist(), touch.day.tolist(), strict=True)
    seen: set[int] = set()
    for number, address, event, day in columns:
        record = book.records[number]
        where = written.get((number, address))
        if where is None:
            where = written[number, address] = _address(places[address], record)
        late = record.nhs_late and number not in seen
        seen.add(number)
        worker = staff[record.dice[3] % len(staff)]
        yield [
            record.id,
            _pupil_number(record, today),
            str(record.nhs) if record.nhs and not late else "",
            f"{record.forename} {record.middle}".rstrip(),
            record.surname,
            "" if record.born is None else iso(record.born),
            record.sex or "U",
            *where,
            "Y" if record.dice[2] // 100 % 100 < 44 else "N",
            f"CR0{event + 310001}",
            iso(day),
            worker.name,
            worker.phone,
            worker.email,
            worker.team,
        ]
