"""Mapping files: the five that come with MAST, a council's own, and what is said of a bad one."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from mast.core.errors import MappingRefused
from mast.core.settings import Settings
from mast.loaders.contract import Mapping, Meaning
from mast.loaders.mapping import (
    BUILT_IN,
    built_in_mappings,
    configured_mappings,
    configured_partners,
    faults_of,
    read_mapping,
)

ADULTS = (BUILT_IN / "adults.toml").read_text(encoding="utf-8")
FIRE = (BUILT_IN / "fire.toml").read_text(encoding="utf-8")


def settings_with(folder: Path | None, home: Path) -> Settings:
    return Settings(home=home, mappings=folder)


def refusal(folder: Path, text: str | bytes) -> str:
    path = folder / "housing.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(MappingRefused) as caught:
        read_mapping(path)
    assert str(caught.value).startswith("housing.toml: refused, ")
    assert caught.value.exit_code == 3
    return str(caught.value)


def test_the_five_partners_come_in_the_order_of_a_card(tmp_path: Path) -> None:
    partners = configured_partners(settings_with(None, tmp_path))
    assert [partner.code for partner in partners] == ["adults", "children", "police", "hospital", "fire"]
    assert [partner.code for partner in partners if partner.has_cases] == ["adults", "children"]
    assert all(partner.duty_team and partner.duty_phone and partner.duty_hours for partner in partners)


def test_no_built_in_mapping_holds_a_real_telephone_or_mailbox() -> None:
    for partner in configured_partners(Settings()):
        assert re.fullmatch(r"01632 960\d{3}", partner.duty_phone)
        assert partner.duty_email.endswith(".example")


def test_a_council_replaces_a_mapping_and_adds_a_partner(tmp_path: Path) -> None:
    own = ADULTS.replace("Adult Multi-Agency Safeguarding Hub", "Our own desk").replace("order = 10", "order = 60")
    (tmp_path / "ours.toml").write_text(own, encoding="utf-8")
    housing = ADULTS.replace('code = "adults"', 'code = "housing"').replace("order = 10", "order = 5")
    (tmp_path / "housing.toml").write_text(housing, encoding="utf-8")
    partners = configured_partners(settings_with(tmp_path, tmp_path))
    assert [p.code for p in partners] == ["housing", "children", "police", "hospital", "fire", "adults"]
    assert partners[-1].duty_team == "Our own desk"


def test_a_mapping_named_on_the_command_line_wins(tmp_path: Path) -> None:
    path = tmp_path / "one.toml"
    path.write_text(ADULTS.replace("Adult Multi-Agency Safeguarding Hub", "Trial desk"), encoding="utf-8-sig")
    mappings = configured_mappings(settings_with(None, tmp_path), extra=path)
    assert len(mappings) == 5
    assert mappings[0].partner.duty_desk.team == "Trial desk"


def test_one_partner_in_two_files_is_refused(tmp_path: Path) -> None:
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(ADULTS, encoding="utf-8")
    with pytest.raises(MappingRefused, match="a.toml and b.toml"):
        configured_mappings(settings_with(tmp_path, tmp_path))


def test_a_missing_folder_or_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MappingRefused, match="MAST_MAPPINGS"):
        configured_mappings(settings_with(tmp_path / "none", tmp_path))
    with pytest.raises(MappingRefused, match="cannot be read"):
        read_mapping(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("found", "replaced", "said"),
    [
        ('name = "Adults\' social care"\n', "", "partner.name: missing"),
        ("order = 10", 'order = "first"', "partner.order: "),
        ("order = 10", "odrer = 10", "line 7: partner.odrer: no such key. Did you mean 'order'?"),
        ("order = 10", 'sheet = "x"', "line 7: partner.sheet: no such key. It belongs in [file]."),
        ("order = 10", "zzzzzz = 1", "line 7: partner.zzzzzz: no such key. Correct its spelling or remove it."),
        ("stale_after_days = 7", "stale_after_days = 0", "partner.stale_after_days: "),
        ('code = "adults"', 'code = "Adults!"', "partner.code: "),
        ('format = "csv"', 'format = "docx"', "file.format: "),
        ('delimiter = ","', 'delimiter = "a"', "file.delimiter: "),
        ('GENDER = "sex"', 'GENDER = "offence"', "line 31: columns.GENDER: 'offence' is not"),
        (
            'GENDER = "sex"',
            'GENDER = "sexx"',
            "line 31: columns.GENDER: 'sexx' is not among what it may be. Did you mean 'sex'?",
        ),
        ('GENDER = "sex"', 'OFFENCE = "sex"', "line 31: columns.OFFENCE: a column named 'OFFENCE' holds an offence"),
        ('GENDER = "sex"', 'GENDER = "title"', "columns: two columns mean 'title'"),
        ('LAS_ID = "record"', 'LAS_ID = "ignored"', "columns: map one column to 'record'"),
        ('LAST_NAME = "surname"', 'LAST_NAME = "ignored"', "columns: map one column to 'surname'"),
        ('CONTACT_DATE = "on"', 'CONTACT_DATE = "ignored"', "columns: map one column to 'event' and one to 'on'"),
        ('CASE_STATUS = "case_status"', 'CASE_STATUS = "ignored"', "columns: a partner with has_cases"),
        ('born_on = "%d/%m/%Y", ', "", "dates.formats: say how to read 'born_on'"),
        ('Open = "open"', 'Open = "maybe"', "codes.case_status.Open: "),
        ('case_status = { Open = "open", Closed = "closed" }', "", "codes.case_status: list the codes"),
        ('\nkind = "contact"', "", "touchpoints.kind: name the kind"),
        ('\nkind = "contact"', '\nkind = "gossip"', "touchpoints.kinds: 'gossip' is not in the closed list"),
        ('delimiter = ","', 'delimiter = ","\noptional = ["SHOE"]', "file.optional: 'SHOE'"),
        ('delimiter = ","', 'delimiter = ","\nsheet = "A"', "file.sheet: a file of format 'csv' has none"),
        ('delimiter = ","', 'delimiter = "\'"\nquote = "\'"', "file.delimiter: it is the quote"),
        ('format = "csv"', 'format = "jsonl"', "file.delimiter: a file of format 'jsonl' has none"),
        ("[dates]", '[synonyms]\nSHOE = ["BOOT"]\n[dates]', "synonyms.SHOE: 'SHOE' is no column"),
        ("[dates]", '[synonyms]\nLAS_ID = ["dob"]\n[dates]', "columns.DOB: 'DOB' is a name of 'LAS_ID' as well"),
        (
            "[dates]",
            '[synonyms]\nLAS_ID = ["DIAGNOSIS"]\n[dates]',
            "a column named 'DIAGNOSIS' holds a diag",
        ),
        ("[dates]", "[delivery]\nband = 1.5\n[dates]", "delivery.band: "),
        ("[dates]", "[delivery]\nexpected_rows = 0\n[dates]", "delivery.expected_rows: "),
        (
            "[dates]",
            '[delivery]\nkind = "whole"\n[dates]',
            "delivery.kind: 'whole' is not among",
        ),
        ("[partner]", "[partner", "it is not TOML"),
    ],
)
def test_a_bad_mapping_is_refused_by_key(tmp_path: Path, found: str, replaced: str, said: str) -> None:
    assert found in ADULTS
    assert said in refusal(tmp_path, ADULTS.replace(found, replaced, 1))


def test_a_value_and_an_object_cannot_share_a_path(tmp_path: Path) -> None:
    assert "both a value and an object" in refusal(tmp_path, FIRE.replace('"kind" = "kind"', '"contact" = "kind"'))


def test_other_bytes_than_utf_8_are_refused(tmp_path: Path) -> None:
    assert "UTF-8" in refusal(tmp_path, ADULTS.encode("utf-16"))


def test_there_is_no_meaning_for_case_detail() -> None:
    document: dict[str, Any] = tomllib.loads(ADULTS)
    for detail in ("notes", "offence", "diagnosis", "outcome", "reason", "description"):
        document["columns"]["EXTRA"] = detail
        with pytest.raises(ValidationError):
            Mapping.model_validate(document)


def test_every_column_of_the_built_in_mappings_is_listed_once() -> None:
    for mapping in built_in_mappings():
        assert len(mapping.meanings) == len([m for m in mapping.columns.values() if isinstance(m, Meaning)])


def test_a_bad_mapping_has_all_its_faults_listed_by_line(tmp_path: Path) -> None:
    path = tmp_path / "housing.toml"
    path.write_text(ADULTS.replace("order = 10", "odrer = 10").replace('"sex"', '"sexe"'), encoding="utf-8")
    assert [complaint.line for complaint in faults_of(path)] == [7, 31]
    with pytest.raises(MappingRefused, match="Faults besides this one: 1; mast mapping check lists them"):
        read_mapping(path)
    path.write_text(ADULTS, encoding="utf-8")
    assert faults_of(path) == ()


def test_a_delivery_is_a_delta_unless_the_mapping_says_full(tmp_path: Path) -> None:
    assert {mapping.delivery.kind for mapping in built_in_mappings()} == {"delta"}
    assert mapping_with(tmp_path, "").delivery.most_rows is None
    delivery = mapping_with(tmp_path, '[delivery]\nkind = "full"\nexpected_rows = 25\nband = 0.3').delivery
    assert (delivery.kind, delivery.fewest_rows, delivery.most_rows) == ("full", 18, 32)


def mapping_with(folder: Path, more: str) -> Mapping:
    path = folder / "more.toml"
    path.write_text(f"{ADULTS}\n{more}\n", encoding="utf-8")
    return read_mapping(path)


def test_a_tab_may_part_cells(tmp_path: Path) -> None:
    path = tmp_path / "tab.toml"
    path.write_text(ADULTS.replace('delimiter = ","', 'delimiter = "\\t"'), encoding="utf-8")
    assert read_mapping(path).file.separator == "\t"
    path.write_text(ADULTS.replace('delimiter = ","', "").replace('"csv"', '"tsv"'), encoding="utf-8")
    assert read_mapping(path).file.separator == "\t"
