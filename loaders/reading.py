"""A partner's file opened by its mapping: the right reader, and a header that says exactly what was agreed."""

from collections.abc import Iterable, Iterator, Sequence

from mast.core.errors import DeliveryRefused
from mast.loaders.columns import folded
from mast.loaders.contract import IGNORED, Mapping, Meaning
from mast.loaders.formats.columnar import ColumnarTable
from mast.loaders.formats.delimited import DelimitedTable
from mast.loaders.formats.encoding import DETECT, encoding_of
from mast.loaders.formats.fixed_width import FixedWidthTable
from mast.loaders.formats.json_array import JsonArrayTable
from mast.loaders.formats.json_lines import JsonLinesTable
from mast.loaders.formats.open_document import OpenDocumentTable
from mast.loaders.formats.source import Source
from mast.loaders.formats.table import RawRow, Table
from mast.loaders.formats.workbook import WorkbookTable
from mast.loaders.parts import TEXT_FORMATS


def text_encoding(source: Source, mapping: Mapping) -> str:
    """The encoding of a text file, found out where the mapping leaves it open; ``""`` for other formats.

    Raises DeliveryRefused where the file's bytes are of another encoding than the declared one.
    """
    return encoding_of(source, mapping.file.encoding) if mapping.file.format in TEXT_FORMATS else ""


def open_table(source: Source, mapping: Mapping, encoding: str = "") -> Table:
    """The reader of ``source`` in the mapping's format; raises DeliveryRefused for a file it cannot read at all.

    ``encoding``: what ``text_encoding`` has found; without it the declared one is taken at its word.
    """
    file = mapping.file
    encoding = encoding or (text_encoding(source, mapping) if file.encoding == DETECT else file.encoding)
    match file.format:
        case "csv" | "tsv":
            return DelimitedTable(source, encoding, file.separator, file.quote, file.escape)
        case "fixed":
            return FixedWidthTable(source, encoding, file.widths, file.trimmed)
        case "jsonl" | "json":
            mapped = [name for name, meaning in mapping.columns.items() if meaning != IGNORED]
            ignored = [name for name, meaning in mapping.columns.items() if meaning == IGNORED]
            reader = JsonLinesTable if file.format == "jsonl" else JsonArrayTable
            return reader(source, encoding, mapped, ignored, required_columns(mapping), mapping.synonyms)
        case "xlsx":
            return WorkbookTable(source, file.sheet)
        case "ods":
            return OpenDocumentTable(source, file.sheet)
        case "parquet":
            return ColumnarTable(source)


def required_columns(mapping: Mapping) -> tuple[str, ...]:
    """The columns that a file must have: all mapped ones, but for those that the mapping calls optional."""
    return tuple(name for name in mapping.meanings.values() if name not in mapping.file.optional)


def fits(mapping: Mapping, header: Iterable[str]) -> bool:
    """Whether a header has every column that the mapping requires; it may have more, which then refuse the file."""
    known = mapping.names
    found = {known.get(folded(name)) for name in header}
    return all(name in found for name in required_columns(mapping))


def positions(source: Source, mapping: Mapping, table: Table) -> dict[Meaning, int]:
    """Where each meaning stands in a row. Raises DeliveryRefused for a header that is not the one agreed on."""
    known = mapping.names
    found: dict[str, int] = {}
    if not any(folded(name) in known for name in table.columns):
        # Without a header the first row is somebody's data: say so without repeating any of it.
        raise source.refuse(
            "its first row is not the header agreed on", "Check that it is the right file, and complete."
        )
    for index, name in enumerate(table.columns):
        column = known.get(folded(name))
        if column is None:
            raise source.refuse(
                f"column '{name[:60]}' is in no mapping" if name else f"its column {index + 1} has no name",
                "Ask the partner to leave it out, or list it in the mapping as ignored once known to be harmless.",
            )
        if column in found:
            raise source.refuse(f"column '{name}' comes twice", "Ask the partner to send it once.")
        found[column] = index
    for name in required_columns(mapping):
        if name not in found:
            raise source.refuse(f"column '{name}' is missing", "Ask the partner to restore it, or correct the mapping.")
    return {meaning: found[column] for meaning, column in mapping.meanings.items() if column in found}


def read_rows(source: Source, table: Table) -> Iterator[RawRow]:
    """Every row of the table; raises DeliveryRefused where there is none, or where the file changed meanwhile."""
    row = None
    for row in table.rows():
        yield row
    if row is None:
        raise source.refuse("it has a header and no rows", "Ask the partner to send it again.", "empty")
    if not source.still_the_same():
        raise source.changed()


def header_of(source: Source, mapping: Mapping) -> Sequence[str]:
    """The header as the mapping's reader sees it, or none where that reader cannot read the file."""
    try:
        return open_table(source, mapping).header
    except DeliveryRefused:
        return ()
