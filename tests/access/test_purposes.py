"""Purposes: a closed list, and no look without one and its case."""

import pytest

from mast.access.errors import PurposeMissing
from mast.access.purposes import CASE_LENGTH, Purpose, require


def test_the_list_is_closed() -> None:
    assert [str(purpose) for purpose in Purpose] == [
        "safeguarding-enquiry",
        "open-case",
        "duty-call",
        "audit",
        "subject-access",
        "operations",
    ]


@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_purpose_with_its_case_is_enough(purpose: Purpose) -> None:
    assert require(str(purpose), " CASE-2026/001 ") is purpose


@pytest.mark.parametrize("purpose", [None, "", "curiosity", "AUDIT", " audit", "audit,operations", "Purpose.AUDIT"])
def test_no_or_an_unknown_purpose_is_refused(purpose: str | None) -> None:
    with pytest.raises(PurposeMissing, match="one of safeguarding-enquiry, open-case") as refused:
        require(purpose, "CASE-1")
    assert refused.value.code == "FORBIDDEN"
    assert "curiosity" not in str(refused.value)


@pytest.mark.parametrize("case", [None, "", "   ", "\t\n", "x" * (CASE_LENGTH + 1), "CASE\n1", "CASE\x001", "\u200b"])
def test_no_case_reference_is_refused(case: str | None) -> None:
    with pytest.raises(PurposeMissing, match="case") as refused:
        require("audit", case)
    assert refused.value.code == "FORBIDDEN"


def test_the_longest_reference_passes() -> None:
    assert require("audit", "x" * CASE_LENGTH) is Purpose.AUDIT
