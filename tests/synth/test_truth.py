"""The truth agrees with the extracts: counted again here from the files alone, by another way."""

import csv
import json
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from openpyxl import load_workbook

from mast.synth.extracts import write
from mast.synth.numbers import check_digit
from mast.synth.population import populate

AS_OF = date(2026, 10, 31)
AFTER = date(2025, 10, 31)
PEOPLE, SEED = 4000, 6
FLAGS = frozenset({"bad_postcode", "bad_nhs_check_digit"})


class Row(NamedTuple):
    """A row as written; ``record`` is empty where nobody is named. Day and flags are found out later."""

    partner: str
    event: str
    at: str
    record: str
    nhs: str
    born: str
    uprn: str
    address: str
    postcode: str
    on: date = date.min
    flags: frozenset[str] = frozenset()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("truth")
    write(made, PEOPLE, SEED, AS_OF)
    return made


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _delimited(path: Path, encoding: str, delimiter: str) -> Iterator[tuple[int, dict[str, str]]]:
    end = "\n" if path.name.startswith("child") else "\r\n"
    header, *rows = path.read_bytes().decode(encoding).split(end)[:-1]
    names = header.split(delimiter)
    for number, row in enumerate(rows, start=1):
        yield number, dict(zip(names, next(csv.reader([row], delimiter=delimiter)), strict=False))


def _day(text: str, form: str) -> date:
    return datetime.strptime(text, form).date()


Numbered = Iterator[tuple[int, Row]]


def _adults(path: Path) -> Numbered:
    for number, row in _delimited(path, "utf-8-sig", ","):
        who = (row["LAS_ID"], row["NHS_NUMBER"], row["DOB"])
        where = (row["UPRN"], f"{row['ADDRESS_1']}, {row['ADDRESS_2']}", row["POSTCODE"])
        yield number, Row("adults", row["CONTACT_ID"], row["CONTACT_DATE"], *who, *where)


def _children(path: Path) -> Numbered:
    for number, row in _delimited(path, "utf-8", ","):
        who = (row["ChildID"], row["NHSNo"], row["DoB"])
        yield (
            number,
            Row("children", row["ContactRef"], row["ContactDate"], *who, "", row["FullAddress"], row["PostCode"]),
        )


def _police(path: Path) -> Numbered:
    for number, row in _delimited(path, "cp1252", "|"):
        who = (row["NOMINAL_REF"], "", row["DOB"])
        where = ("", row["LOCATION"], row["POSTCODE"])
        yield number, Row("police", row["LOG_NUMBER"], row["CALL_DATE_TIME"], *who, *where)


def _hospital(path: Path) -> Numbered:
    book = load_workbook(path, read_only=True)
    header, *values = book.worksheets[0].iter_rows(values_only=True)
    book.close()
    for number, cells in enumerate(values, start=1):
        cell = {str(name): "" if value is None else str(value) for name, value in zip(header, cells, strict=True)}
        who = (cell["Local Patient ID"], cell["NHS Number"].replace(" ", ""), cell["Date of Birth"])
        where = ("", f"{cell['Address Line 1']}, {cell['Address Line 2']}", cell["Postcode"])
        yield number, Row("hospital", cell["Attendance ID"], cell["Arrival Date Time"], *who, *where)


def _fire(path: Path) -> Numbered:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        incident = json.loads(line)
        record = incident["incident"] if incident["occupier"] else ""
        home = incident["property"]
        where = (home["uprn"] or "", home["address"], home["postcode"] or "")
        yield number, Row("fire", incident["incident"], incident["called"], record, "", "", *where)


def _day_of(row: Row) -> date:
    if row.partner in ("adults", "police"):
        return _day(row.at[:10], "%d/%m/%Y")
    on = date.fromisoformat(row.at[:10])
    if row.partner == "fire":
        assert datetime.fromisoformat(row.at).astimezone(ZoneInfo("Europe/London")).date() == on
    return on


