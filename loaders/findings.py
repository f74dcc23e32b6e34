"""What can be wrong with a row: the closed list of reason codes, and a finding of one of them."""

from dataclasses import dataclass
from typing import Final

REJECTING: Final = frozenset(
    {
        "wrong_column_count",
        "nul_byte",
        "too_long",
        "missing_event_id",
        "missing_record_id",
        "missing_surname",
        "missing_date",
        "impossible_date",
        "future_event",
        "future_dob",
        "older_than_3_years",
        "duplicate_event_id",
        "unknown_kind",
        "spreadsheet_error",
        "bad_characters",
        "free_text",
    }
)
"""The row is not taken in. Partners correct rows by these codes: none of them ever changes its meaning."""

UNFIT: Final = frozenset({"too_long", "bad_characters", "free_text"})
"""A cell holds what no cell of its meaning may: nothing of what it says is looked at."""

FLAGGING: Final = frozenset(
    {
        "bad_postcode",
        "bad_uprn",
        "bad_nhs_number",
        "bad_nhs_check_digit",
        "test_nhs_number",
        "bad_upn",
        "bad_phone",
        "bad_email",
        "bad_dob",
        "default_dob",
        "bad_case_date",
        "unknown_code",
    }
)
"""The row is taken in without the value at fault."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of one row. ``field`` is the partner's own column name, or ``""`` for the row as a whole."""

    row_number: int
    field: str
    reason: str

    @property
    def kept(self) -> bool:
        return self.reason not in REJECTING
