"""Rows of a Parquet file, a batch at a time: flat columns of text, numbers, days and times."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Final

import pyarrow as arrow
from pyarrow import parquet

from mast.core.errors import DeliveryRefused
from mast.loaders.formats.packing import LARGEST_RATIO, LARGEST_UNPACKED, SMALL
from mast.loaders.formats.sheet import number_text
from mast.loaders.formats.source import Source
from mast.loaders.formats.table import Cell, RawRow

_BATCH: Final = 4_096
_MOST_ROWS: Final = 20_000_000
_LARGEST_GROUP: Final = 256 * 1024**2
_LARGEST_HEAD: Final = 4 * 1024**2
_DAMAGED: Final = (arrow.ArrowException, OSError, ValueError, OverflowError)


class ColumnarTable:
    """A missing value reads as empty, a whole number without ``.0``.

    Raises DeliveryRefused for a file that is no Parquet, is encrypted, has nested columns or bytes, or whose row groups
    unpack to more than 256 MB each, which would not fit in memory.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        try:
            self._file = parquet.ParquetFile(
                source.rewind(),
                pre_buffer=False,
                buffer_size=1024**2,
                thrift_string_size_limit=_LARGEST_HEAD,
                thrift_container_size_limit=100_000,
            )
            self._check_size()
            for field in self._file.schema_arrow:
                if not _is_flat(field.type):
                    raise source.refuse(
                        f"column '{field.name[:60]}' is of the type {str(field.type)[:40]}",
                        "Ask for columns of text, numbers, days and times.",
                    )
            self.header = self.columns = tuple(self._file.schema_arrow.names)
        except _DAMAGED as error:
            raise self._damaged() from error

    def rows(self) -> Iterator[RawRow]:
        batches = self._file.iter_batches(batch_size=_BATCH, use_threads=False)
        number = 0
        while True:
            try:
                batch = next(batches, None)
                if batch is None:
                    return
                columns = [[_cell(value) for value in column.to_pylist()] for column in batch.columns]
            except _DAMAGED as error:
                raise self._damaged() from error
            for cells in zip(*columns, strict=True):
                number += 1
                if not any(cells):
                    continue
                if any(type(cell) is str and "\0" in cell for cell in cells):
                    yield RawRow(number, (), "nul_byte")
                    continue
                yield RawRow(number, cells)

    def _check_size(self) -> None:
        about = self._file.metadata
        groups = [about.row_group(index) for index in range(about.num_row_groups)]
        sizes = [
            sum(group.column(index).total_uncompressed_size for index in range(group.num_columns)) for group in groups
        ]
        packed = self._source.handle.seek(0, 2)
        if about.num_rows > _MOST_ROWS or sum(sizes) > LARGEST_UNPACKED:
            raise self._source.refuse("it unpacks to far more than an extract does", "Ask who sent it.")
        if sum(sizes) > SMALL and sum(sizes) > LARGEST_RATIO * packed:
            raise self._source.refuse("it unpacks to far more than an extract does", "Ask who sent it.")
        if max(sizes, default=0) > _LARGEST_GROUP:
            raise self._source.refuse("its row groups are too large", "Ask for row groups of 100,000 rows.")

    def _damaged(self) -> DeliveryRefused:
        return self._source.refuse("it is no Parquet file, or a damaged one", "Ask the partner to send it again.")


def _is_flat(kind: arrow.DataType) -> bool:
    if arrow.types.is_dictionary(kind):
        kind = kind.value_type
    types = arrow.types
    flat = (types.is_string, types.is_large_string, types.is_integer, types.is_floating, types.is_boolean,
            types.is_date, types.is_timestamp, types.is_decimal, types.is_null)  # fmt: skip
    return any(is_one(kind) for is_one in flat)


def _cell(value: Any) -> Cell:
    match value:
        case str() | date():
            return value
        case None:
            return ""
        case bool():
            return str(value).upper()
        case int():
            return str(value)
        case Decimal():
            return format(value.normalize(), "f")
        case _:
            return "" if value != value else number_text(repr(value))
