"""What a sample file is, found out without a mapping: format, encoding, delimiter, columns, first rows."""

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from mast.loaders.formats.columnar import ColumnarTable
from mast.loaders.formats.delimited import DelimitedTable
from mast.loaders.formats.encoding import DETECT, encoding_of
from mast.loaders.formats.json_array import JsonArrayTable
from mast.loaders.formats.json_lines import JsonLinesTable
from mast.loaders.formats.open_document import OpenDocumentTable
from mast.loaders.formats.packing import open_archive
from mast.loaders.formats.source import Source, lines
from mast.loaders.formats.table import Cell, Table
from mast.loaders.formats.workbook import WorkbookTable
from mast.loaders.parts import Format

MOST_ROWS: Final = 1_000
_DELIMITERS: Final = (",", ";", "|", "\t", "~", "^", "!", ":")


@dataclass(frozen=True, slots=True)
class Sample:
    """``rows``: at most ``MOST_ROWS``, those at fault left out."""

    format: Format
    encoding: str
    delimiter: str
    columns: tuple[str, ...]
    rows: tuple[Sequence[Cell], ...]


def sample_of(source: Source) -> Sample:
    """Raises DeliveryRefused for a file of no format that is known or can be told, or without rows."""
    sample = _sniffed(source)
    if not sample.rows:
        raise source.refuse("it has no row that could be read", "Give a sample of a hundred rows or so.")
    return sample


def _sniffed(source: Source) -> Sample:
    head = source.rewind().read(4)
    if head == b"PAR1":
        return _sample("parquet", ColumnarTable(source))
    if head == b"PK\x03\x04":
        names = open_archive(source.handle, source.refuse).namelist()
        is_open_document = "content.xml" in names
        return _sample(
            "ods" if is_open_document else "xlsx", (OpenDocumentTable if is_open_document else WorkbookTable)(source)
        )
    encoding = encoding_of(source, DETECT)
    first = next((line for line in lines(source, encoding) if line.strip()), "").strip()
    if first.startswith(("{", "[")):
        return _of_objects(source, encoding, "json" if first.startswith("[") else "jsonl")
    delimiter = _delimiter(source, encoding)
    table = DelimitedTable(source, encoding, delimiter)
    return _sample("tsv" if delimiter == "\t" else "csv", table, encoding, delimiter)


def _sample(format: Format, table: Table, encoding: str = "", delimiter: str = "") -> Sample:
    rows = tuple(row.cells for row in islice(table.rows(), MOST_ROWS) if not row.fault)
    return Sample(format, encoding, delimiter, tuple(table.columns), rows)


def _delimiter(source: Source, encoding: str) -> str:
    """The one that parts the header into most cells, and the rows after it into as many."""
    sample = list(islice(lines(source, encoding), 50))

    def parts(delimiter: str) -> int:
        try:
            counts = [len(row) for row in csv.reader(sample, delimiter=delimiter) if row]
        except csv.Error:
            return 0
        return counts[0] if counts and counts.count(counts[0]) * 10 >= len(counts) * 9 else 0

    best = max(_DELIMITERS, key=parts)
    if parts(best) < 2:
        raise source.refuse(
            "its cells are parted by no delimiter that is known",
            "Write the mapping by hand; for fixed width see docs/partners.md.",
        )
    return best


def _of_objects(source: Source, encoding: str, format: Format) -> Sample:
    """The columns of JSON objects are the paths of all values in the first of them."""
    reader = JsonArrayTable if format == "json" else JsonLinesTable
    paths: dict[str, None] = {}
    objects: list[dict[str, Any]] = []
    for _, text in islice(reader(source, encoding, ()).texts(), MOST_ROWS):
        try:
            found = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise source.refuse("it is not valid JSON", "Ask the partner to send it again.") from error
        if not isinstance(found, dict):
            raise source.refuse("it holds something else than JSON objects", "Ask the partner for one object a row.")
        objects.append(found)
        paths |= dict.fromkeys(_paths(found))
    parents = {path.rpartition(".")[0] for path in paths}  # null where it is no object
    paths = {path: None for path in paths if path not in parents}
    rows = tuple(tuple(_at(found, path) for path in paths) for found in objects)
    return Sample(format, encoding, "", tuple(paths), rows)


def _paths(found: dict[str, Any], prefix: str = "") -> Iterator[str]:
    for key, value in found.items():
        if isinstance(value, dict):
            yield from _paths(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}"


def _at(found: Any, path: str) -> str:
    for key in path.split("."):
        found = found.get(key) if isinstance(found, dict) else None
    return "" if found is None or isinstance(found, list | dict) else str(found)
