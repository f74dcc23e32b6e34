"""Sex and gender as partners write them."""

import pytest

from mast.fields.reasons import FieldError
from mast.fields.sex import sex


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("M", "m", "Male", "MALE ", "1", "Boy"), "male"),
        (("F", "female", "2", "Girl"), "female"),
        (("X", "Other", "Non-binary"), "other"),
        (("U", "Unknown", "0", "9", "", "Not stated", "N/A", "Not known"), ""),
    ],
)
def test_known_ways_to_write_it(texts: tuple[str, ...], expected: str) -> None:
    assert {sex(text) for text in texts} == {expected}


def test_another_way_is_refused() -> None:
    with pytest.raises(FieldError) as refused:
        sex("Yes please")
    assert refused.value.reason == "bad_sex"
