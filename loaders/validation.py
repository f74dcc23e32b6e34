"""From the raw rows of a partner's file to accepted rows, and what is wrong with the others."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Final

from mast.core.facts import Row
from mast.core.window import a_year_before
from mast.fields.reasons import FieldError
from mast.loaders import contract, person, place, worker
from mast.loaders.contract import Meaning
from mast.loaders.days import DayReader
from mast.loaders.findings import REJECTING, UNFIT, Finding
from mast.loaders.formats.table import Cell, RawRow
from mast.loaders.imprints import named
from mast.loaders.limits import PLAIN, unfit
from mast.loaders.repeats import Repeats
from mast.loaders.stating import Cells, Fault, Places, Remembered, Stated, Statement, code, identity, number, text

YEARS_HELD: Final = 3


class Validator:
    """Reads the raw rows of one delivery by one mapping; ``positions``: where each meaning stands among the cells.

    After ``accepted`` ran to its end, ``findings`` holds every fault in file order, and ``seen``, ``rejected`` and
    ``flagged`` count rows. A rejected row has all its rejecting reasons and no flags. ``unread``: ids of the events of
    rejected rows, ``""`` where one has none that can be read. ``repeats``: knows the names of the rows that
    were accepted (``imprints.named``), by which one that comes twice is found out.
    """

    def __init__(self, mapping: contract.Mapping, positions: Mapping[Meaning, int], as_of: date) -> None:
        self._code, self._columns = mapping.code, mapping.meanings
        self._id_is_event, self._may_name_nobody = mapping.records.id_is_event, mapping.records.may_name_nobody
        self._surname = Meaning.FULL_NAME if Meaning.FULL_NAME in self._columns else Meaning.SURNAME
        self._event_at, self._on_at = positions[Meaning.EVENT], positions[Meaning.ON]
        self._day = EventDayReader(mapping, as_of)
        self._kind = Statement(positions, (Meaning.KIND,), partial(KindReader, mapping))
        self._person = Statement(positions, person.MEANINGS, partial(person.PersonReader, mapping, as_of))
        self._address = Statement(positions, place.MEANINGS, place.AddressReader)
        self._worker = Statement(positions, worker.WORKER_MEANINGS, partial(worker.WorkerReader, mapping))
        self._case = Statement(positions, worker.CASE_MEANINGS, partial(worker.CaseReader, mapping))
        self.repeats = Repeats()
        self.findings: list[Finding] = []
        self.unread: set[str] = set()
        self.seen = self.rejected = self.flagged = 0

    def accepted(self, rows: Iterable[RawRow]) -> Iterator[Row]:
        for row_number, cells, fault in rows:
            self.seen += 1
            if fault:
                self.rejected += 1
                self.findings.append(Finding(row_number, "", fault))
                self.unread.add("")
                continue
            row = self._row(row_number, cells)
            if row is not None:
                yield row

    def _row(self, row_number: int, cells: Sequence[Cell]) -> Row | None:
        who, of_person = self._person(cells)
        address, of_address = self._address(cells)
        kind, of_kind = self._kind(cells)
        professional, of_worker = self._worker(cells)
        case, of_case = self._case(cells)
        faults = [*of_kind, *of_address, *of_worker, *of_case]
        event = self._event(cells[self._event_at], faults)
        on, of_day = self._day(cells[self._on_at])
        faults += of_day
        record, is_somebody = self._record(event, who, of_person, faults)
        if is_somebody:
            faults += of_person
        if faults and self._reject(row_number, faults):
            self.unread.add(event)
            return None
        if self.repeats.knew(named(event, record)):
            self.rejected += 1
            self.findings.append(Finding(row_number, self._columns[Meaning.EVENT], "duplicate_event_id"))
            return None
        if faults:
            self.flagged += 1
            self.findings += self._found(row_number, faults)
        if not is_somebody:
            return Row(self._code, event, kind, on, record, None, (), address, professional, None)
        return Row(self._code, event, kind, on, record, who.details, who.identifiers, address, professional, case)

    def _reject(self, row_number: int, faults: list[Fault]) -> bool:
        rejecting = [fault for fault in faults if fault.reason in REJECTING]
        if rejecting:
            self.rejected += 1
            self.findings += self._found(row_number, rejecting)
        return bool(rejecting)

    def _found(self, row_number: int, faults: list[Fault]) -> list[Finding]:
        return [Finding(row_number, self._columns.get(fault.meaning, ""), fault.reason) for fault in faults]

    def _event(self, cell: Cell, faults: list[Fault]) -> str:
        written = text(cell)
        event = identity(written)
        if event and len(written) <= PLAIN and written.isascii() and written.isprintable():
            return event
        if reason := unfit(written, Meaning.EVENT):
            faults.append(Fault(Meaning.EVENT, reason))
        elif not event:
            faults.append(Fault(Meaning.EVENT, "missing_event_id"))
        return event

    def _record(self, event: str, who: person.Person, wrong: Sequence[Fault], faults: list[Fault]) -> tuple[str, bool]:
        """The record's id, and whether the row is about a person at all."""
        if wrong and any(fault.reason in UNFIT for fault in wrong):
            return "", True
        surname = who.details.surname
        named = bool(surname or who.details.forenames)
        record = (event if named else "") if self._id_is_event else who.record
        if not record and not named and self._may_name_nobody:
            return "", False
        if not record and not self._id_is_event:
            faults.append(Fault(Meaning.RECORD, "missing_record_id"))
        if not surname:
            faults.append(Fault(self._surname, "missing_surname"))
        return record, True


class EventDayReader:
    """The event's local date. An event exactly three years old is held still; the day after, it is not."""

    def __init__(self, mapping: contract.Mapping, as_of: date) -> None:
        self._as_of, self._oldest = as_of, a_year_before(as_of, YEARS_HELD)
        self._day = DayReader(mapping.dates, Meaning.ON)
        self._judged = Remembered(self._judge)

    def __call__(self, cell: Cell) -> Stated[date]:
        """With a fault, whichever day is given is not looked at."""
        try:
            return self._judged[self._day(cell)]
        except FieldError:
            return self._fault("impossible_date")

    def _judge(self, on: date | None) -> Stated[date]:
        if on is None:
            return self._fault("missing_date")
        if on > self._as_of:
            return self._fault("future_event")
        return self._fault("older_than_3_years") if on < self._oldest else Stated(on)

    def _fault(self, reason: str) -> Stated[date]:
        return Stated(self._as_of, (Fault(Meaning.ON, reason),))


class KindReader:
    """A touchpoint's kind out of the mapping's closed list."""

    def __init__(self, mapping: contract.Mapping, places: Places) -> None:
        self._at = places.of(Meaning.KIND)
        self._default = mapping.touchpoints.kind
        self._kinds = {code(written): kind for written, kind in mapping.codes.kind.items()}

    def __call__(self, cells: Cells) -> Stated[str]:
        written = code(number(cells[self._at]))
        kind = self._kinds.get(written, "") if written else self._default
        return Stated(kind) if kind else Stated("", (Fault(Meaning.KIND, "unknown_kind"),))
