"""The page for partners explains each reason once, in the right half, and no other."""

import re
from pathlib import Path

import pytest

from mast.fields.reasons import TEXTS, FieldError
from mast.loaders.findings import FLAGGING, REJECTING

PAGE = Path(__file__).parents[2] / "docs" / "reasons.md"


def explained(heading: str) -> list[str]:
    section = PAGE.read_text(encoding="utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = [line.strip("|").split(" | ") for line in section.splitlines() if line.startswith("| `")]
    assert all(len(row) == 3 and all(len(cell.strip()) > 5 for cell in row[1:]) for row in rows)
    return [re.sub(r"[ `]", "", row[0]) for row in rows]


@pytest.mark.parametrize(("heading", "codes"), [("Rejected", REJECTING), ("Flagged", FLAGGING)])
def test_each_reason_is_explained_once(heading: str, codes: frozenset[str]) -> None:
    assert sorted(explained(heading)) == sorted(codes)


def test_no_reason_is_of_both_kinds() -> None:
    assert REJECTING.isdisjoint(FLAGGING)


def test_a_field_error_carries_a_code_and_no_value() -> None:
    for code, text in TEXTS.items():
        assert FieldError(code).reason == code
        assert str(FieldError(code)) == text
