"""Which partner a file is from, by its name and header, and the day that its data speak for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path

from mast.core.errors import DeliveryRefused, UsageError
from mast.loaders.contract import DATE_IN_NAME, Mapping
from mast.loaders.formats.source import Source
from mast.loaders.reading import fits, header_of

MANIFEST = ".manifest.json"
"""What a manifest's name has beyond that of the file that it is about (``loaders.manifest``)."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file to look at. ``named``: given on the command line, and so refused where it is no extract."""

    path: Path
    named: bool


def files_of(paths: Sequence[Path]) -> tuple[Found, ...]:
    """The named files, and those directly in the named folders by name; each file once, hidden ones left out.

    Raises UsageError for a path that does not exist or a folder that cannot be read.
    """
    seen: set[Path] = set()
    found: list[Found] = []
    for path in paths:
        try:
            path.stat()
            named = not path.is_dir()
            files = [path] if named else sorted(file for file in path.iterdir() if _is_plain(file))
        except OSError as error:
            raise UsageError(f"{path}: {error.strerror}. Correct the path, or who may read it.") from error
        for file in files:
            if (real := file.resolve()) not in seen:
                seen.add(real)
                found.append(Found(file, named))
    return tuple(found)


def _is_plain(file: Path) -> bool:
    """Whether it may be an extract: no hidden file, and no manifest of a file that is there too."""
    if file.name.startswith(".") or not file.is_file():
        return False
    return not (file.name.endswith(MANIFEST) and file.with_name(file.name.removesuffix(MANIFEST)).is_file())


def mapping_of_code(mappings: Sequence[Mapping], code: str) -> Mapping:
    """The mapping of a partner code; raises UsageError for a code that no mapping has."""
    for mapping in mappings:
        if mapping.code == code:
            return mapping
    codes = ", ".join(mapping.code for mapping in mappings)
    raise UsageError(f"'{code}' is no configured partner. Give one of {codes}, or a mapping file with --mapping.")


def matches_name(mapping: Mapping, name: str) -> bool:
    return fnmatchcase(name.casefold(), mapping.file.name.casefold())


def belongs_to(source: Source, mapping: Mapping) -> bool:
    """Whether a file found in a folder is the given partner's, by its name or its header."""
    return matches_name(mapping, source.name) or fits(mapping, header_of(source, mapping))


def recognise(source: Source, mappings: Sequence[Mapping]) -> Mapping | None:
    """The mapping whose name pattern and header fit, else whose name fits, else whose header does; None for no extract.

    A file that only its name fits is still the partner's, with a header nobody agreed to: reading it refuses it, and
    says why. Raises DeliveryRefused where the file fits several mappings alike.
    """
    by_name = [mapping for mapping in mappings if matches_name(mapping, source.name)]
    if len(by_name) == 1:
        return by_name[0]
    by_header = [mapping for mapping in by_name or mappings if fits(mapping, header_of(source, mapping))]
    fitting = by_header or by_name
    if len(fitting) > 1:
        codes = " and ".join(mapping.code for mapping in fitting)
        raise DeliveryRefused(source.name, f"it fits the mappings of {codes}", "Say which with --partner.")
    return fitting[0] if fitting else None


def date_in_name(name: str) -> date | None:
    """The first date in a file's name, written yyyymmdd or yyyy-mm-dd."""
    for found in DATE_IN_NAME.finditer(name):
        try:
            return date(*(int(part) for part in found.groups()))
        except ValueError:
            continue
    return None
