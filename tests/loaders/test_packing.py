"""Archives: what is unpacked, and what is refused before it can do harm."""

import gzip
import stat
import tempfile
import zipfile
from functools import partial
from pathlib import Path

import pytest

from mast.core.errors import DeliveryRefused
from mast.loaders.formats import packing
from mast.loaders.formats.source import opened
from tests.loaders.hostile import bomb, ods, ods_row, zip_bomb, zipped
from tests.loaders.test_workbook import xlsx

TEXT = b"a,b\n1,2\n" * 50
squeezed = partial(gzip.compress, mtime=0)  # else each test worker has other bytes, and other names of its cases


def content(folder: Path, delivered: bytes) -> bytes:
    path = folder / "delivered"
    path.write_bytes(delivered)
    with opened(path, folder / "staging") as source:
        assert not any((folder / "staging").glob("*")) if (folder / "staging").exists() else True
        assert source.still_the_same()
        return source.rewind().read()


def refusal(folder: Path, delivered: bytes) -> str:
    with pytest.raises(DeliveryRefused) as caught:
        content(folder, delivered)
    assert {path.name for path in folder.iterdir()} <= {"delivered", "staging"}
    assert not any((folder / "staging").glob("*"))
    return caught.value.reason


@pytest.mark.parametrize(
    "delivered",
    [
        TEXT,
        squeezed(TEXT),
        squeezed(TEXT[:100]) + squeezed(TEXT[100:]),
        zipped({"extract.csv": TEXT}),
        zipped({"extract.csv": TEXT}, mode=0),
        zipped({"extract.csv": TEXT}, how=zipfile.ZIP_STORED),
    ],
)
def test_one_file_is_unpacked(tmp_path: Path, delivered: bytes) -> None:
    assert content(tmp_path, delivered) == TEXT


def test_a_workbook_is_no_archive_but_may_be_in_one(tmp_path: Path) -> None:
    for book in (xlsx([["a"], ["1"]]), ods(ods_row("a"))):
        assert content(tmp_path, book) == book
        assert content(tmp_path, squeezed(book)) == book
        assert content(tmp_path, zipped({"book": book})) == book


@pytest.mark.parametrize("inner", [squeezed(TEXT), zipped({"a.csv": TEXT}), b"BZh91AY", b"7z\xbc\xaf\x27\x1c00"])
def test_an_archive_in_an_archive_is_refused(tmp_path: Path, inner: bytes) -> None:
    assert "archive in an archive" in refusal(tmp_path, squeezed(inner))
    assert "archive in an archive" in refusal(tmp_path, zipped({"inner": inner}))


@pytest.mark.parametrize("delivered", [bomb(24), zip_bomb(24)])
def test_a_bomb_is_refused(tmp_path: Path, delivered: bytes) -> None:
    assert len(delivered) < 60_000
    assert "unpacks to far more" in refusal(tmp_path, delivered)


def test_the_unpacked_size_is_bounded_whatever_the_ratio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "LARGEST_UNPACKED", len(TEXT) - 1)
    assert "unpacks to far more" in refusal(tmp_path, squeezed(TEXT))


@pytest.mark.parametrize(
    ("delivered", "said"),
    [
        (zipped({"../../outside.csv": TEXT}), "path for a name"),
        (zipped({"/etc/outside.csv": TEXT}), "path for a name"),
        (zipped({"..\\outside.csv": TEXT}), "path for a name"),
        (zipped({"folder/extract.csv": TEXT}), "path for a name"),
        (zipped({"folder/": b""}), "no regular file"),
        (zipped({"link": b"/etc/passwd"}, mode=stat.S_IFLNK | 0o777), "no regular file"),
        (zipped({"pipe": b""}, mode=stat.S_IFIFO | 0o644), "no regular file"),
        (zipped({"a.csv": TEXT, "b.csv": TEXT}), "a zip of 2 files"),
        (zipped({f"{number}.csv": b"" for number in range(1001)}), "over 1000 files"),
        (zipped({"a.csv": TEXT}, how=zipfile.ZIP_LZMA), "unusual way"),
        (zipped({"a.csv": b""}), "empty file"),
        (squeezed(b""), "empty file"),
        (squeezed(TEXT * 500)[:-20], "damaged or truncated"),
        (squeezed(TEXT)[:-4] + b"\0\0\0\0", "damaged or truncated"),
        (zipped({"a.csv": TEXT})[:-30], "damaged or truncated"),
        (zipped({"a.csv": TEXT}).replace(TEXT[:1], b"x", 1)[:40], "damaged or truncated"),
        (squeezed(TEXT) + b"trailing", "damaged or truncated"),
    ],
)
def test_what_is_no_archive_of_one_file_is_refused(tmp_path: Path, delivered: bytes, said: str) -> None:
    assert said in refusal(tmp_path, delivered)
    assert not (tmp_path.parent / "outside.csv").exists()


def test_a_password_is_named_as_the_trouble(tmp_path: Path) -> None:
    locked = bytearray(zipped({"a.csv": TEXT}))
    directory = locked.rfind(b"PK\x01\x02")
    locked[6] |= 1
    locked[directory + 8] |= 1
    assert "password" in refusal(tmp_path, bytes(locked))


def test_a_symbolic_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_bytes(TEXT)
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    with pytest.raises(DeliveryRefused, match="symbolic link"), opened(tmp_path / "link.csv"):
        pass


def test_nothing_is_left_where_it_was_unpacked(tmp_path: Path) -> None:
    before = set(Path(tempfile.gettempdir()).iterdir())
    content(tmp_path, squeezed(TEXT))
    refusal(tmp_path, bomb(24))
    assert not list((tmp_path / "staging").iterdir())
    assert (tmp_path / "staging").stat().st_mode & 0o777 == 0o700
    assert {path for path in set(Path(tempfile.gettempdir()).iterdir()) - before if path.is_file()} == set()
