"""Packs that were made, kept in the data folder with the counts behind them: a later pack must be safe beside them."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from mast.core.errors import InputRefused, MastError
from mast.reports.recovery import Edition
from mast.resolution.outputs import write_json

_NAME: Final = re.compile(r"board-(\d{6})\.json")


@dataclass(frozen=True, slots=True)
class Kept:
    """One pack as it was published, and its figures."""

    number: int
    pack: Mapping[str, Any]
    edition: Edition


def kept_packs(folder: Path) -> list[Kept]:
    """All packs that were made, the first one first. Raises MastError for a file that cannot be read."""
    files = sorted((int(found[1]), file) for file in _files(folder) if (found := _NAME.fullmatch(file.name)))
    return [_read(number, file) for number, file in files]


def keep(folder: Path, number: int, pack: Mapping[str, Any], edition: Edition) -> None:
    """Keep a pack for the ones after it, in a file of mode 600. Raises MastError when it cannot be written."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise MastError(f"{folder} cannot be made: {error.strerror}. Give MAST_HOME a folder of your own.") from None
    told = {
        "pack": pack,
        "counts": edition.counts,
        "shown": edition.shown,
        "relations": [list(map(list, relation)) for relation in edition.relations],
    }
    write_json(told, folder / f"board-{number:06d}.json")


def read_pack(file: Path) -> Mapping[str, Any]:
    """The ``board.json`` of an earlier pack. Raises InputRefused where it is none."""
    try:
        pack = json.loads(file.read_text(encoding="utf-8"))
        tables = [(table["name"], len(table["columns"]), len(table["rows"])) for table in pack["tables"]]
        date.fromisoformat(pack["as_of"])
    except (OSError, UnicodeDecodeError, ValueError, TypeError, KeyError):
        raise InputRefused(f"{file} is no board.json of an earlier pack.") from None
    if not tables:
        raise InputRefused(f"{file} holds no table.")
    return pack  # type: ignore[no-any-return]


def _files(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []


def _read(number: int, file: Path) -> Kept:
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        relations = [tuple((str(name), int(weight)) for name, weight in one) for one in told["relations"]]
        return Kept(number, told["pack"], Edition(told["counts"], told["shown"], relations))
    except (OSError, UnicodeDecodeError, ValueError, TypeError, KeyError):
        raise MastError(
            f"{file} cannot be read: a new pack could not be checked against it. Put it back from a backup."
        ) from None
