"""What a vault gives back is what it was given, or an error: never a part of it, nor anything else."""

import os
import stat
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mast.core.errors import MastError
from mast.core.vault import Vault

KEY, OTHER = bytes(range(32)), bytes(32)
CHUNK = 64 * 1024


def taken_out(path: Path, key: bytes = KEY) -> bytes:
    return b"".join(Vault(key).read(path))


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 7])
def test_what_goes_in_comes_out(tmp_path: Path, size: int) -> None:
    content = os.urandom(size)
    Vault(KEY).write(tmp_path / "deep" / "file", [content[:10], content[10:]])
    assert taken_out(tmp_path / "deep" / "file") == content
    assert stat.S_IMODE((tmp_path / "deep" / "file").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "deep").stat().st_mode) == 0o700
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["file"]


def test_the_file_tells_nothing_and_no_two_are_alike(tmp_path: Path) -> None:
    for name in ("one", "two"):
        Vault(KEY).write(tmp_path / name, [b"SURNAME,Forename\n" * 500])
    assert b"SURNAME" not in (tmp_path / "one").read_bytes()
    assert (tmp_path / "one").read_bytes()[45:] != (tmp_path / "two").read_bytes()[45:]


@given(st.data())
def test_any_change_is_seen(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    path = tmp_path_factory.mktemp("vault") / "file"
    Vault(KEY).write(path, [b"x" * (2 * CHUNK + 100)])
    whole = path.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    how = data.draw(st.sampled_from(["flip", "cut", "more"]))
    changed = {
        "flip": whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :],
        "cut": whole[:at],
        "more": whole + b"\0",
    }[how]
    path.write_bytes(changed)
    with pytest.raises(MastError, match="damaged"):
        taken_out(path)


def test_chunks_cannot_be_left_out_or_cut_off_at_their_ends(tmp_path: Path) -> None:
    path = tmp_path / "file"
    Vault(KEY).write(path, [b"x" * (3 * CHUNK)])
    whole, head, sealed = path.read_bytes(), 45, CHUNK + 16
    for other in (whole[: head + sealed], whole[:head] + whole[head + sealed :], whole[:head]):
        path.write_bytes(other)
        with pytest.raises(MastError, match="damaged"):
            taken_out(path)


def test_another_key_or_another_name_does_not_open_it(tmp_path: Path) -> None:
    Vault(KEY).write(tmp_path / "file", [b"x"])
    with pytest.raises(MastError, match="another key"):
        taken_out(tmp_path / "file", OTHER)
    (tmp_path / "file").rename(tmp_path / "in another's place")
    with pytest.raises(MastError, match="damaged"):
        taken_out(tmp_path / "in another's place")
    with pytest.raises(MastError, match="cannot be read"):
        taken_out(tmp_path / "file")


def test_what_fails_half_way_leaves_what_was_there(tmp_path: Path) -> None:
    def fails() -> Iterator[bytes]:
        yield b"new" * CHUNK
        raise ZeroDivisionError

    Vault(KEY).write(tmp_path / "file", [b"old"])
    with pytest.raises(ZeroDivisionError):
        Vault(KEY).write(tmp_path / "file", fails())
    assert taken_out(tmp_path / "file") == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_large_file_takes_little_memory(tmp_path: Path) -> None:
    piece = bytes(1024 * 1024)
    tracemalloc.start()
    Vault(KEY).write(tmp_path / "file", (piece for _ in range(64)))
    assert sum(map(len, Vault(KEY).read(tmp_path / "file"))) == 64 * len(piece)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 8 * len(piece)
