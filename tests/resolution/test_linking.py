"""Linking tables without a graph: raw cells in, stable clusters and reasons out, the worst input included."""

from datetime import date
from itertools import combinations
from pathlib import Path
from random import Random

import pandas as pd
import pytest

from mast.core.errors import InputRefused, ModelRefused
from mast.resolution.decisions import Decisions
from mast.resolution.inputs import read_inputs
from mast.resolution.linking import Linked, link
from mast.resolution.plan import Plan, partner_plan

NAMES_AND_DATES = {"No.": "record", "Given": "forenames", "Family": "surname", "Born": "born_on"}
FORENAMES = ("Adam", "Bella", "Carl", "Dora", "Emil", "Fay", "Greta", "Hamid", "Iona", "Jakub", "Keira", "Leon")
SURNAMES = ("Ashcroft", "Begum", "Cartwright", "Dlamini", "Evans", "Fielding", "Grabowski", "Hussain", "Iqbal", "Jones")


def plan(columns: dict[str, str], **tables: object) -> Plan:
    return Plan.model_validate(partner_plan().model_dump() | {"columns": columns} | tables)


def register(people: int, seed: int) -> tuple[pd.DataFrame, dict[str, int]]:
    """A register in which most people stand twice, by the same name and date in one of three forms; and who is who."""
    chance = Random(seed)
    rows, who = [], {}
    for person in range(people):
        born = date(1940 + chance.randrange(75), 1 + chance.randrange(12), 1 + chance.randrange(28))
        forename, surname = (
            chance.choice(FORENAMES),
            chance.choice(SURNAMES) + chance.choice(("", "son", "ford", "ley")),
        )
        for copy in range(chance.randint(1, 2)):
            number = f"{person:03d}{copy}"
            who[number] = person
            day = born.strftime(chance.choice(("%Y-%m-%d", "%d/%m/%Y", "%d-%b-%Y")))
            rows.append(
                {"No.": number, "Given": forename.upper() if copy else forename, "Family": surname, "Born": day}
            )
    return pd.DataFrame(rows), who


def groups(linked: Linked) -> set[frozenset[str]]:
    return {frozenset(group) for _, group in linked.clusters.groupby("cluster_id")["record_id"]}


@pytest.fixture(scope="module")
def people() -> tuple[pd.DataFrame, dict[str, int]]:
    return register(400, seed=7)


@pytest.fixture(scope="module")
def usual(people: tuple[pd.DataFrame, dict[str, int]]) -> Linked:
    return link({"register": people[0]}, plan(NAMES_AND_DATES))


def test_names_and_dates_alone_find_people(usual: Linked, people: tuple[pd.DataFrame, dict[str, int]]) -> None:
    who = people[1]
    said = {pair for group in groups(usual) for pair in combinations(sorted(group), 2)}
    true = {(a, b) for a, b in combinations(sorted(who), 2) if who[a] == who[b]}
    assert len(said & true) >= 0.98 * len(said)
    assert len(said & true) >= 0.98 * len(true)


def test_clusters_are_numbered_in_the_order_of_their_least_record(usual: Linked) -> None:
    assert usual.clusters["record_id"].is_monotonic_increasing
    assert list(dict.fromkeys(usual.clusters["cluster_id"])) == [f"c{n}" for n in range(1, usual.report.persons + 1)]
    assert list(usual.pairs.columns) == ["record_a", "record_b", "weight", "band", "model", "reason"]
    assert (usual.pairs["record_a"] < usual.pairs["record_b"]).all()


def test_neither_order_nor_a_frozen_model_changes_anything(
    usual: Linked, people: tuple[pd.DataFrame, dict[str, int]]
) -> None:
    shuffled = people[0].sample(frac=1, random_state=3)
    for again in (
        link({"register": shuffled}, plan(NAMES_AND_DATES)),
        link({"register": shuffled}, plan(NAMES_AND_DATES), usual.model),
    ):
        assert again.clusters.equals(usual.clusters)
        assert again.pairs.equals(usual.pairs)


def test_split_and_renamed_files_find_the_same_people(
    usual: Linked, people: tuple[pd.DataFrame, dict[str, int]]
) -> None:
    frame = people[0]
    split = link({"one": frame[::2], "two": frame[1::2]}, plan(NAMES_AND_DATES))
    assert {key.split(":")[0] for key in split.clusters["record_id"]} == {"one", "two"}
    assert {frozenset(key.split(":")[1] for key in group) for group in groups(split)} == groups(usual)


