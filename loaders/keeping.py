"""Accepted deliveries kept, encrypted, as long as their newest row may be kept: from them a lost graph is built anew.

A delivery lies in ``$MAST_HOME/deliveries/<id>.kept``: one line of JSON with the file's name, its SHA-256 and the
mapping it was read by, then its bytes, all of it in a vault (``core/vault.py``) with the key ``$MAST_HOME/keep.key``.
"""

import json
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final, Self

from pydantic import ValidationError

from mast.core.errors import MastError
from mast.core.keyfile import key_at
from mast.core.settings import Settings
from mast.core.vault import Vault
from mast.loaders.contract import Mapping
from mast.loaders.formats.source import Source, opened

_SUFFIX: Final = ".kept"
_OPEN: Final = ".open-"
_PIECE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class KeptDeliveries:
    """The folder of kept deliveries. File names are delivery ids and so tell of nobody."""

    folder: Path
    vault: Vault

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Raises MastError when the key cannot be used, or may be read by others."""
        return cls(settings.deliveries_folder, Vault(key_at(settings.keep_key)))

    def keep(self, delivery: str, source: Source, mapping: Mapping) -> None:
        """Keep the bytes of ``source`` under that id; they are on the disk when this returns.

        Raises MastError when they cannot be written, DeliveryRefused when the file changed since it was hashed.
        """
        head = {"file": source.name, "sha256": source.sha256, "mapping": mapping.written()}
        line = json.dumps(head, ensure_ascii=False).encode() + b"\n"
        self.vault.write(self._file(delivery), chain([line], _pieces(source)))

    def has(self, delivery: str) -> bool:
        return self._file(delivery).is_file()

    def ids(self) -> set[str]:
        """The deliveries that are kept."""
        return {file.name.removesuffix(_SUFFIX) for file in self.folder.glob(f"*{_SUFFIX}")}

    def drop(self, delivery: str) -> bool:
        """Remove a delivery; whether it was there. Raises MastError when it cannot be removed."""
        try:
            self._file(delivery).unlink(missing_ok=False)
        except FileNotFoundError:
            return False
        except OSError as error:
            raise MastError(
                f"{self._file(delivery)} cannot be removed: {error.strerror}. Correct its owner, then run this again."
            ) from None
        return True

    def sweep(self, keeping: Collection[str]) -> None:
        """Remove all but these, and what a killed process left open. Call it under the writer's lease."""
        for delivery in self.ids() - set(keeping):
            self.drop(delivery)
        for left in (*self.folder.glob(f"{_OPEN}*"), *self.folder.glob(".*.part")):
            shutil.rmtree(left) if left.is_dir() else left.unlink()

    @contextmanager
    def open(self, delivery: str, sha256: str) -> Iterator[tuple[Source, Mapping]]:
        """The delivery's file as it came, and the mapping it was read by, for the block.

        Raises MastError when it is not kept, is damaged, or is not the file of that SHA-256.
        """
        lying = self.folder / f"{_OPEN}{delivery}"
        try:
            lying.mkdir(mode=0o700)
            file, mapping = self._take_out(delivery, lying)
            with opened(file) as source:
                if source.sha256 != sha256:
                    raise MastError(
                        f"{self._file(delivery)} is not the file that was loaded: restore it from a backup."
                    )
                yield source, mapping
        except FileExistsError:
            raise MastError(f"{lying} is in the way: remove it, then run this again.") from None
        finally:
            shutil.rmtree(lying, ignore_errors=True)

    def _take_out(self, delivery: str, folder: Path) -> tuple[Path, Mapping]:
        pieces = self.vault.read(self._file(delivery))
        line = b""
        while b"\n" not in line:
            line += next(pieces, b"\n")
        line, _, rest = line.partition(b"\n")
        try:
            head = json.loads(line)
            mapping = Mapping.model_validate(head["mapping"])
        except (ValueError, KeyError, ValidationError):
            raise MastError(
                f"{self._file(delivery)} was kept with a mapping that this MAST does not read: "
                "use the MAST version that kept it."
            ) from None
        file = folder / Path(head["file"]).name
        with file.open("xb") as out:
            for piece in chain([rest], pieces):
                out.write(piece)
        return file, mapping

    def _file(self, delivery: str) -> Path:
        return self.folder / f"{delivery}{_SUFFIX}"


def _pieces(source: Source) -> Iterator[bytes]:
    source.delivered.seek(0)
    while piece := source.delivered.read(_PIECE):
        yield piece
    if not source.still_the_same():
        raise source.changed()
