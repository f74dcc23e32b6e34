"""Opening a delivered file: what is refused before a row is read."""

import os
from pathlib import Path

import pytest

from mast.core.errors import DeliveryRefused
from mast.loaders.formats import source as source_module
from mast.loaders.formats.encoding import encoding_of
from mast.loaders.formats.source import lines, opened
from tests.loaders.files import source_of


def refused(path: Path) -> str:
    with pytest.raises(DeliveryRefused) as caught, opened(path):
        pass
    return caught.value.reason


def test_what_is_no_file_is_refused_without_waiting(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    (tmp_path / "empty.csv").touch()
    assert "not a file" in refused(pipe)
    assert "folder" in refused(tmp_path)
    assert "empty" in refused(tmp_path / "empty.csv")
    assert "No such file" in refused(tmp_path / "missing.csv")


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbid(*arguments: object) -> int:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", forbid)
        reason = refused(tmp_path / "any.csv")
    assert "Permission denied" in reason


def test_a_file_that_grows_while_it_is_read_is_noticed(tmp_path: Path) -> None:
    with source_of(tmp_path, "a,b\n1,2\n") as source:
        assert source.still_the_same()
        with (tmp_path / "file.csv").open("a") as more:
            more.write("3,4\n")
        assert not source.still_the_same()


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("Zoë\n".encode("windows-1252"), "utf-8"),
        ("Zoë\n".encode("utf-16"), "utf-8"),
        ("Zoë\n".encode(), "windows-1252"),
        (b"\xef\xbb\xbfplain\n" + "Zoë".encode(), "windows-1252"),
        (b"\x81\x8d\n", "windows-1252"),
    ]
    + [(("fine\n" * 400_000).encode() + b"\xff\n", "utf-8"), ("Zoë".encode()[:-1], "utf-8")],
)
def test_bytes_of_another_encoding_are_refused(tmp_path: Path, content: bytes, encoding: str) -> None:
    with source_of(tmp_path, content) as source, pytest.raises(DeliveryRefused):
        encoding_of(source, encoding)


def test_the_line_of_a_bad_byte_is_named(tmp_path: Path) -> None:
    content = b"fine\n" * 400_000 + b"\xff\n"
    with source_of(tmp_path, content) as source, pytest.raises(DeliveryRefused, match="line 400001 "):
        encoding_of(source, "utf-8")


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("Zoë\n".encode(), "utf-8"),
        ("Zoë\n".encode("windows-1252"), "windows-1252"),
        (b"plain ascii\n", "windows-1252"),
        ("Zoë\n".encode("utf-16"), "utf-16"),
    ],
)
def test_bytes_of_the_declared_encoding_are_read(tmp_path: Path, content: bytes, encoding: str) -> None:
    with source_of(tmp_path, content) as source:
        encoding_of(source, encoding)
        assert "".join(lines(source, encoding)) == content.decode(encoding)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"a\nb", ["a\n", "b"]),
        (b"a\r\nb\r\n", ["a\r\n", "b\r\n"]),
        (b"a\rb\r", ["a\r", "b\r"]),
        (b"a\rx\nb\n", ["a\rx\n", "b\n"]),
        (b"\xef\xbb\xbfa\n", ["a\n"]),
        ("a\u2028b\x0cc\x85\n".encode(), ["a\u2028b\x0cc\x85\n"]),
    ],
)
def test_lines_end_where_the_file_ends_them(tmp_path: Path, content: bytes, expected: list[str]) -> None:
    with source_of(tmp_path, content) as source:
        assert list(lines(source, "utf-8")) == expected
        assert list(lines(source, "utf-8")) == expected


def test_a_monstrous_line_is_refused(tmp_path: Path) -> None:
    with source_of(tmp_path, b"x" * (source_module.LONGEST_LINE + 1)) as source, pytest.raises(DeliveryRefused):
        list(lines(source, "utf-8"))
