"""The files of deliveries that were loaded before, to be read again: as they were kept, else found by their hash."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from mast.core.errors import DeliveryRefused, InputRefused
from mast.core.settings import Settings
from mast.ledger.deliveries import DeliveryRow
from mast.loaders.contract import Mapping
from mast.loaders.formats.source import Source, opened
from mast.loaders.keeping import KeptDeliveries
from mast.loaders.mapping import configured_mappings
from mast.loaders.recognition import files_of, mapping_of_code


class Originals:
    """Opens a delivery's file anew, with the mapping that it was read by.

    ``paths`` are files and folders in which those are looked for that are not kept; they are read by the mapping that
    is in force now.
    """

    def __init__(self, settings: Settings, paths: Sequence[Path]) -> None:
        self._settings = settings
        self._kept = KeptDeliveries.of(settings)
        self._files: dict[str, Path] = {}
        for found in files_of(paths):
            try:
                with opened(found.path) as source:
                    self._files[source.sha256] = found.path
            except DeliveryRefused:
                continue  # no file that was ever loaded

    def demand(self, rows: Sequence[DeliveryRow]) -> None:
        """Raises InputRefused, with their ids, where some are neither kept nor among the named files."""
        missing = [row.id for row in rows if not self._kept.has(row.id) and row.sha256 not in self._files]
        if missing:
            raise InputRefused(
                f"{', '.join(missing)}: needed, and no longer kept. Name their files, or the folder they are in."
            )

    @contextmanager
    def open(self, row: DeliveryRow) -> Iterator[tuple[Source, Mapping]]:
        if self._kept.has(row.id):
            with self._kept.open(row.id, row.sha256) as (source, mapping):
                yield source, mapping
            return
        mapping = mapping_of_code(configured_mappings(self._settings), row.partner)
        with opened(self._files[row.sha256]) as source:
            yield source, mapping
