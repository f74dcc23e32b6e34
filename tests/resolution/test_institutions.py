"""The list of institutional addresses: checked whole, kept whole, and refused with the place of its first fault."""

from pathlib import Path

import pytest

from mast.core.errors import InputRefused
from mast.core.settings import Settings
from mast.resolution.institutions import institutions_in_force, keep_institutions, read_institutions

HEADER = "uprn,name,kind\n"
LIST = HEADER + "100012891940,Haven House,refuge\n0100014013599, King Court , care home \n\n"


def written(folder: Path, text: str | bytes, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_a_list_is_kinds_by_uprn(tmp_path: Path) -> None:
    told = {"100012891940": "refuge", "100014013599": "care home"}
    assert read_institutions(written(tmp_path, LIST)) == told
    assert read_institutions(written(tmp_path, "\ufeff" + LIST.replace("\n", "\r\n"))) == told
    assert read_institutions(written(tmp_path, HEADER)) == {}


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("", "line 1", "header"),
        ("uprn,kind,name\n", "line 1", "header"),
        (HEADER + "1,A,hostel\nN/A,B,hostel\n", "line 3, column uprn", "UPRN"),
        (HEADER + "1,A,hostel\n\n01,B,refuge\n", "line 4, column uprn", "same UPRN as line 2"),
        (HEADER + "1,A,\n", "line 2, column kind", "empty"),
        (HEADER + "1,A,\u200b\n", "line 2, column kind", "empty"),
        (HEADER + "1,A, the annexe,hostel\n", "line 2", "4 cells"),
        (HEADER + "1,A\n", "line 2", "2 cells"),
        (HEADER + f"1,{'x' * 151},hostel\n", "line 2, column name", "150"),
        (HEADER + f"1,A,{'x' * 61}\n", "line 2, column kind", "60"),
        (HEADER + '1,"A,hostel\n2,B,hostel\n', "line 3", "no CSV"),
        (HEADER.encode() + b"1,Caf\xe9,hostel\n", "list.csv", "UTF-8"),
    ],
)
def test_a_fault_refuses_the_list_and_says_where(tmp_path: Path, text: str | bytes, place: str, said: str) -> None:
    with pytest.raises(InputRefused) as caught:
        read_institutions(written(tmp_path, text))
    assert place in str(caught.value)
    assert said in str(caught.value)
    assert str(caught.value).startswith("list.csv: refused, ")
    assert caught.value.exit_code == 3


def test_a_missing_list_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="cannot be read"):
        read_institutions(tmp_path / "none.csv")


def test_a_list_is_kept_until_another_is_and_a_faulty_one_changes_nothing(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    assert institutions_in_force(settings) == {}
    keep_institutions(settings, written(tmp_path, LIST))
    kept = institutions_in_force(settings)
    assert kept["100012891940"] == "refuge"
    with pytest.raises(InputRefused):
        keep_institutions(settings, written(tmp_path, HEADER + "x,A,hostel\n"))
    assert institutions_in_force(settings) == kept
    keep_institutions(settings, written(tmp_path, HEADER + "7,A,hostel\n"))
    assert institutions_in_force(settings) == {"7": "hostel"}
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["institutions.csv"]


def test_a_file_of_the_settings_goes_before_the_list_kept(tmp_path: Path) -> None:
    own = written(tmp_path, HEADER + "8,B,prison\n", "own.csv")
    settings = Settings(home=tmp_path / "home", institutions=own)
    keep_institutions(settings, written(tmp_path, LIST))
    assert institutions_in_force(settings) == {"8": "prison"}
