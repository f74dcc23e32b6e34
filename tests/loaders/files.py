"""Builders of partner files for the loaders' tests."""

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from mast.loaders.contract import Mapping
from mast.loaders.formats.source import Source, opened
from mast.loaders.mapping import built_in_mappings

SAMPLES = Path(__file__).parents[1] / "data" / "samples"


def mapping_of(code: str) -> Mapping:
    return next(mapping for mapping in built_in_mappings() if mapping.code == code)


@contextmanager
def source_of(folder: Path, content: bytes | str, name: str = "file.csv") -> Iterator[Source]:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with opened(path) as source:
        yield source


def csv_text(
    rows: Sequence[Sequence[str]], delimiter: str = ",", end: str = "\n", quoting: int = csv.QUOTE_MINIMAL
) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quoting)  # type: ignore[arg-type]
    writer.writerows(rows)
    return text.getvalue()


ADULT = {
    "LAS_ID": "100",
    "NHS_NUMBER": "",
    "TITLE": "Ms",
    "FIRST_NAME": "Ada",
    "LAST_NAME": "Lovelace",
    "KNOWN_AS": "",
    "DOB": "10/12/1985",
    "GENDER": "Female",
    "ADDRESS_1": "12 Station Road",
    "ADDRESS_2": "",
    "ADDRESS_3": "",
    "TOWN": "Walsall",
    "POSTCODE": "WS1 1AA",
    "UPRN": "",
    "CASE_STATUS": "Open",
    "CASE_START": "01/02/2026",
    "CASE_END": "",
    "CONTACT_ID": "C1",
    "CONTACT_DATE": "01/03/2026",
    "ALLOCATED_WORKER": "Grace Hopper",
    "WORKER_TEAM": "North",
    "WORKER_PHONE": "01632 960001",
    "WORKER_EMAIL": "grace.hopper@adults.example",
}


def adult(**cells: str) -> dict[str, str]:
    """A good row of the adults' extract, but for the cells given."""
    return ADULT | cells


def adults_csv(*rows: dict[str, str]) -> str:
    return csv_text([list(ADULT), *(list(row.values()) for row in rows)], end="\r\n")
