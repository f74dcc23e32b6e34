"""The legal bases of a deployment: read, refused, and due."""

from datetime import date
from pathlib import Path

import pytest

from mast.access.legal_bases import faults, read_bases
from mast.core.errors import InputRefused

GOOD = """[adults]
shares_under = "Care Act 2014 s.45"
receives_under = "Care Act 2014 s.42"
agreement = "ISA-2026-01"
review_on = 2027-04-01
"""


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "bases.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_what_is_missing_due_or_of_nobody_is_named(tmp_path: Path) -> None:
    bases = read_bases(written(tmp_path, GOOD + GOOD.replace("adults", "prison")))
    assert bases["adults"].agreement == "ISA-2026-01"
    assert faults(bases, ["adults", "prison"], date(2027, 3, 31)) == []
    assert faults(bases, ["adults", "police"], date(2027, 4, 1)) == [
        "police: no legal basis is stated.",
        "adults: due for review since 2027-04-01.",
        "prison: is no partner of this deployment.",
    ]


@pytest.mark.parametrize(
    ("part", "slip"),
    [(GOOD, "no toml"), ("2027-04-01", "1"), ('"ISA-2026-01"', '""'), ("agreement", "agrement"), (GOOD, "adults = 1")],
)
def test_a_file_with_a_slip_is_refused(part: str, slip: str, tmp_path: Path) -> None:
    with pytest.raises(InputRefused):
        read_bases(written(tmp_path, GOOD.replace(part, slip)))
    with pytest.raises(InputRefused, match="cannot be read"):
        read_bases(tmp_path / "absent.toml")


def test_the_example_of_the_page_is_one(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "governance" / "data-flows.md").read_text(encoding="utf-8")
    assert set(read_bases(written(tmp_path, page.split("```toml\n")[1].split("```")[0]))) == {"adults"}
