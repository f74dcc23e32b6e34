"""Malformed rows planted by a mutator: each is found, with its number and the right code, and the rest is loaded."""

from datetime import date
from pathlib import Path

import pytest

from mast.loaders.checking import check
from mast.loaders.findings import FLAGGING, REJECTING
from tests.loaders import mutator
from tests.loaders.files import mapping_of, source_of

AS_OF = date(2026, 10, 31)
# What an adults' row in a CSV file cannot have: its kind is the mapping's, it has no pupil number, and its NHS numbers
# may be those of tests.
ELSEWHERE = {"unknown_kind", "bad_upn", "spreadsheet_error", "test_nhs_number"}


def test_every_reason_is_planted() -> None:
    assert set(mutator.REASONS) | ELSEWHERE == REJECTING | FLAGGING


@pytest.mark.parametrize(
    ("rows", "bad"),
    [(10_000, 1_000), pytest.param(100_000, 10_000, marks=pytest.mark.slow)],
)
def test_each_planted_row_is_found_and_the_others_are_loaded(tmp_path: Path, rows: int, bad: int) -> None:
    found = mutator.spoilt(rows, bad, seed=rows)
    with source_of(tmp_path, mutator.delivery(found)) as source:
        result = check(source, mapping_of("adults"), AS_OF)
    assert {(f.row_number, f.field, f.reason) for f in result.findings} == {
        (number, field, reason) for number, (field, reason) in found.planted.items()
    }
    assert len(result.findings) == bad
    assert [row.event for row in result.delivery.rows] == found.good
    flagged = sum(reason in FLAGGING for _, reason in found.planted.values())
    assert (result.tally.rows, result.tally.accepted) == (rows, len(found.good))
    assert (result.tally.rejected, result.tally.flagged) == (bad - flagged, flagged)
    marked = {f"C{number}" for number, (_, reason) in found.planted.items() if reason in FLAGGING}
    plain = [row for row in result.delivery.rows if row.event not in marked]
    assert all(row.details is not None and row.address is not None for row in plain)
