"""How adult social care writes its extract: comma-separated, dd/mm/yyyy, one row a contact."""

from collections.abc import Iterator
from pathlib import Path

from mast.synth.dirt import Habits, Line
from mast.synth.files import CommaFile, RowFile
from mast.synth.handwriting import postcode, slashed, street
from mast.synth.records import Book, Record
from mast.synth.slips import as_date
from mast.synth.streets import Place
from mast.synth.workers import Worker

STEM, SUFFIX = "adults_social_care", ".csv"
HEADER = [
    "LAS_ID",
    "NHS_NUMBER",
    "TITLE",
    "FIRST_NAME",
    "LAST_NAME",
    "KNOWN_AS",
    "DOB",
    "GENDER",
    "ADDRESS_1",
    "ADDRESS_2",
    "ADDRESS_3",
    "TOWN",
    "POSTCODE",
    "UPRN",
    "CASE_STATUS",
    "CASE_START",
    "CASE_END",
    "CONTACT_ID",
    "CONTACT_DATE",
    "ALLOCATED_WORKER",
    "WORKER_TEAM",
    "WORKER_PHONE",
    "WORKER_EMAIL",
]
HABITS = Habits(
    surname=4,
    event=17,
    when=18,
    birthday_at=6,
    postcode=12,
    nhs=1,
    moment=slashed,
    impossible=lambda today: f"30/02/{as_date(today).year}",
    birthday=slashed,
    event_id=lambda serial: f"C09{serial:06d}",
    delimited=True,
    widens=True,
)
_GENDERS = {"M": "Male", "F": "Female", "": "Unknown"}


def open_file(path: Path, rows: int) -> RowFile:
    return CommaFile(path, HEADER, "utf-8-sig", "\r\n")


def _address(place: Place, record: Record) -> Line:
    first, second = record.dice[0], record.dice[1]
    road = street(place, first, 0.33)
    if place.flat:
        lines = [f"Flat {place.flat}, {road}", place.locality, ""]
    elif place.name:
        lines = [place.name, road, place.locality]
    else:
        lines = [road, place.locality, ""]
    uprn = place.uprn if second % 100 < 78 else ""
    return [*lines, place.town, postcode(place, second // 100, 0.045), uprn]


def _case(record: Record, today: int) -> Line:
    dice = record.dice[2]
    start = record.first_on - dice % 21
    if dice // 21 % 100 < 53:
        end = record.last_on + int((today - record.last_on) * (dice // 2100 % 997) / 996)
        return ["Closed", slashed(start), slashed(end)]
    return ["Open", slashed(start), ""]


def rows(book: Book, places: list[Place], staff: list[Worker], today: int) -> Iterator[Line]:
    """One row for each contact, in the order of time."""
    written: dict[tuple[int, int], Line] = {}
    touch = book.touchpoints
    columns = zip(book.record.tolist(), book.address.tolist(), touch.event.tolist(), touch.day.tolist(), strict=True)
    seen: set[int] = set()
    for number, address, event, day in columns:
        record = book.records[number]
        middle = written.get((number, address))
        if middle is None:
            middle = written[number, address] = [*_address(places[address], record), *_case(record, today)]
        late = record.nhs_late and number not in seen
        seen.add(number)
        worker = staff[record.dice[3] % len(staff)]
        yield [
            record.id,
            str(record.nhs) if record.nhs and not late else "",
            record.title,
            record.forename,
            record.surname,
            record.known_as,
            "" if record.born is None else slashed(record.born),
            _GENDERS[record.sex],
            *middle,
            f"C0{event + 310001}",
            slashed(day),
            worker.name,
            worker.team,
            worker.phone,
            worker.email,
        ]
