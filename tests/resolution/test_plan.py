"""The plan: what it may say, what is refused and with which advice, and that every key of it changes an outcome."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from mast.core.errors import InputRefused, ModelRefused
from mast.resolution.comparing.levels import NAMES
from mast.resolution.keys import RULES
from mast.resolution.linking import Linked, link
from mast.resolution.model import Bands
from mast.resolution.plan import Plan, partner_plan, read_plan

COLUMNS = """
[columns]
id = "record"
source = "source"
first = "forenames"
last = "surname"
dob = "born_on"
nhs = "nhs"
status = "nhs_status"
mobile = "phone"
"""


def plan_of(folder: Path, text: str) -> Plan:
    file = folder / "plan.toml"
    file.write_text(text, encoding="utf-8")
    return read_plan(file)


def test_the_built_in_plan_compares_everything_by_every_rule() -> None:
    plan = partner_plan()
    assert plan.compared == NAMES
    assert plan.blocking.rules == tuple(RULES)
    assert len(RULES) <= 10
    assert not plan.sources.clean


def test_what_a_plan_leaves_out_is_as_in_the_built_in_one(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, "[limits]\nneighbours = 5\n")
    assert plan.limits.neighbours == 5
    assert plan.limits.largest_block == partner_plan().limits.largest_block
    assert plan.model_dump(exclude={"limits"}) == partner_plan().model_dump(exclude={"limits"})


def test_only_fields_that_a_column_feeds_are_compared(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, '[columns]\nid = "record"\nname = "full_name"\ndob = "born_on"\n')
    assert plan.compared == ("forenames", "surname", "born")


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ('[comparisons]\nfields = ["forename"]', "comparisons.fields: 'forename' is no comparison.*'forenames'"),
        ("[comparisons]\nfields = []", "comparisons.fields: "),
        ('[comparisons]\nfields = ["born", "born"]', "comparisons.fields: 'born' is listed twice"),
        ('[blocking]\nrules = ["same NHS nummber"]', "blocking.rules: .* is no blocking rule.*'same NHS number'"),
        ("[limits]\nlargest_blocks = 3", r"limits\.largest_blocks: no such key.*'largest_block'"),
        ("[limits]\nlargest_block = 1", r"limits\.largest_block: .*greater than or equal to 2"),
        ("[limit]\nneighbours = 3", "limit: no such key.*'limits'"),
        ("[qqq]\nneighbours = 3", "qqq: no such key. Remove it"),
        ('[thresholds]\nlink = "modell"', r"thresholds\.link: "),
        ('[dates]\nformats = ["%d/%m/%y"]', "no format of a day"),
        ('[columns]\nid = "record"\nBorn = "born"', "columns.Born: 'born' is no field.*'born_on'"),
        ('[columns]\nid = "record"\nBorn = "zzz"', "columns.Born: 'zzz' is no field. Use one of record, "),
        ('[columns]\na = "record"\nb = "record"', "two columns mean 'record'"),
        ('[columns]\na = "surname"', "no column means 'record'"),
        ('[columns]\na = "record"\nb = "full_name"\nc = "surname"', "Map one of the two"),
        ('[columns]\na = "record"\nb = "town"', "none of them feeds a field"),
        (
            '[columns]\na = "record"\nb = "surname"\n[comparisons]\nfields = ["surname", "phone"]',
            "no column feeds 'phone'",
        ),
        ("limits = 3", "limits: "),
        ("[limits", "it is not TOML"),
    ],
)
def test_a_slip_is_refused_with_file_key_and_the_nearest_name(tmp_path: Path, text: str, advice: str) -> None:
    with pytest.raises(InputRefused, match=rf"(?s)^plan\.toml: refused, .*{advice}"):
        plan_of(tmp_path, text)


def test_a_plan_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="cannot be read"):
        read_plan(tmp_path / "none.toml")
    (tmp_path / "bad.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputRefused, match="not UTF-8"):
        read_plan(tmp_path / "bad.toml")


def test_review_above_link_is_refused(linked: Callable[[str], Linked], tmp_path: Path) -> None:
    model = linked("").model
    assert plan_of(tmp_path, "[thresholds]\nlink = 4.0").bands(model) == Bands(4.0, -2.0)
    with pytest.raises(InputRefused, match="review"):
        plan_of(tmp_path, "[thresholds]\nlink = -9.0").bands(model)


def people() -> pd.DataFrame:
    """Thirty people at two sources, some known by little: enough for each key of a plan to make a difference."""
    rows: list[dict[str, Any]] = []
    for n in range(30):
        forename = ("Adam", "Bella", "Carl", "Dora", "Emil", "Fay")[n % 6]
        surname = ("Ashcroft", "Begum", "Cartwright", "Dlamini", "Evans")[n % 5] + ("" if n < 15 else "son")
        common = {"first": forename, "last": surname, "status": "T", "mobile": f"07700 900{n:03d}"}
        born = f"{1950 + n}-{1 + n % 12:02d}-{1 + n % 28:02d}"
        rows.append({"id": f"{n}", "source": "a", "dob": born, "nhs": "", **common})
        day = f"{born[8:]}.{born[5:7]}.{born[:4]}"
        rows.append({"id": f"{n}", "source": "b", "dob": day, "nhs": "", **common})
    for source, number in (("a", "943 476 5919"), ("b", "943 476 5870")):
        rows.append(
            {
                "id": "x",
                "source": source,
                "first": "Gwen",
                "last": "Harte",
                "dob": "1990-05-05",
                "nhs": number,
                "status": "T",
                "mobile": "",
            }
        )
    twice = {"first": "Ivan", "last": "Jarvis", "dob": "1981-02-03", "nhs": "", "status": "", "mobile": "07700 900999"}
    rows += [{"id": f"y{n}", "source": "b", **twice} for n in range(6)]
    for source, day, mobile in (("a", "1970-01-12", "07700 900801"), ("b", "1970-03-27", "07700 900802")):
        like = {"first": "Kate", "last": "Lomax", "dob": day, "nhs": "", "status": "", "mobile": mobile}
        rows.append({"id": "z", "source": source, **like})
    return pd.DataFrame(rows)


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Linked]:
    """Links the people by ``COLUMNS`` and some more lines of a plan."""
    folder = tmp_path_factory.mktemp("plans")
    held: dict[str, Linked] = {}

    def run(extra: str) -> Linked:
        if extra not in held:
            columns = extra if "[columns]" in extra else COLUMNS + extra
            held[extra] = link({"people": people()}, plan_of(folder, columns))
        return held[extra]

    return run


def clusters(linked: Linked) -> set[frozenset[str]]:
    return {frozenset(group) for _, group in linked.clusters.groupby("cluster_id")["record_id"]}


def together(linked: Linked, one: str, other: str) -> bool:
    return any({one, other} <= group for group in clusters(linked))


def test_columns_say_what_is_read(linked: Callable[[str], Linked]) -> None:
    fewer = linked(COLUMNS.replace('dob = "born_on"\n', ""))
    assert "born" in linked("").model.compared
    assert "born" not in fewer.model.compared
    assert "date of birth" in " ".join(linked("").pairs["reason"])
    assert "date of birth" not in " ".join(fewer.pairs["reason"])


def test_comparisons_say_what_takes_part(linked: Callable[[str], Linked]) -> None:
    fields = linked('[comparisons]\nfields = ["forenames", "surname", "born", "nhs"]')
    assert "telephone" in " ".join(linked("").pairs["reason"])
    assert "telephone" not in " ".join(fields.pairs["reason"])
    assert {rule.rule: rule.made_pairs for rule in fields.report.blocking.rules}["same telephone number"] == 0


def test_blocking_rules_say_what_is_compared(linked: Callable[[str], Linked]) -> None:
    one = linked('[blocking]\nrules = ["same NHS number"]')
    assert [rule.rule for rule in one.report.blocking.rules] == ["same NHS number"]
    assert one.report.blocking.pairs == 0 < linked("").report.blocking.pairs


def test_thresholds_part_the_bands(linked: Callable[[str], Linked]) -> None:
    shown = linked("[thresholds]\nlink = 60.0")
    assert len(clusters(shown)) == linked("").report.records
    assert set(shown.pairs["band"]) == {"review"}
    assert linked("[thresholds]\nlink = 60.0\nreview = 60.0").pairs.empty


def test_limits_split_and_thin_blocks(linked: Callable[[str], Linked]) -> None:
    def thinned(found: Linked) -> int:
        return sum(rule.thinned_blocks for rule in found.report.blocking.rules)

    few = linked("[limits]\nlargest_block = 3\nneighbours = 1")
    more = linked("[limits]\nlargest_block = 3\nneighbours = 4")
    assert thinned(linked("")) == 0 < thinned(few)
    assert few.report.blocking.pairs < more.report.blocking.pairs <= linked("").report.blocking.pairs


def test_clean_sources_have_one_record_a_person(linked: Callable[[str], Linked]) -> None:
    clean = linked('[sources]\nclean = ["b"]')
    assert together(linked(""), "b:y0", "b:y1")
    assert all(len([key for key in group if key.startswith("b:")]) <= 1 for group in clusters(clean))
    assert "holds one record a person" in {refused.reason.split("that ")[-1] for refused in clean.report.refused}
    with pytest.raises(InputRefused, match="'adult' is no source.*'adults'"):
        link(
            {"adults": people().drop_duplicates("id")},
            Plan.model_validate(partner_plan().model_dump() | _columns("adult")),
        )


def _columns(clean: str) -> dict[str, Any]:
    return {"columns": {"id": "record", "first": "forenames"}, "sources": {"clean": [clean]}}


def test_date_formats_say_how_days_are_written(linked: Callable[[str], Linked]) -> None:
    other = linked('[dates]\nformats = ["%d.%m.%Y"]')
    assert linked("").unread == {"dob": {"bad_date": 30}}
    assert other.unread == {}
    assert "date of birth" in other.pairs.set_index(["record_a", "record_b"])["reason"]["a:1", "b:1"]


def test_codes_say_which_numbers_were_traced(linked: Callable[[str], Linked]) -> None:
    traced = linked('[codes]\nnhs_verified = ["t"]')
    assert together(linked(""), "a:x", "b:x")
    assert not together(traced, "a:x", "b:x")


def test_a_model_of_other_columns_is_refused_with_the_difference(linked: Callable[[str], Linked]) -> None:
    model = linked("").model
    fewer = linked(COLUMNS.replace('mobile = "phone"\n', "")).model
    plan = Plan.model_validate(partner_plan().model_dump())
    with pytest.raises(ModelRefused, match="not for upn, sex, email, home"):
        plan.accept(model)
    with pytest.raises(ModelRefused, match="not for phone"):
        Plan.model_validate(partner_plan().model_dump() | {"columns": plan_columns()}).accept(fewer)
    names = {name: meaning for name, meaning in plan_columns().items() if name != "mobile"}
    thinner = Plan.model_validate(partner_plan().model_dump() | {"columns": names})
    with pytest.raises(ModelRefused, match="also for phone"):
        thinner.accept(model)


def plan_columns() -> dict[str, str]:
    return dict(line.replace('"', "").split(" = ") for line in COLUMNS.split("\n") if " = " in line)