def test_names_and_addresses_alone() -> None:
    rows = [
        {"id": f"{n}{copy}", "who": f"Mr {FORENAMES[n % 12]} {SURNAMES[n % 10]}", "where": where}
        for n in range(60)
        for copy, where in enumerate((f"{n + 1} Mill Road, Walsall, WS4 3JH", f"{n + 1}, MILL RD, WALSALL WS43JH"))
    ]
    told = plan({"id": "record", "who": "full_name", "where": "address_1"})
    codes = plan({"id": "record", "who": "full_name", "where": "address_1", "code": "postcode"})
    frame = pd.DataFrame(rows).assign(code="ws4 3jh")
    assert told.compared == ("forenames", "surname", "home")
    assert groups(link({"people": frame}, codes)) == {frozenset((f"{n}0", f"{n}1")) for n in range(60)}


def test_parts_of_an_address_are_taken_as_they_are() -> None:
    columns = {"id": "record", "n": "full_name", "no": "number", "road": "street", "unit": "flat", "code": "postcode"}
    rows = [
        {"id": f"{n}{copy}", "n": f"{FORENAMES[n % 12]} {SURNAMES[n % 10]}", "no": f"{n}", "road": road, "unit": "2"}
        for n in range(60)
        for copy, road in enumerate(("Mill Road", "MILL ROAD"))
    ]
    linked = link({"people": pd.DataFrame(rows).assign(code="WS4 3JH")}, plan(columns))
    assert groups(linked) == {frozenset((f"{n}0", f"{n}1")) for n in range(60)}


def test_numbers_are_normalised_and_what_is_no_number_counts_as_missing() -> None:
    columns = {"id": "record", "n": "nhs", "p": "phone", "m": "email", "s": "sex", "u": "upn"}
    rows = [
        {"id": "1", "n": "943 476 5919", "p": "07700 900123", "m": "A@B.example", "s": "F", "u": "A123456789012"},
        {"id": "2", "n": "9434765919", "p": "+447700900123", "m": "a@b.example", "s": "female", "u": "a123456789012"},
        {"id": "3", "n": "9434765918", "p": "none", "m": "no", "s": "dog", "u": "?"},
    ]
    linked = link({"people": pd.DataFrame(rows)}, plan(columns))
    assert linked.unread == {
        "n": {"bad_nhs_check_digit": 1},
        "p": {"bad_phone": 1},
        "m": {"bad_email": 1},
        "s": {"bad_sex": 1},
        "u": {"bad_upn": 1},
    }
    assert linked.pairs["reason"].tolist() == ["same NHS number, pupil number, telephone number and email address"]


def test_a_column_of_sources_names_the_records() -> None:
    frame = pd.DataFrame({"id": ["1", "1"], "of": ["school", "clinic"], "name": ["Ann Archer", "Ann Archer"]})
    linked = link({"both": frame}, plan({"id": "record", "of": "source", "name": "full_name"}))
    assert linked.clusters["record_id"].tolist() == ["clinic:1", "school:1"]


def test_decisions_are_asked_for_with_all_records(people: tuple[pd.DataFrame, dict[str, int]], usual: Linked) -> None:
    one, other = next(sorted(group) for group in groups(usual) if len(group) == 2)

    def decide(known: frozenset[str]) -> Decisions:
        assert known == set(people[0]["No."])
        return Decisions(different=((one, other),))

    again = link({"register": people[0]}, plan(NAMES_AND_DATES), usual.model, decide)
    assert groups(usual) - groups(again) == {frozenset((one, other))}


@pytest.mark.parametrize(
    ("columns", "rows", "reason"),
    [
        ({"id": "record", "nmae": "full_name"}, [], "people: there is no column 'nmae'.*'name'"),
        ({}, [], "columns: missing"),
        ({"id": "record", "name": "full_name"}, [("1", "A"), ("1", "B")], "1 record ids occur twice, the first is '1'"),
        ({"id": "record", "name": "full_name"}, [("", "A"), ("1", "B")], "1 rows have no record id"),
    ],
)
def test_a_table_amiss_is_refused(columns: dict[str, str], rows: list[tuple[str, str]], reason: str) -> None:
    with pytest.raises(InputRefused, match=reason):
        link({"people": pd.DataFrame(rows, columns=["id", "name"])}, plan(columns))


