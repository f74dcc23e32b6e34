"""Rows: what each becomes, and which reason code each fault has."""

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mast.core.errors import DeliveryRefused
from mast.core.facts import Case, Identifier, Row
from mast.fields.dates import local_date
from mast.fields.reasons import FieldError
from mast.loaders.checking import Checked, check
from mast.loaders.contract import Dates, Mapping, Meaning
from mast.loaders.days import DayReader
from mast.loaders.findings import FLAGGING, REJECTING
from mast.loaders.formats.source import opened
from tests.loaders.files import adult, adults_csv, mapping_of, source_of

AS_OF = date(2026, 10, 31)
FIRST = adult(LAS_ID="1", CONTACT_ID="C0", LAST_NAME="First")

POLICE_HEADER = "|".join(mapping_of("police").columns)
CALL = "N/1|BAKER|DAN|LEE|09-AUG-2001|M|15 LONG AVENUE WALSALL|WS1 1AA|L1|01/03/2026 09:37|1|PC 1 ROBERTS|01632 960001"


def checked(folder: Path, text: str | bytes, mapping: Mapping, name: str = "file.csv") -> Checked:
    with source_of(folder, text, name) as source:
        return check(source, mapping, AS_OF)


def adults(folder: Path, *rows: dict[str, str]) -> Checked:
    return checked(folder, adults_csv(FIRST, *rows), mapping_of("adults"))


def police(folder: Path, *calls: str) -> Checked:
    text = "\r\n".join([POLICE_HEADER, *calls, ""])
    return checked(folder, text.encode("windows-1252"), mapping_of("police"))


def fire(folder: Path, *lines: str) -> Checked:
    return checked(folder, "\n".join(lines), mapping_of("fire"))


def incident(number: str, occupier: str = "null", called: str = "2026-03-03T14:05:00Z", kind: str = "call-out") -> str:
    return (
        f'{{"incident": "{number}", "called": "{called}", "kind": "{kind}", "property": {{"uprn": null, "address": '
        f'"51 Goscote Drive, Walsall", "postcode": "WS1 1AA"}}, "occupier": {occupier}, "contact": null}}'
    )


def reasons(result: Checked) -> list[tuple[int, str, str]]:
    return [(finding.row_number, finding.field, finding.reason) for finding in result.findings]


def only(result: Checked) -> Row:
    assert result.findings == ()
    return result.delivery.rows[-1]


def test_an_adult_becomes_a_row(tmp_path: Path) -> None:
    row = only(adults(tmp_path, adult(NHS_NUMBER="943 476 5919", KNOWN_AS="Countess", CASE_END="")))
    assert (row.record_key, row.event_key, row.kind, row.on) == ("adults:100", "adults:C1", "contact", date(2026, 3, 1))
    assert row.details is not None
    assert (row.details.forenames, row.details.surname, row.details.sex) == ("Ada", "Lovelace", "female")
    assert row.details.born_on == date(1985, 12, 10)
    assert row.identifiers == (Identifier("nhs", "9434765919", verified=False),)
    assert row.case == Case(True, date(2026, 2, 1), None)
    assert row.address is not None
    assert (row.address.number, row.address.postcode) == ("12", "WS1 1AA")
    assert row.professional is not None
    assert (row.professional.name, row.professional.role) == ("Grace Hopper", "Allocated worker")
    assert row.professional.key.startswith("adults|GRACE HOPPER")


def test_a_workers_telephone_is_never_the_persons_identifier(tmp_path: Path) -> None:
    assert only(adults(tmp_path, adult())).identifiers == ()


