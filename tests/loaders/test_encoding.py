"""Encodings: declared ones are checked, others found out, and what is not sure is refused."""

from pathlib import Path

import pytest

from mast.core.errors import DeliveryRefused
from mast.loaders.formats.encoding import DETECT, encoding_of
from mast.loaders.formats.source import lines
from tests.loaders.files import source_of

PLAIN = "ID,SURNAME\n1,Smith\n"
WEST = "ID,SURNAME\n1,Zoë\n2,MÜLLER\n3,O’Brien – née Núñez\n4,JOÃO\n5,“Søren”\n6,Ægir Þór\n"


def found(folder: Path, content: bytes, declared: str = DETECT) -> str:
    with source_of(folder, content) as source:
        return encoding_of(source, declared)


def refusal(folder: Path, content: bytes, declared: str = DETECT) -> str:
    with pytest.raises(DeliveryRefused) as caught:
        found(folder, content, declared)
    return caught.value.reason


@pytest.mark.parametrize(
    ("text", "written", "told"),
    [
        (PLAIN, "ascii", "utf-8"),
        (WEST, "utf-8", "utf-8"),
        (WEST, "utf-8-sig", "utf-8"),
        (WEST, "utf-16", "utf-16"),
        ("ID,SURNAME\n1,Łukasz Дмитрий محمد 王\n", "utf-8", "utf-8"),
        (WEST, "windows-1252", "windows-1252"),
        ("a\n1,Zoë Señor Ñu\n", "iso-8859-1", "windows-1252"),
    ],
)
def test_an_encoding_is_found_out(tmp_path: Path, text: str, written: str, told: str) -> None:
    content = text.encode(written)
    assert found(tmp_path, content) == told
    with source_of(tmp_path, content) as source:
        assert "".join(lines(source, told)) == text


@pytest.mark.parametrize("codec", ["cp850", "cp437", "mac_roman"])
def test_text_of_an_old_machine_is_refused_and_never_guessed(tmp_path: Path, codec: str) -> None:
    text = "ID,SURNAME\n1,Zoë\n2,René\n3,Müller\n4,Núñez\n5,Hélène\n"
    assert "is neither UTF-8 nor" in refusal(tmp_path, text.encode(codec))
    assert "line 2 is neither UTF-8 nor likely" in refusal(tmp_path, "ID,SURNAME\n1,René\n".encode(codec))


def test_utf_16_without_a_mark_is_refused(tmp_path: Path) -> None:
    assert "UTF-16 without a byte order mark" in refusal(tmp_path, WEST.encode("utf-16-be"))
    assert "no byte order mark" in refusal(tmp_path, WEST.encode("utf-16-le"), "utf-16")


@pytest.mark.parametrize("declared", [DETECT, "windows-1252", "iso-8859-1"])
def test_mixed_encodings_are_refused_with_the_line(tmp_path: Path, declared: str) -> None:
    lines_of = [f"{number},Zoë\n".encode("iso-8859-1") for number in range(50)]
    lines_of[30] = "30,Zoë\n".encode()
    assert "line 31 is UTF-8" in refusal(tmp_path, b"".join(lines_of), declared)


def test_a_line_of_another_encoding_in_utf_8_is_refused_with_the_line(tmp_path: Path) -> None:
    content = "ID,SURNAME\n1,Zoë\n".encode() + "2,Zoë\n".encode("windows-1252")
    assert "line 3 has bytes that are not utf-8" in refusal(tmp_path, content, "utf-8")
    assert refusal(tmp_path, content)


def test_what_only_windows_has_is_not_iso(tmp_path: Path) -> None:
    content = "ID\nO’Brien\n".encode("windows-1252")
    assert found(tmp_path, content, "windows-1252")
    assert "line 2 has bytes that are not iso-8859-1" in refusal(tmp_path, content, "iso-8859-1")


def test_capitals_before_a_typographic_apostrophe_are_windows_1252(tmp_path: Path) -> None:
    content = "ID,PLACE\n1,CAFÉ’S YARD\n2,RENÉ’S\n3,Zoë\n".encode("windows-1252")
    assert found(tmp_path, content, "windows-1252") == found(tmp_path, content) == "windows-1252"
