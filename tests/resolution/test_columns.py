"""Records and residences are the same whether they come as rows or as a frame."""

import pandas as pd
import pytest

from mast.core.errors import InputRefused
from mast.resolution.columns import FLAGS, RECORD_COLUMNS, RESIDENCE_COLUMNS, Records, Residences

PEOPLE: list[dict[str, object]] = [
    {"key": "police:2", "surname": "Thornfield", "forenames": "Margaret", "nhs": "9434765919", "nhs_verified": True},
    {"key": "adults:1", "surname": "Okonkwo", "forenames": None, "born_on": "1984-03-12"},
    {"key": "adults:3", "surname": "Okonkwo", "nhs_verified": None},
]
STAYS: list[dict[str, object]] = [
    {"record": "police:2", "address": "a2", "postcode": "WV11 3PJ", "first_seen": "2026-01-01", "current": True},
    {"record": "adults:1", "address": "a1", "postcode": None, "current": False},
]


@pytest.mark.parametrize(
    ("kind", "columns", "rows"), [(Records, RECORD_COLUMNS, PEOPLE), (Residences, RESIDENCE_COLUMNS, STAYS)]
)
@pytest.mark.parametrize("count", [0, 1, 3])
def test_rows_are_taken_in_as_a_frame_of_them_is(
    kind: type[Records] | type[Residences], columns: tuple[str, ...], rows: list[dict[str, object]], count: int
) -> None:
    blank = {column: False if column in FLAGS else "" for column in columns}
    whole = [blank | {column: value for column, value in row.items() if value is not None} for row in rows[:count]]
    by_rows, by_frame = kind.from_rows(rows[:count]), kind.from_frame(pd.DataFrame(whole, columns=list(columns)))
    pd.testing.assert_frame_equal(by_rows.frame, by_frame.frame)
    for name, column in by_frame.coded.items():
        assert by_rows.coded[name].texts == column.texts
        assert by_rows.coded[name].codes.tolist() == column.codes.tolist()


def test_rows_with_one_key_are_refused() -> None:
    with pytest.raises(InputRefused, match="1 record keys occur twice"):
        Records.from_rows([PEOPLE[0], PEOPLE[0]])