@pytest.mark.parametrize(
    ("cells", "field", "reason"),
    [
        ({"LAST_NAME": ""}, "LAST_NAME", "missing_surname"),
        ({"LAST_NAME": " \u200b"}, "LAST_NAME", "missing_surname"),
        ({"LAS_ID": ""}, "LAS_ID", "missing_record_id"),
        ({"CONTACT_ID": " "}, "CONTACT_ID", "missing_event_id"),
        ({"CONTACT_DATE": ""}, "CONTACT_DATE", "missing_date"),
        ({"CONTACT_DATE": "30/02/2026"}, "CONTACT_DATE", "impossible_date"),
        ({"CONTACT_DATE": "2026-03-01"}, "CONTACT_DATE", "impossible_date"),
        ({"CONTACT_DATE": "yesterday"}, "CONTACT_DATE", "impossible_date"),
        ({"CONTACT_DATE": "01/11/2026"}, "CONTACT_DATE", "future_event"),
        ({"CONTACT_DATE": "30/10/2023"}, "CONTACT_DATE", "older_than_3_years"),
        ({"DOB": "01/11/2026"}, "DOB", "future_dob"),
        ({"ADDRESS_1": "x" * 301}, "ADDRESS_1", "too_long"),
        ({"LAST_NAME": "x" * 151}, "LAST_NAME", "too_long"),
        ({"CONTACT_ID": "x" * 65}, "CONTACT_ID", "too_long"),
        ({"WORKER_TEAM": "told us that " * 20}, "WORKER_TEAM", "too_long"),
        ({"CONTACT_ID": "C0", "LAS_ID": "1"}, "CONTACT_ID", "duplicate_event_id"),
        ({"FIRST_NAME": "-1"}, "FIRST_NAME", "bad_characters"),
        ({"LAST_NAME": "<b>Hill"}, "LAST_NAME", "bad_characters"),
    ],
)
def test_a_rejected_row_has_its_reason(tmp_path: Path, cells: dict[str, str], field: str, reason: str) -> None:
    result = adults(tmp_path, adult(**cells))
    assert reasons(result) == [(2, field, reason)]
    assert not result.findings[0].kept
    assert [row.record for row in result.delivery.rows] == ["1"]
    assert (result.tally.rows, result.tally.accepted, result.tally.rejected, result.tally.flagged) == (2, 1, 1, 0)


@pytest.mark.parametrize(
    ("cells", "field", "reason"),
    [
        ({"POSTCODE": "WS5 799"}, "POSTCODE", "bad_postcode"),
        ({"NHS_NUMBER": "9434765918"}, "NHS_NUMBER", "bad_nhs_check_digit"),
        ({"NHS_NUMBER": "12345"}, "NHS_NUMBER", "bad_nhs_number"),
        ({"UPRN": "N/A"}, "UPRN", "bad_uprn"),
        ({"DOB": "31/02/1980"}, "DOB", "bad_dob"),
        ({"DOB": "about 40"}, "DOB", "bad_dob"),
        ({"DOB": "01/01/1901"}, "DOB", "default_dob"),
        ({"GENDER": "Q"}, "GENDER", "unknown_code"),
        ({"CASE_STATUS": "Pending"}, "CASE_STATUS", "unknown_code"),
        ({"CASE_START": "31/02/2026"}, "CASE_START", "bad_case_date"),
        ({"WORKER_PHONE": "ring the bell"}, "WORKER_PHONE", "bad_phone"),
        ({"WORKER_EMAIL": "nobody@"}, "WORKER_EMAIL", "bad_email"),
    ],
)
def test_a_flagged_row_is_kept_without_the_value(
    tmp_path: Path, cells: dict[str, str], field: str, reason: str
) -> None:
    result = adults(tmp_path, adult(**cells))
    assert reasons(result) == [(2, field, reason)]
    assert result.findings[0].kept
    assert (result.tally.accepted, result.tally.rejected, result.tally.flagged) == (2, 0, 1)
    flagged, plain = result.delivery.rows[1], only(adults(tmp_path, adult(**dict.fromkeys(cells, ""))))
    assert flagged == plain


def test_a_number_for_tests_is_flagged_where_those_of_people_are_expected(tmp_path: Path) -> None:
    text, mapping = adults_csv(FIRST, adult(NHS_NUMBER="999 000 0018")), mapping_of("adults")
    for live in (False, True):
        records = mapping.records.model_copy(update={"nhs_live": live})
        result = checked(tmp_path, text, mapping.model_copy(update={"records": records}))
        assert reasons(result) == ([(2, "NHS_NUMBER", "test_nhs_number")] if live else [])
        numbers = {(one.kind, one.value) for one in result.delivery.rows[1].identifiers}
        assert (("nhs", "9990000018") in numbers) == (not live)


def test_a_rejected_row_has_all_its_reasons_and_no_flags(tmp_path: Path) -> None:
    row = adult(LAST_NAME="", CONTACT_DATE="", DOB="01/01/2027", POSTCODE="NOWHERE")
    assert sorted(reason for _, _, reason in reasons(adults(tmp_path, row))) == [
        "future_dob",
        "missing_date",
        "missing_surname",
    ]


def test_the_partners_own_unknown_birth_date_reads_as_empty(tmp_path: Path) -> None:
    for born in ("", "01/01/1900"):
        details = only(adults(tmp_path, adult(DOB=born))).details
        assert details is not None
        assert details.born_on is None