def test_a_model_of_other_columns_is_refused(usual: Linked, people: tuple[pd.DataFrame, dict[str, int]]) -> None:
    with pytest.raises(ModelRefused, match="not for sex"):
        link({"register": people[0].assign(Sex="F")}, plan(NAMES_AND_DATES | {"Sex": "sex"}), usual.model)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_next_to_nothing(count: int, people: tuple[pd.DataFrame, dict[str, int]]) -> None:
    linked = link({"register": people[0][:count]}, plan(NAMES_AND_DATES))
    assert len(linked.clusters) == linked.report.records == count
    assert list(linked.clusters.columns) == ["record_id", "cluster_id"]
    assert linked.as_dict()["blocking"]["rules"]


def test_all_missing_and_all_equal() -> None:
    frame = pd.DataFrame({"No.": [str(n) for n in range(300)], "Given": "", "Family": "", "Born": ""})
    assert link({"register": frame}, plan(NAMES_AND_DATES)).report.persons == 300
    equal = frame.assign(Given="John", Family="Smith", Born="02/03/1980")
    assert link({"register": equal}, plan(NAMES_AND_DATES)).report.blocking.pairs > 0


def test_a_block_of_fifty_thousand_ends_with_a_report(usual: Linked) -> None:
    numbers = [str(n) for n in range(50_000)]
    frame = pd.DataFrame({"No.": numbers, "Given": "John", "Family": "Smith", "Born": "1980-03-02"})
    account = link({"register": frame}, plan(NAMES_AND_DATES), usual.model).as_dict()
    thinned = [rule for rule in account["blocking"]["rules"] if rule["thinned_records"]]
    assert max(rule["largest"] for rule in thinned) == 50_000
    assert all(rule["made_pairs"] < rule["estimated_pairs"] for rule in thinned)


def test_the_account_holds_record_keys_and_nothing_that_they_state(
    usual: Linked, people: tuple[pd.DataFrame, dict[str, int]]
) -> None:
    told = str(usual.as_dict()).lower()
    assert not any(name.lower() in told for name in (*people[0]["Family"], *people[0]["Given"], *people[0]["Born"]))
    assert usual.as_dict()["largest_person"]["size"] == max(map(len, groups(usual)))


def test_csv_and_parquet_are_read_alike(people: tuple[pd.DataFrame, dict[str, int]], tmp_path: Path) -> None:
    odd = pd.Series(range(len(people[0])))
    frame = people[0].assign(count=odd.where(odd % 2 == 1))
    days = frame.assign(Born=pd.to_datetime(frame["Born"], format="mixed", dayfirst=True))
    days.to_csv(tmp_path / "one.csv", index=False, encoding="utf-8-sig", date_format="%Y-%m-%d")
    days.to_parquet(tmp_path / "two.parquet")
    tables = read_inputs([tmp_path / "one.csv", tmp_path / "two.parquet"])
    assert tables["two"].loc[1, "count"] == "1"
    assert tables["two"].loc[0, "count"] == ""
    shown = ["No.", "Given", "Family", "Born"]
    assert tables["one"][shown].equals(tables["two"][shown])


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "t.csv: refused, it is empty"),
        (b"a,b,a\n1,2,3\n", "t.csv: refused, two columns are named 'a'"),
        (b"a,b\n1,2,3\n", "t.csv: refused, a row has more cells than the header"),
        (b"a,b\n1,2\n1,2,3\n", "t.csv: refused, a row has more cells than the header"),
        (b"a,b\n\xff\xfe,2\n", "t.csv: refused, it is not UTF-8"),
    ],
)
def test_a_file_amiss_is_refused(content: bytes, reason: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(content)
    with pytest.raises(InputRefused, match=reason):
        read_inputs([tmp_path / "t.csv"])


def test_files_that_are_missing_damaged_or_named_alike_are_refused(tmp_path: Path) -> None:
    (tmp_path / "t.parquet").write_bytes(b"no parquet")
    (tmp_path / "t.csv").write_text("a,b\n")
    with pytest.raises(InputRefused, match="cannot be read"):
        read_inputs([tmp_path / "none.csv"])
    with pytest.raises(InputRefused, match="cannot be read"):
        read_inputs([tmp_path / "none.parquet"])
    with pytest.raises(InputRefused, match=r"t\.parquet"):
        read_inputs([tmp_path / "t.parquet"])
    with pytest.raises(InputRefused, match="another file is named 't'"):
        read_inputs([tmp_path / "t.csv", tmp_path / "t.parquet"])
