"""Three shapes of a partner's file: delimited text, piped text and JSON lines. The workbook is in sheet.py."""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from mast.synth.dirt import Line


class RowFile(Protocol):
    """Takes rows one by one and says in which file each went, and as which data row (the first is 1)."""

    def write(self, line: Line) -> tuple[str, int]: ...

    def close(self) -> None: ...


class TextFile:
    """Rows as text, each turned into one line by ``spell``."""

    def __init__(self, path: Path, encoding: str, end: str) -> None:
        self._name = path.name
        self._end = end
        self._file = path.open("w", encoding=encoding, newline="")
        self._rows = 0

    def head(self, line: str) -> None:
        self._file.write(line + self._end)

    def put(self, line: str) -> tuple[str, int]:
        self._file.write(line + self._end)
        self._rows += 1
        return self._name, self._rows

    def close(self) -> None:
        self._file.close()


class CommaFile(TextFile):
    """Comma-separated, fields quoted where they must be."""

    def __init__(self, path: Path, header: Sequence[str], encoding: str, end: str) -> None:
        super().__init__(path, encoding, end)
        self._buffer = io.StringIO()
        self._csv = csv.writer(self._buffer, lineterminator="")
        self.head(self._spelt(list(header)))

    def _spelt(self, line: Line) -> str:
        self._buffer.seek(0)
        self._buffer.truncate()
        self._csv.writerow(line)
        return self._buffer.getvalue()

    def write(self, line: Line) -> tuple[str, int]:
        return self.put(self._spelt(line))


class PipeFile(TextFile):
    """Fields parted by bars, never quoted."""

    def __init__(self, path: Path, header: Sequence[str], encoding: str, end: str) -> None:
        super().__init__(path, encoding, end)
        self.head("|".join(header))

    def write(self, line: Line) -> tuple[str, int]:
        return self.put("|".join("" if cell is None else str(cell) for cell in line))


class IncidentFile(TextFile):
    """The fire service's JSON: incident, called, kind, uprn, address, postcode, occupier, then the contact's three."""

    def write(self, line: Line) -> tuple[str, int]:
        incident, called, kind, uprn, address, postcode, occupier, name, phone, email = line
        document = {
            "incident": incident,
            "called": called,
            "kind": kind,
            "property": {"uprn": uprn or None, "address": address, "postcode": postcode or None},
            "occupier": {"name": occupier} if occupier else None,
            "contact": {"name": name, "phone": phone, "email": email},
        }
        return self.put(json.dumps(document, ensure_ascii=False))