def test_the_edges_of_three_years(tmp_path: Path) -> None:
    for day in ("31/10/2023", "31/10/2026"):
        assert adults(tmp_path, adult(CONTACT_DATE=day)).tally.accepted == 2


def test_one_event_may_concern_three_people(tmp_path: Path) -> None:
    rows = [adult(CONTACT_ID="SAME", LAS_ID=record) for record in ("7", "8", "9")]
    result = adults(tmp_path, *rows, rows[1])
    assert [row.record for row in result.delivery.rows[1:]] == ["7", "8", "9"]
    assert {row.event_key for row in result.delivery.rows[1:]} == {"adults:SAME"}
    assert reasons(result) == [(5, "CONTACT_ID", "duplicate_event_id")]


def test_a_good_second_copy_makes_up_for_a_rejected_first(tmp_path: Path) -> None:
    result = adults(tmp_path, adult(CONTACT_DATE="99/99/2026"), adult())
    assert reasons(result) == [(2, "CONTACT_DATE", "impossible_date")]
    assert len(result.delivery.rows) == 2


def test_equal_parts_of_rows_are_one_object(tmp_path: Path) -> None:
    result = adults(tmp_path, adult(CONTACT_ID="A"), adult(CONTACT_ID="B"))
    one, two = result.delivery.rows[1:]
    assert one.details is two.details
    assert one.address is two.address
    assert one.professional is two.professional


def test_ids_that_a_spreadsheet_took_for_numbers_are_the_same_ids(tmp_path: Path) -> None:
    row = only(adults(tmp_path, adult(LAS_ID=" 123.0 ", CONTACT_ID="456.0", UPRN="100012891940.0")))
    assert (row.record, row.event) == ("123", "456")
    assert row.address is not None
    assert row.address.uprn == "100012891940"


def test_a_delivery_of_which_nothing_can_be_taken_in_is_refused(tmp_path: Path) -> None:
    text = adults_csv(adult(CONTACT_DATE="x"), adult(CONTACT_DATE=""), adult(CONTACT_DATE="y"))
    with pytest.raises(DeliveryRefused, match="none of its 3 rows .* impossible_date"):
        checked(tmp_path, text, mapping_of("adults"))


def test_a_header_alone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DeliveryRefused, match="no rows"):
        checked(tmp_path, adults_csv(), mapping_of("adults"))


@pytest.mark.parametrize(
    ("found", "replaced", "said"),
    [
        ("KNOWN_AS", "CASE_NOTES", "column 'CASE_NOTES' is in no mapping"),
        ("KNOWN_AS,", "", "column 'KNOWN_AS' is missing"),
        ("KNOWN_AS", "TITLE", "column 'TITLE' comes twice"),
        ("KNOWN_AS", "", "has no name"),
    ],
)
def test_another_header_than_agreed_refuses_the_file(tmp_path: Path, found: str, replaced: str, said: str) -> None:
    with pytest.raises(DeliveryRefused, match=said):
        checked(tmp_path, adults_csv(adult()).replace(found, replaced, 1), mapping_of("adults"))


def test_a_file_without_a_header_is_refused_without_quoting_it(tmp_path: Path) -> None:
    with pytest.raises(DeliveryRefused) as caught:
        checked(tmp_path, adults_csv(adult()).split("\r\n", 1)[1], mapping_of("adults"))
    assert not [cell for cell in adult().values() if len(cell) > 3 and cell in str(caught.value)]


def test_header_names_may_differ_in_case_and_spaces(tmp_path: Path) -> None:
    header, rest = adults_csv(adult()).split("\r\n", 1)
    loose = ",".join(f" {name.lower()} " for name in header.split(","))
    assert checked(tmp_path, f"\ufeff{loose}\r\n{rest}", mapping_of("adults")).tally.accepted == 1


def test_a_call_that_names_nobody_is_an_event_at_an_address(tmp_path: Path) -> None:
    row = only(police(tmp_path, "||||||15 LONG AVENUE WALSALL|WS1 1AA|L9|01/03/2026 09:37||PC 1|1@police.example"))
    assert (row.record, row.details, row.identifiers, row.case) == ("", None, (), None)
    assert row.address is not None
    assert row.kind == "call-out"
    assert row.professional is not None
    assert (row.professional.phone, row.professional.email) == ("", "1@police.example")


