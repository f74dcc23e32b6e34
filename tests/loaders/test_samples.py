"""The sample extracts: every planted bad row is found, by its reason, and no other."""

import csv
from pathlib import Path

import pytest

from mast.core.errors import DeliveryRefused
from mast.loaders.checking import Checked, check
from mast.loaders.formats.source import opened
from mast.loaders.mapping import built_in_mappings
from mast.loaders.recognition import date_in_name, recognise
from tests.loaders.files import SAMPLES

EXTRACTS = {
    "adults_social_care_20261031.csv": "adults",
    "childrens_social_care_20261031.csv": "children",
    "police_20261031.txt": "police",
    "hospital_ae_20261031.xlsx": "hospital",
    "fire_20261031.jsonl": "fire",
}


def checked(path: Path) -> tuple[str, Checked]:
    with opened(path) as source:
        mapping = recognise(source, built_in_mappings())
        assert mapping is not None
        as_of = date_in_name(path.name)
        assert as_of is not None
        return mapping.code, check(source, mapping, as_of)


@pytest.mark.parametrize("file", EXTRACTS)
def test_the_planted_bad_rows_and_no_others_are_found(file: str) -> None:
    with (SAMPLES / "bad_rows.csv").open(encoding="utf-8", newline="") as handle:
        planted = sorted(
            (int(row["row_number"]), row["reason"]) for row in csv.DictReader(handle) if row["file"] == file
        )
    code, result = checked(SAMPLES / file)
    assert code == EXTRACTS[file]
    assert sorted((found.row_number, found.reason) for found in result.findings) == planted
    flags = sum(reason in ("bad_postcode", "bad_nhs_check_digit") for _, reason in planted)
    assert (result.tally.flagged, result.tally.rejected) == (flags, len(planted) - flags)
    assert result.tally.accepted == len(result.delivery.rows) == result.tally.rows - result.tally.rejected


def test_every_record_of_the_truth_is_loaded_and_no_other() -> None:
    with (SAMPLES / "truth.csv").open(encoding="utf-8", newline="") as handle:
        truth = {f"{row['partner']}:{row['source_record_id']}" for row in csv.DictReader(handle)}
    loaded = {row.record_key for file in EXTRACTS for row in checked(SAMPLES / file)[1].delivery.rows if row.record}
    assert loaded == truth


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        ("adults_social_care_20261031_with_notes.csv", "CASE_NOTES"),
        ("police_20261031_truncated.txt", "truncated"),
        ("empty.csv", "empty"),
    ],
)
def test_the_unfit_files_are_refused_whole(file: str, reason: str) -> None:
    with pytest.raises(DeliveryRefused, match=reason):
        checked(SAMPLES / "refused" / file)
