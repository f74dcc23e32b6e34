"""Which partner a file is from, and the day it speaks for."""

from datetime import date
from pathlib import Path

import pytest

from mast.core.errors import DeliveryRefused, UsageError
from mast.core.settings import Settings
from mast.loaders.contract import Mapping
from mast.loaders.mapping import built_in_mappings, configured_mappings
from mast.loaders.recognition import date_in_name, files_of, mapping_of_code, recognise
from tests.loaders.files import adult, adults_csv, mapping_of, source_of


def recognised(folder: Path, name: str, content: str, mappings: tuple[Mapping, ...] = built_in_mappings()) -> str:
    with source_of(folder, content, name) as source:
        found = recognise(source, mappings)
    return found.code if found else ""


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("adults_social_care_20261031.csv", "adults"),
        ("ADULTS_Social_Care_2026-10-31.CSV", "adults"),
        ("police_20261031.txt", "police"),
        ("fire_20261031.jsonl", "fire"),
        ("hospital_ae_20261031.xlsx", "hospital"),
        ("truth.csv", ""),
        ("police.md", ""),
    ],
)
def test_a_name_tells_the_partner_whatever_the_file_holds(tmp_path: Path, name: str, code: str) -> None:
    assert recognised(tmp_path, name, "anything\n") == code


def test_a_header_tells_the_partner_where_the_name_does_not(tmp_path: Path) -> None:
    text = adults_csv(adult())
    assert recognised(tmp_path, "export.csv", text) == "adults"
    assert recognised(tmp_path, "export.csv", text.replace("CASE_END", "CASE_FINISH")) == ""
    line = '{"incident":"1","called":"x","kind":"y","property":null,"occupier":null,"contact":null}\n'
    assert recognised(tmp_path, "export", line) == "fire"


def test_a_file_that_fits_two_partners_is_refused(tmp_path: Path) -> None:
    adults = mapping_of("adults")
    twin = adults.model_copy(update={"partner": adults.partner.model_copy(update={"code": "twin"})})
    with pytest.raises(DeliveryRefused, match="adults and twin"):
        recognised(tmp_path, "adults_social_care_20261031.csv", adults_csv(adult()), (adults, twin))


def test_of_two_partners_with_one_name_pattern_the_header_decides(tmp_path: Path) -> None:
    twin = mapping_of("children").model_copy(update={"file": mapping_of("adults").file})
    name = "adults_social_care_1.csv"
    assert recognised(tmp_path, name, adults_csv(adult()), (mapping_of("adults"), twin)) == "adults"


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("police_20261031.txt", date(2026, 10, 31)),
        ("police_2026-10-31_v2.txt", date(2026, 10, 31)),
        ("police_20261399_20240229.txt", date(2024, 2, 29)),
        ("police_20230229.txt", None),
        ("police_1202610314.txt", None),
        ("police.txt", None),
    ],
)
def test_the_date_in_a_name(name: str, day: date | None) -> None:
    assert date_in_name(name) == day


def test_a_folder_is_read_one_level_deep_in_order(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv", ".hidden.csv", "deep/c.csv"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    found = files_of([tmp_path / "b.csv", tmp_path])
    assert [(file.path.name, file.named) for file in found] == [("b.csv", True), ("a.csv", False)]


def test_a_path_that_does_not_exist_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        files_of([tmp_path / "none"])


def test_an_unknown_partner_code_is_wrong_usage() -> None:
    with pytest.raises(UsageError, match="adults, children, police, hospital, fire"):
        mapping_of_code(configured_mappings(Settings()), "ambulance")
