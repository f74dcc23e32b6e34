"""The acid test of CSV readers (csv-spectrum on npm): each file reads as its own JSON says."""

import json

import pytest

from mast.loaders.formats.delimited import DelimitedTable
from mast.loaders.formats.encoding import DETECT, encoding_of
from mast.loaders.formats.source import opened
from tests.npm import package

CASES = (
    *("comma_in_quotes", "empty", "empty_crlf", "escaped_quotes", "json", "newlines", "newlines_crlf"),
    *("quotes_and_newlines", "simple", "simple_crlf", "utf8", "location_coordinates"),
)
OWN_JSON_IS_WRONG = {"location_coordinates": {"Contact Phone Number": "2095257564"}}
"""Its JSON states another number than its CSV, and both are in a one-byte encoding."""


@pytest.mark.npm
@pytest.mark.parametrize("case", CASES)
def test_a_case_reads_as_its_json_says(case: str) -> None:
    folder = package("csv-spectrum")
    with opened(folder / "csvs" / f"{case}.csv") as source:
        encoding = encoding_of(source, DETECT)
        table = DelimitedTable(source, encoding, ",")
        found = [dict(zip(table.header, row.cells, strict=True)) for row in table.rows() if not row.fault]
    expected = json.loads((folder / "json" / f"{case}.json").read_text(encoding=encoding))
    for row in (rows := expected if isinstance(expected, list) else [expected]):
        row |= OWN_JSON_IS_WRONG.get(case, {})
    assert found == rows


@pytest.mark.npm
def test_no_case_is_left_out() -> None:
    assert {path.stem for path in (package("csv-spectrum") / "csvs").glob("*.csv")} == set(CASES)
