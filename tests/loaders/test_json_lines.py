"""JSON lines: nested keys by path, and the shapes that are refused."""

import json
from pathlib import Path

import pytest

from mast.core.errors import DeliveryRefused
from mast.loaders.formats.json_lines import JsonLinesTable
from mast.loaders.formats.table import RawRow
from tests.loaders.files import source_of

PATHS = ("id", "who.name", "who.age", "at")


def read(folder: Path, content: bytes | str, ignored: tuple[str, ...] = ("skip",)) -> list[RawRow]:
    with source_of(folder, content) as source:
        return list(JsonLinesTable(source, "utf-8", PATHS, ignored, required=("id", "who.name")).rows())


def refusal(folder: Path, content: bytes | str) -> str:
    with pytest.raises(DeliveryRefused) as caught:
        read(folder, content)
    return caught.value.reason


def line(**values: object) -> str:
    return json.dumps({"id": "1", "who": {"name": "Ada", "age": 3}, "at": "x"} | values) + "\n"


def test_cells_come_in_the_order_of_the_paths(tmp_path: Path) -> None:
    rows = read(tmp_path, line() + line(who=None) + '{"at": null, "id": 7}\n')
    assert [(row.number, list(row.cells)) for row in rows] == [
        (1, ["1", "Ada", "3", "x"]),
        (2, ["1", "", "", "x"]),
        (3, ["7", "", "", ""]),
    ]


@pytest.mark.parametrize(
    ("value", "text"), [(True, "true"), (12, "12"), (12.0, "12"), (1.5, "1.5"), (None, ""), ("", ""), ("Zoë", "Zoë")]
)
def test_scalars_read_as_text(tmp_path: Path, value: object, text: str) -> None:
    assert read(tmp_path, line(id=value))[0].cells[0] == text


def test_a_byte_order_mark_and_blank_lines_do_no_harm(tmp_path: Path) -> None:
    rows = read(tmp_path, b"\xef\xbb\xbf" + f"{line()}\n \n{line()}\n\n".encode())
    assert [row.number for row in rows] == [1, 4]


def test_a_nul_rejects_its_row_only(tmp_path: Path) -> None:
    rows = read(tmp_path, line() + line(id="a\0b") + line().replace("Ada", "A\0a") + line())
    assert [row.fault for row in rows] == ["", "nul_byte", "nul_byte", ""]


@pytest.mark.parametrize("notes", [{"notes": "long story"}, {"who": {"name": "Ada", "notes": ""}}, {"who": "Ada"}])
def test_a_key_that_nobody_mapped_refuses_the_file(tmp_path: Path, notes: dict[str, object]) -> None:
    assert "row 2" in refusal(tmp_path, line() + line(**notes) + line())


@pytest.mark.parametrize("value", [["a"], {"b": "c"}, []])
def test_a_list_or_object_in_place_of_a_value_refuses_the_file(tmp_path: Path, value: object) -> None:
    assert "'at'" in refusal(tmp_path, line(at=value))


def test_an_ignored_key_is_never_looked_at(tmp_path: Path) -> None:
    assert len(read(tmp_path, line(skip={"anything": ["goes"]}))) == 1


@pytest.mark.parametrize(
    "bad", ['{"id": ', "[1]", '"text"', "{'id': 1}", '{"id": NaN}', "[" * 100_000, '{"id": ' + "9" * 5000 + "}", "null"]
)
def test_a_line_that_is_no_object_refuses_the_file(tmp_path: Path, bad: str) -> None:
    assert "row 2 is no" in refusal(tmp_path, f"{line()}{bad}\n{line()}")


def test_a_last_line_cut_off_is_a_truncation(tmp_path: Path) -> None:
    assert "truncated" in refusal(tmp_path, line() + line()[:20])
    assert len(read(tmp_path, line() + line().rstrip())) == 2


def test_a_required_path_that_no_line_has_refuses_the_file(tmp_path: Path) -> None:
    assert "'who.name' is missing" in refusal(tmp_path, '{"id": "1", "who": {"age": 2}}\n{"id": "2"}\n')
    assert len(read(tmp_path, '{"id": "1", "who": null}\n')) == 1


def test_the_header_is_what_the_first_lines_show(tmp_path: Path) -> None:
    with source_of(tmp_path, line(who=None, extra=1) + line()) as source:
        assert JsonLinesTable(source, "utf-8", PATHS).header == ("id", "who.name", "who.age", "at", "extra")