def test_police_rows_with_half_a_person_are_rejected(tmp_path: Path) -> None:
    no_surname, no_reference = CALL.replace("BAKER", ""), CALL.replace("N/1", "").replace("L1", "L2")
    grade = CALL.replace("L1", "L3").replace("|1|PC", "|9|PC")
    result = police(tmp_path, CALL.replace("L1", "L0"), no_surname, no_reference, grade)
    assert reasons(result) == [
        (2, "SURNAME", "missing_surname"),
        (3, "NOMINAL_REF", "missing_record_id"),
        (4, "GRADE", "unknown_kind"),
    ]


def test_a_police_call_of_grade_1_is_a_blue_light_one(tmp_path: Path) -> None:
    row = only(police(tmp_path, CALL))
    assert row.kind == "blue-light call-out"
    assert row.details is not None
    assert row.details.forenames.split() == ["Dan", "Lee"]
    assert row.professional is not None
    assert row.professional.phone.endswith("1632960001")


def test_an_occupier_is_the_incidents_own_record(tmp_path: Path) -> None:
    result = fire(tmp_path, incident("F1"), incident("F2", '{"name": "Mr J Walker"}'), incident("F3", '{"name": ""}'))
    assert [(row.record, row.event) for row in result.delivery.rows] == [("", "F1"), ("F2", "F2"), ("", "F3")]
    details = result.delivery.rows[1].details
    assert details is not None
    assert (details.title, details.forenames, details.surname) == ("Mr", "J", "Walker")


@pytest.mark.parametrize(
    ("called", "on"),
    [
        ("2026-06-30T23:30:00Z", date(2026, 7, 1)),
        ("2026-01-31T23:59:59Z", date(2026, 1, 31)),
        ("2026-03-29T00:59:59Z", date(2026, 3, 29)),
        ("2026-03-01T01:30:00+02:00", date(2026, 2, 28)),
    ],
)
def test_an_events_date_is_the_local_date_in_london(tmp_path: Path, called: str, on: date) -> None:
    assert only(fire(tmp_path, incident("F1", called=called))).on == on


def test_a_kind_outside_the_closed_list_is_rejected(tmp_path: Path) -> None:
    result = fire(tmp_path, incident("F1"), incident("F2", kind="arson"), incident("F3", kind=""))
    assert reasons(result) == [(2, "kind", "unknown_kind"), (3, "kind", "unknown_kind")]


CELL = st.one_of(
    st.text(max_size=20), st.sampled_from(["", "9434765919", "01/01/1980", "31/02/2020", "WS1 1AA", "Open"])
)


@settings(max_examples=150, deadline=None)
@given(cells=st.dictionaries(st.sampled_from(sorted(adult())), CELL, max_size=8))
def test_every_row_is_accepted_or_rejected_with_a_known_reason(cells: dict[str, str]) -> None:
    clean = {name: cell.encode("utf-8", "ignore").decode() for name, cell in cells.items()}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.csv"
        path.write_bytes(adults_csv(FIRST, adult(**clean), adult(LAS_ID="last", CONTACT_ID="CL")).encode())
        with opened(path) as source:
            result = check(source, mapping_of("adults"), AS_OF)
    tally = result.tally
    assert tally.rows == tally.accepted + tally.rejected == 3
    assert {finding.reason for finding in result.findings} <= REJECTING | FLAGGING
    assert {finding.row_number for finding in result.findings} <= {2}
    assert tally.rejected == len({finding.row_number for finding in result.findings if not finding.kept})


WHENS = st.one_of(
    st.from_regex(r"[0-3]?[0-9]/[01]?[0-9]/(2026|2020|9999) {1,2}[0-2]?[0-9]:[0-6][0-9](:[0-6][0-9])?", fullmatch=True),
    st.sampled_from(
        ["", " ", "01/03/2026", "01/03/2026 9:37 ", " 01/03/2026 09:37", "01/03/2026\t09:37", "soon", "1 2"]
    ),
)


@settings(max_examples=200, deadline=None)
@given(WHENS, st.sampled_from([("%d/%m/%Y %H:%M",), ("%d/%m/%Y %H:%M:%S", "%d/%m/%Y"), ("%d/%m/%Y",)]))
def test_a_day_with_its_time_is_read_as_by_the_whole_format(written: str, formats: tuple[str, ...]) -> None:
    """Day and time are looked up apart; the reader of dates, which takes them together, is the oracle."""

    def outcome(read: Callable[[], date | None]) -> object:
        try:
            return read()
        except FieldError as error:
            return error.reason

    reader = DayReader(Dates(formats={Meaning.ON: formats}), Meaning.ON)
    expected = outcome(lambda: local_date(written, formats) if written.strip() else None)
    assert [outcome(lambda: reader(written)) for _ in range(2)] == [expected, expected]