@pytest.fixture(scope="module")
def rows(folder: Path) -> list[Row]:
    """The valid rows of all files, with their days and flags."""
    reasons: dict[tuple[str, int], frozenset[str]] = {}
    for bad in table(folder, "bad_rows"):
        key = (bad["file"], int(bad["row_number"]))
        reasons[key] = reasons.get(key, frozenset()) | {bad["reason"]}
    files = {
        "adults_social_care_20261031.csv": _adults,
        "childrens_social_care_20261031.csv": _children,
        "police_20261031.txt": _police,
        "hospital_ae_20261031.xlsx": _hospital,
        "fire_20261031.jsonl": _fire,
    }
    found = []
    for name, reader in files.items():
        for number, row in reader(folder / name):
            flags = reasons.get((name, number), frozenset())
            if flags <= FLAGS:
                found.append(row._replace(on=_day_of(row), flags=flags))
    return found


@pytest.fixture(scope="module")
def people(folder: Path) -> dict[tuple[str, str], str]:
    return {(row["partner"], row["source_record_id"]): row["person_key"] for row in table(folder, "truth")}


def test_touchpoints_counted_from_the_files_are_those_expected(
    folder: Path, rows: list[Row], people: dict[tuple[str, str], str]
) -> None:
    events: dict[tuple[str, str], dict[str, date]] = {}
    for row in rows:
        if row.record and AFTER < row.on <= AS_OF:
            events.setdefault((people[row.partner, row.record], row.partner), {})[row.event] = row.on
    counted = {key: (len(found), max(found.values()).isoformat()) for key, found in events.items()}
    expected = {
        (row["person_key"], row["partner"]): (int(row["count_12m"]), row["last_on"])
        for row in table(folder, "expected_touchpoints")
    }
    assert counted == expected


def _door(address: str) -> tuple[str, str]:
    """The flat and the number (or the house's first word) of an address in any partner's writing."""
    flat = re.search(r"\bFLA?T (\d+)", address.upper())
    rest = re.sub(r"\bFLA?T \d+,?", " ", address.upper())
    number = re.search(r"\b\d+A?\b", rest)
    return flat[1] if flat else "0", number[0] if number else re.split(r"[ ,]+", rest.strip(" ,"))[0]


def test_addresses_found_by_postcode_and_door_are_those_expected(folder: Path, rows: list[Row]) -> None:
    expected = {
        (row["uprn"], row["partner"]): (int(row["count_12m"]), date.fromisoformat(row["last_on"]))
        for row in table(folder, "expected_addresses")
    }
    population = populate(PEOPLE, SEED, AS_OF)
    doors = {
        (place.postcode.replace(" ", ""), str(place.flat), place.number.upper() or place.name.upper()): place.uprn
        for place in population.addresses.places({})
    }
    inside = [row for row in rows if AFTER < row.on <= AS_OF]
    found: dict[tuple[str, str], dict[str, date]] = {}
    for row in inside:
        uprn = doors.get((row.postcode.replace(" ", "").upper(), *_door(row.address)))
        assert not (uprn and row.uprn) or uprn == row.uprn
        if uprn or row.uprn:
            found.setdefault((uprn or row.uprn, row.partner), {})[row.event] = row.on
    events = {(row.partner, row.event) for row in inside}
    assert sum(count for count, _ in expected.values()) == len(events)
    assert sum(len(held) for held in found.values()) > 0.90 * len(events)
    assert all(len(held) <= expected[key][0] and max(held.values()) <= expected[key][1] for key, held in found.items())
    exact = sum(expected[key] == (len(held), max(held.values())) for key, held in found.items())
    assert exact > 0.90 * len(expected)


def test_every_record_with_a_valid_row_is_in_the_truth_and_no_other(
    rows: list[Row], people: dict[tuple[str, str], str]
) -> None:
    assert {(row.partner, row.record) for row in rows if row.record} == people.keys()


def test_rows_lie_within_the_months_and_after_birth(rows: list[Row]) -> None:
    assert min(row.on for row in rows) > date(2023, 10, 31)
    assert max(row.on for row in rows) <= AS_OF
    for row in rows:
        if row.partner == "children" and row.born:
            assert date.fromisoformat(row.born) <= row.on


