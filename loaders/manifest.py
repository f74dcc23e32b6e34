"""The manifest that a partner may send beside a file: how many rows it has, its hash, and the day of its data.

It lies beside ``NAME`` as ``NAME.manifest.json`` and is one JSON object; every key may be left out:
``{"rows": 1749, "sha256": "9f86…", "data_as_of": "2026-10-31", "kind": "full"}``. ``kind`` (``full``, ``delta`` or
``corrections``) goes before what the mapping says.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from mast.ledger.deliveries import Kind
from mast.loaders.recognition import MANIFEST, Found, date_in_name

_LARGEST: Final = 100_000


class Manifest(BaseModel):
    """What a manifest says; it is closed to keys that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rows: Annotated[int, Field(ge=0, strict=True)] | None = None
    sha256: Annotated[str, Field(pattern=r"^[0-9a-fA-F]{64}$")] | None = None
    data_as_of: date | None = None
    kind: Kind | None = None

    def disagrees(self, rows: int, sha256: str) -> tuple[str, ...]:
        """The codes of what it says otherwise than the file is."""
        codes = []
        if self.rows is not None and self.rows != rows:
            codes.append("manifest_rows")
        if self.sha256 is not None and self.sha256.casefold() != sha256:
            codes.append("manifest_hash")
        return tuple(codes)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file, the day that its data speak for, and its manifest. ``codes``: what is wrong with the manifest itself."""

    found: Found
    as_of: date
    manifest: Manifest = Manifest()
    codes: tuple[str, ...] = ()


def arrive(found: Found, told: date | None, today: date) -> Arrival:
    """``told`` on the command line goes before the manifest's day, that before the date in the file's name, and that
    before ``today``. A day in the manifest that is not the one told or named is a disagreement."""
    manifest, codes = _manifest(found.path)
    stated = told or date_in_name(found.path.name)
    if manifest.data_as_of and stated and manifest.data_as_of != stated:
        codes = (*codes, "manifest_day")
    return Arrival(found, told or manifest.data_as_of or stated or today, manifest, codes)


def _manifest(path: Path) -> tuple[Manifest, tuple[str, ...]]:
    beside = path.with_name(path.name + MANIFEST)
    try:
        if not beside.is_file():
            return Manifest(), ()
        with beside.open("rb") as handle:
            text = handle.read(_LARGEST)
        return Manifest.model_validate_json(text), ()
    except (OSError, ValidationError):
        return Manifest(), ("manifest_unreadable",)
