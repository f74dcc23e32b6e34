"""Mapping files: found, read, checked, and turned into the partners that this deployment knows."""

import tomllib
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from mast.core.errors import MappingRefused, MastError
from mast.core.facts import Partner
from mast.core.settings import Settings
from mast.loaders.complaints import Complaint, complaints
from mast.loaders.contract import Mapping

BUILT_IN = Path(__file__).parent / "mappings"
_LARGEST = 1_000_000


def read_mapping(path: Path) -> Mapping:
    """The mapping that one TOML file holds; raises MappingRefused with the file, line, key and what to do."""
    text = _text_of(path)
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise MappingRefused(f"{path.name}: refused, it is not TOML: {error}. Correct that place.") from error
    try:
        return Mapping.model_validate(document)
    except ValidationError as error:
        first, *others = complaints(error, text)
        more = f" Faults besides this one: {len(others)}; mast mapping check lists them." if others else ""
        raise MappingRefused(f"{path.name}: refused, {first}{more}") from error


def faults_of(path: Path) -> tuple[Complaint, ...]:
    """Everything that is wrong with the keys of a mapping file. Raises MappingRefused for what is no TOML file."""
    try:
        read_mapping(path)
    except MappingRefused as refused:
        if not isinstance(refused.__cause__, ValidationError):
            raise
        return complaints(refused.__cause__, _text_of(path))
    return ()


def _text_of(path: Path) -> str:
    try:
        if path.stat().st_size > _LARGEST:
            raise MappingRefused(f"{path.name}: refused, it is larger than a mapping file can be. Give a mapping file.")
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise MappingRefused(f"{path}: cannot be read ({error.strerror}). Give a mapping file that exists.") from error
    except UnicodeDecodeError as error:
        raise MappingRefused(f"{path.name}: refused, it is not UTF-8 text. Save it as UTF-8.") from error


@cache
def built_in_mappings() -> tuple[Mapping, ...]:
    """The five mappings that come with MAST."""
    return tuple(read_mapping(path) for path in sorted(BUILT_IN.glob("*.toml")))


def configured_mappings(settings: Settings, extra: Path | None = None) -> tuple[Mapping, ...]:
    """Every mapping in force, in the order of their partners on a card.

    A file in ``settings.mappings`` replaces the built-in mapping of the same partner code, or one that ``keep_mapping``
    kept, and ``extra`` (of ``--mapping``) replaces all. Raises MappingRefused for a bad file, a missing folder, or one
    code said twice.
    """
    kept = _folder(settings.mappings_folder) if settings.mappings_folder.is_dir() else {}
    by_code = kept | _of_the_deployment(settings)
    if extra is not None:
        mapping = read_mapping(extra)
        by_code[mapping.code] = mapping
    return tuple(sorted(by_code.values(), key=lambda mapping: (mapping.partner.order, mapping.code)))


def _of_the_deployment(settings: Settings) -> dict[str, Mapping]:
    by_code = {mapping.code: mapping for mapping in built_in_mappings()}
    return by_code if settings.mappings is None else by_code | _folder(settings.mappings)


def _folder(folder: Path) -> dict[str, Mapping]:
    if not folder.is_dir():
        raise MappingRefused(f"{folder}: no such folder. Set MAST_MAPPINGS to the folder of your mapping files.")
    found: dict[str, Mapping] = {}
    files: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")):
        mapping = read_mapping(path)
        if mapping.code in found:
            both = f"{files[mapping.code]} and {path.name}"
            raise MappingRefused(f"{both}: refused, both have partner.code '{mapping.code}'. Remove one of the two.")
        found[mapping.code], files[mapping.code] = mapping, path.name
    return found


def keep_mapping(settings: Settings, path: Path) -> None:
    """Keep a mapping that a load was given for a partner nobody configured, so that it is on every card from now on.

    Of a configured partner nothing is kept: its next file is read as before. Raises MappingRefused for a bad file,
    MastError when it cannot be written.
    """
    code, folder = read_mapping(path).code, settings.mappings_folder
    if code in _of_the_deployment(settings):
        return
    part = folder / f"{code}.part"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part.write_bytes(path.read_bytes())
        part.replace(folder / f"{code}.toml")
    except OSError as error:
        part.unlink(missing_ok=True)
        raise MastError(f"{folder}: cannot be written ({error.strerror}). Free its disk, then load again.") from error


def configured_partners(settings: Settings) -> tuple[Partner, ...]:
    """The partners of every mapping in force, in their order on a card."""
    return tuple(mapping.partner.partner() for mapping in configured_mappings(settings))
