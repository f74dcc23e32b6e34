"""A partner's file opened by its mapping: the right reader, and a header that says exactly what was agreed."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from mast.core.errors import DeliveryRefused
from mast.loaders.contract import IGNORED, Mapping, Meaning
from mast.loaders.formats.delimited import DelimitedTable
from mast.loaders.formats.json_lines import JsonLinesTable
from mast.loaders.formats.source import Source, check_encoding
from mast.loaders.formats.table import RawRow, Table
from mast.loaders.formats.workbook import WorkbookTable


def open_table(source: Source, mapping: Mapping) -> Table:
    """The reader of ``source`` in the mapping's format; raises DeliveryRefused for a file it cannot read at all."""
    file = mapping.file
    match file.format:
        case "xlsx":
            return WorkbookTable(source, file.sheet)
        case "csv":
            return DelimitedTable(source, file.encoding, file.delimiter)
        case "jsonl":
            mapped = [name for name, meaning in mapping.columns.items() if meaning != IGNORED]
            ignored = [name for name, meaning in mapping.columns.items() if meaning == IGNORED]
            return JsonLinesTable(source, file.encoding, mapped, ignored, required_columns(mapping))


def required_columns(mapping: Mapping) -> tuple[str, ...]:
    """The columns that a file must have: all mapped ones, but for those that the mapping calls optional."""
    return tuple(name for name in mapping.meanings.values() if name not in mapping.file.optional)


def folded(name: str) -> str:
    """A column name as headers are compared: case, outer and repeated spaces do not count."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def fits(mapping: Mapping, header: Iterable[str]) -> bool:
    """Whether a header has every column that the mapping requires; it may have more, which then refuse the file."""
    names = {folded(name) for name in header}
    return all(folded(name) in names for name in required_columns(mapping))


def positions(source: Source, mapping: Mapping, table: Table) -> dict[Meaning, int]:
    """Where each meaning stands in a row. Raises DeliveryRefused for a header that is not the one agreed on."""
    known = {folded(name): meaning for name, meaning in mapping.columns.items()}
    found: dict[str, int] = {}
    if not any(folded(name) in known for name in table.columns):
        # Without a header the first row is somebody's data: say so without repeating any of it.
        raise source.refuse(
            "its first row is not the header agreed on", "Check that it is the right file, and complete."
        )
    for index, name in enumerate(table.columns):
        key = folded(name)
        if key not in known:
            raise source.refuse(
                f"column '{name[:60]}' is in no mapping" if key else f"its column {index + 1} has no name",
                "Ask the partner to leave it out, or list it in the mapping as ignored once known to be harmless.",
            )
        if key in found:
            raise source.refuse(f"column '{name}' comes twice", "Ask the partner to send it once.")
        found[key] = index
    for name in required_columns(mapping):
        if folded(name) not in found:
            raise source.refuse(f"column '{name}' is missing", "Ask the partner to restore it, or correct the mapping.")
    return {meaning: index for key, index in found.items() if isinstance(meaning := known[key], Meaning)}


def read_rows(source: Source, table: Table) -> Iterator[RawRow]:
    """Every row of the table; raises DeliveryRefused where there is none, or where the file changed meanwhile."""
    row = None
    for row in table.rows():
        yield row
    if row is None:
        raise source.refuse("it has a header and no rows", "Ask the partner to send it again.")
    if not source.still_the_same():
        raise source.refuse("it changed while it was read", "Load it once the partner has finished sending it.")


def check_bytes(source: Source, mapping: Mapping) -> None:
    """Raise DeliveryRefused where a text file is not of the encoding that the mapping declares."""
    if mapping.file.format != "xlsx":
        check_encoding(source, mapping.file.encoding)


def header_of(source: Source, mapping: Mapping) -> Sequence[str]:
    """The header as the mapping's reader sees it, or none where that reader cannot read the file."""
    try:
        return open_table(source, mapping).header
    except DeliveryRefused:
        return ()
