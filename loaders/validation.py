"""From the raw rows of a partner's file to accepted rows, and what is wrong with the others."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from mast.core.facts import Row
from mast.core.window import a_year_before
from mast.fields.reasons import FieldError
from mast.loaders import contract, person, place, worker
from mast.loaders.contract import Meaning
from mast.loaders.days import DayReader
from mast.loaders.findings import REJECTING, Finding
from mast.loaders.formats.table import Cell, RawRow
from mast.loaders.stating import LONGEST, Cells, Fault, Stated, Statement, code, identity, number

YEARS_HELD: Final = 3


class Validator:
    """Reads the raw rows of one delivery by one mapping; ``positions``: where each meaning stands among the cells.

    After ``accepted`` ran to its end, ``findings`` holds every fault in file order, and ``seen``, ``rejected`` and
    ``flagged`` count rows. A rejected row has all its rejecting reasons and no flags.
    """

    def __init__(self, mapping: contract.Mapping, positions: Mapping[Meaning, int], as_of: date) -> None:
        self._code, self._records, self._columns = mapping.code, mapping.records, mapping.meanings
        self._as_of, self._oldest = as_of, a_year_before(as_of, YEARS_HELD)
        self._event_at, self._on_at = positions[Meaning.EVENT], positions[Meaning.ON]
        self._day = DayReader(mapping.dates, Meaning.ON)
        self._kind = Statement(positions, (Meaning.KIND,), KindReader(mapping))
        self._person = Statement(positions, person.MEANINGS, person.PersonReader(mapping, as_of))
        self._address = Statement(positions, place.MEANINGS, place.read_address)
        self._worker = Statement(positions, worker.WORKER_MEANINGS, worker.WorkerReader(mapping))
        self._case = Statement(positions, worker.CASE_MEANINGS, worker.CaseReader(mapping))
        self._known: set[tuple[str, str]] = set()
        self.findings: list[Finding] = []
        self.seen = self.rejected = self.flagged = 0

    def accepted(self, rows: Iterable[RawRow]) -> Iterator[Row]:
        for row_number, cells, fault in rows:
            self.seen += 1
            if fault:
                self.rejected += 1
                self.findings.append(Finding(row_number, "", fault))
                continue
            row = self._row(row_number, cells)
            if row is not None:
                yield row

    def _row(self, row_number: int, cells: Sequence[Cell]) -> Row | None:
        who, stated_address = self._person(cells), self._address(cells)
        kind, professional, case = self._kind(cells), self._worker(cells), self._case(cells)
        faults = [*kind.faults, *stated_address.faults, *professional.faults, *case.faults]
        event = self._event(cells[self._event_at], faults)
        on = self._on(cells[self._on_at], faults)
        record, is_somebody = self._record(event, who, faults)
        if is_somebody:
            faults += who.faults
        if faults and self._reject(row_number, faults):
            return None
        if (event, record) in self._known:
            self.rejected += 1
            self.findings.append(Finding(row_number, self._columns[Meaning.EVENT], "duplicate_event_id"))
            return None
        self._known.add((event, record))
        if faults:
            self.flagged += 1
            self.findings += self._found(row_number, faults)
        return Row(
            partner=self._code,
            event=event,
            kind=kind.value,
            on=on,
            record=record,
            details=who.value.details if is_somebody else None,
            identifiers=who.value.identifiers if is_somebody else (),
            address=stated_address.value,
            professional=professional.value,
            case=case.value if is_somebody else None,
        )

    def _reject(self, row_number: int, faults: list[Fault]) -> bool:
        rejecting = [fault for fault in faults if fault.reason in REJECTING]
        if rejecting:
            self.rejected += 1
            self.findings += self._found(row_number, rejecting)
        return bool(rejecting)

    def _found(self, row_number: int, faults: list[Fault]) -> list[Finding]:
        return [Finding(row_number, self._columns.get(fault.meaning, ""), fault.reason) for fault in faults]

    def _event(self, cell: Cell, faults: list[Fault]) -> str:
        event = identity(cell if isinstance(cell, str) else cell.isoformat())
        if not event:
            faults.append(Fault(Meaning.EVENT, "missing_event_id"))
        elif len(event) > LONGEST[Meaning.EVENT]:
            faults.append(Fault(Meaning.EVENT, "too_long"))
        return event

    def _on(self, cell: Cell, faults: list[Fault]) -> date:
        """The event's local date. An event exactly three years old is held still; the day after, it is not."""
        try:
            on = self._day(cell)
        except FieldError:
            faults.append(Fault(Meaning.ON, "impossible_date"))
            return self._as_of
        if on is None:
            faults.append(Fault(Meaning.ON, "missing_date"))
            return self._as_of
        if on > self._as_of:
            faults.append(Fault(Meaning.ON, "future_event"))
        elif on < self._oldest:
            faults.append(Fault(Meaning.ON, "older_than_3_years"))
        return on

    def _record(self, event: str, who: Stated[person.Person], faults: list[Fault]) -> tuple[str, bool]:
        """The record's id, and whether the row is about a person at all."""
        if any(fault.reason == "too_long" for fault in who.faults):
            return "", True
        named = who.value.is_named
        record = (event if named else "") if self._records.id_is_event else who.value.record
        if not record and not named and self._records.may_name_nobody:
            return "", False
        if not record and not self._records.id_is_event:
            faults.append(Fault(Meaning.RECORD, "missing_record_id"))
        if not who.value.details.surname:
            surname = Meaning.FULL_NAME if Meaning.FULL_NAME in self._columns else Meaning.SURNAME
            faults.append(Fault(surname, "missing_surname"))
        return record, True


class KindReader:
    """A touchpoint's kind out of the mapping's closed list."""

    def __init__(self, mapping: contract.Mapping) -> None:
        self._default = mapping.touchpoints.kind
        self._kinds = {code(written): kind for written, kind in mapping.codes.kind.items()}

    def __call__(self, cells: Cells) -> Stated[str]:
        written = code(number(cells, Meaning.KIND))
        kind = self._kinds.get(written, "") if written else self._default
        return Stated(kind) if kind else Stated("", (Fault(Meaning.KIND, "unknown_kind"),))
