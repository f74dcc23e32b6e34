"""The folder of one backup: sealed files, and a manifest, written last, that says what each must be.

    manifest        all the rest, with a digest of each: sealed; without it the folder is no backup
    manifest.json   the same in the clear, for people; nothing is read from it
    graph/nodes, graph/links, sql/rows
    files/<folder>/<name>   models, plans, decisions, mappings, deliveries, certificates, reports; institutions

Everything is in a vault (``core/vault.py``) that ``$MAST_HOME/keep.key`` opens. No key is in it.
"""

import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from mast.core.errors import MastError, UsageError
from mast.core.settings import Settings
from mast.core.vault import Vault

KEPT_FOLDERS: Final = ("models", "plans", "decisions", "mappings", "deliveries", "certificates", "reports")
KEPT_FILES: Final = ("institutions.csv",)
_TOP: Final = "home"
_PIECE: Final = 1024 * 1024
_MANIFEST: Final = "manifest"


def make_folder(path: Path) -> None:
    """Raises UsageError where there is something already, MastError where it cannot be made."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.chmod(0o700)
        if any(path.iterdir()):
            raise UsageError(f"{path} is not empty: give mast backup a new folder.")
    except OSError as error:
        raise MastError(f"{path} cannot be made: {error.strerror}. Choose another place.") from None


@dataclass(frozen=True, slots=True)
class BackupFolder:
    path: Path
    vault: Vault

    def write_lines(self, name: str, lines: Iterable[bytes]) -> None:
        self.vault.write(self.path / name, _deflated(line + b"\n" for line in lines))

    def read_lines(self, name: str) -> Iterator[Any]:
        """Each line as it was written; raises MastError for a file that is gone or damaged."""
        rest = b""
        for piece in _inflated(self.vault.read(self.path / name)):
            *whole, rest = (rest + piece).split(b"\n")
            yield from map(json.loads, whole)

    def write_files(self, home: Path) -> None:
        """Take in the folders of the data folder that a deployment cannot do without."""
        (self.path / "files").mkdir(mode=0o700)
        own = [(folder, file) for folder in KEPT_FOLDERS for file in sorted((home / folder).glob("*"))]
        for folder, file in [*own, *((_TOP, home / name) for name in KEPT_FILES)]:
            if file.is_file() and not file.name.startswith("."):
                self.vault.write(self.path / "files" / folder / file.name, _pieces(file))

    def read_files(self, home: Path) -> None:
        """Put them back, each whole or not at all, with mode 600."""
        for file in sorted((self.path / "files").glob("*/*")):
            place = (home if file.parent.name == _TOP else home / file.parent.name) / file.name
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            part = place.with_name(f".{place.name}.part")
            part.unlink(missing_ok=True)
            part.touch(mode=0o600)
            with part.open("wb") as out:
                out.writelines(self.vault.read(file))
            part.replace(place)

    def finish(self, facts: dict[str, Any]) -> None:
        """Write the manifest: from now on the folder is a backup."""
        told = {**facts, "files": self._digests()}
        text = json.dumps(told, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
        plain = self.path / f"{_MANIFEST}.json"
        plain.touch(mode=0o600)
        plain.write_text(text, encoding="utf-8")
        self.vault.write(self.path / _MANIFEST, [text.encode()])

    def checked(self) -> dict[str, Any]:
        """The manifest, once every file was found to be the one it names. Raises MastError where one is not."""
        if not (self.path / _MANIFEST).is_file():
            raise MastError(f"{self.path} is no whole backup: it has no manifest. Take another one.")
        told: dict[str, Any] = json.loads(b"".join(self.vault.read(self.path / _MANIFEST)))
        found = self._digests()
        if found != told["files"]:
            amiss = sorted(name for name, _ in set(found.items()) ^ set(told["files"].items()))
            raise MastError(f"{self.path} is damaged: {amiss[0]} is not as it was written. Take another backup.")
        return told

    def _digests(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for file in sorted(self.path.rglob("*")):
            name = file.relative_to(self.path).as_posix()
            if file.is_file() and name not in (_MANIFEST, f"{_MANIFEST}.json"):
                digest = sha256()
                for piece in _pieces(file):
                    digest.update(piece)
                found[name] = digest.hexdigest()
        return found


def key_of(settings: Settings) -> Path:
    """The key that opens the backup. Raises MastError where it is not there: restoring never makes a new one."""
    if not settings.keep_key.is_file():
        raise MastError(
            f"{settings.keep_key} is missing: put the keys of the deployment that was backed up into the data folder "
            "first (docs/keeping.md); they are in no backup."
        )
    return settings.keep_key


def _pieces(file: Path) -> Iterator[bytes]:
    with file.open("rb") as content:
        while piece := content.read(_PIECE):
            yield piece


def _deflated(pieces: Iterable[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(6)
    for piece in pieces:
        yield packer.compress(piece)
    yield packer.flush()


def _inflated(pieces: Iterable[bytes]) -> Iterator[bytes]:
    unpacker = zlib.decompressobj()
    for piece in pieces:
        yield unpacker.decompress(piece)
    yield unpacker.flush()
