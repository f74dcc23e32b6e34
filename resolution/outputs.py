"""Writes what a run found: files that only their owner may read, whole or not at all."""

import csv
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TextIO

import pandas as pd

from mast.core.errors import MastError


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write a CSV. Raises ``MastError`` when the file cannot be written."""
    with whole(path) as file:
        table.to_csv(file, index=False, lineterminator="\n", quoting=csv.QUOTE_MINIMAL)


def write_json(facts: Mapping[str, Any], path: Path) -> None:
    """Write one JSON document. Raises ``MastError`` when the file cannot be written."""
    with whole(path) as file:
        json.dump(facts, file, indent=1, ensure_ascii=False)
        file.write("\n")


def write_text(text: str, path: Path) -> None:
    """Write a text. Raises ``MastError`` when the file cannot be written."""
    with whole(path) as file:
        file.write(text)


@contextmanager
def whole(path: Path) -> Iterator[TextIO]:
    """A file of mode 600 that takes its place when all is written."""
    partial = path.with_name(path.name + ".part")
    try:
        partial.unlink(missing_ok=True)
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", newline="", encoding="utf-8") as file:
            yield file
        partial.replace(path)
    except OSError as error:
        raise MastError(f"{path} cannot be written: {error.strerror}. Choose another place.") from None
    finally:
        with suppress(OSError):  # a path through a file, or a disk that went away
            partial.unlink(missing_ok=True)