def test_nhs_numbers_are_valid_unless_flagged(rows: list[Row]) -> None:
    with_number = [row for row in rows if row.nhs]
    numbers = np.array([int(row.nhs) for row in with_number])
    valid = check_digit(numbers // 10) == numbers % 10
    flagged = np.array(["bad_nhs_check_digit" in row.flags for row in with_number])
    assert (valid == ~flagged).all()
    assert flagged.sum() >= 3
    assert (numbers // 10**7 == 999).all()


def test_most_people_are_known_to_two_partners_at_most(people: dict[tuple[str, str], str]) -> None:
    partners: dict[str, set[str]] = {}
    for (partner, _), person in people.items():
        partners.setdefault(person, set()).add(partner)
    known = [len(found) for found in partners.values()]
    assert len(known) < PEOPLE
    assert sum(count <= 2 for count in known) / len(known) > 0.75
    assert max(known) >= 4


def test_counts_are_heavy_tailed(rows: list[Row], people: dict[tuple[str, str], str]) -> None:
    counts: dict[str, int] = {}
    for row in rows:
        if row.record:
            person = people[row.partner, row.record]
            counts[person] = counts.get(person, 0) + 1
    ordered = sorted(counts.values(), reverse=True)
    assert sum(ordered[: len(ordered) // 10]) > 0.30 * sum(ordered)
    assert 3.0 * PEOPLE < sum(ordered) < 5.2 * PEOPLE


def test_traps_agree_with_the_truth_and_every_kind_is_there(folder: Path, people: dict[tuple[str, str], str]) -> None:
    kinds: dict[str, set[str]] = {}
    for trap in table(folder, "traps"):
        one, other = people[trap["partner_a"], trap["id_a"]], people[trap["partner_b"], trap["id_b"]]
        assert (trap["partner_a"], trap["id_a"]) != (trap["partner_b"], trap["id_b"])
        assert trap["same_person"] == ("1" if one == other else "0")
        kinds.setdefault(trap["kind"], set()).add(trap["same_person"])
    samples = Path(__file__).parents[1] / "data" / "samples"
    theirs: dict[str, set[str]] = {}
    for trap in table(samples, "traps"):
        theirs.setdefault(trap["kind"], set()).add(trap["same_person"])
    assert kinds == theirs


def test_the_sealed_are_sealed_in_every_record(folder: Path, people: dict[tuple[str, str], str]) -> None:
    sealed = {(row["partner"], row["source_record_id"]) for row in table(folder, "sealed")}
    persons = {people[key] for key in sealed}
    assert 3 <= len(persons) < 100
    assert sealed == {key for key, person in people.items() if person in persons}


def test_homes_of_the_truth_and_the_institutions(folder: Path) -> None:
    households = {row["person_key"]: row["household_key"] for row in table(folder, "truth")}
    homeless = sum(home == "" for home in households.values())
    assert 0 < homeless / len(households) < 0.06
    institutions = table(folder, "institutions")
    assert {row["kind"] for row in institutions} == {"care home", "hostel", "refuge", "hospital", "hmo"}
    assert all(row["name"] and row["uprn"].isdigit() for row in institutions)
    known = {row["uprn"] for row in table(folder, "expected_addresses")}
    assert {row["uprn"] for row in institutions} & known


@pytest.mark.parametrize(("as_of", "months"), [(AS_OF, 6), (date(2024, 2, 29), 1), (date(2025, 3, 31), 12)])
def test_a_shorter_span_gives_rows_of_that_span(tmp_path: Path, as_of: date, months: int) -> None:
    write(tmp_path, 1500, 2, as_of, months, dirt=0.0)
    name = f"adults_social_care_{as_of:%Y%m%d}.csv"
    days = [_day(row.at, "%d/%m/%Y") for _, row in _adults(tmp_path / name)]
    assert min(days) > as_of - timedelta(days=31 * months)
    assert max(days) <= as_of
    assert len(days) > 15 * months


@pytest.mark.parametrize("seed", range(6))
def test_a_hamlet_can_be_written_too(tmp_path: Path, seed: int) -> None:
    summary = write(tmp_path, 50 + 9 * seed, seed, AS_OF, months=1 + 7 * seed)
    assert summary.people == 50 + 9 * seed
    assert table(tmp_path, "institutions")
