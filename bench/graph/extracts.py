"""One area's extracts, and the same again as a partner would deliver them later: shuffled, with some rows changed."""

import random
import re
import shutil
import zipfile
from datetime import date
from pathlib import Path

from mast.synth import extracts

AS_OF = date(2026, 10, 31)
_ROW_END = b"</row>"
_PLACE = re.compile(rb'(<(?:row|c) r="[A-Z]*)\d+"')

_CHANGED: dict[str, re.Pattern[bytes]] = {
    "adults_social_care": re.compile(rb"^((?:[^,]*,){4})([^,]+)(,.*)$", re.DOTALL),
    "police": re.compile(rb"^([^|]+\|)([^|]+)(\|.*)$", re.DOTALL),
}
"""The surname in a line of those partners whose lines are cut easily."""


def made(folder: Path, people: int, months: int, seed: int) -> Path:
    """The extracts of so many people over so many months; they are made where ``folder`` does not hold them yet."""
    place = folder / f"extracts-{people}-{months}m-seed{seed}"
    if not place.is_dir():
        extracts.write(place, people, seed, AS_OF, months)
    return place


def again(place: Path, folder: Path, changed: int, seed: int) -> Path:
    """The same extracts in ``folder``: rows shuffled, ``changed`` surnames spelt otherwise.

    Raises ValueError where there are not so many lines with a surname to change.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    rng = random.Random(seed)
    for path in sorted(path for path in place.iterdir() if path.is_file()):
        name = path.name.replace(f"{AS_OF:%Y%m%d}", f"again_{AS_OF:%Y%m%d}")
        if not re.search(r"_\d{8}\.", path.name):
            shutil.copy(path, folder / name)
            continue
        if path.suffix == ".xlsx":
            _shuffle_workbook(path, folder / name, rng)
            continue
        lines = path.read_bytes().splitlines(keepends=True)
        head, rows = ([], lines) if path.suffix == ".jsonl" else (lines[:1], lines[1:])
        cut = next((pattern for stem, pattern in _CHANGED.items() if path.name.startswith(stem)), None)
        if cut is not None:
            changed -= _change(rows, cut, changed, rng)
        rng.shuffle(rows)
        (folder / name).write_bytes(b"".join(head + rows))
    if changed:
        raise ValueError(f"{changed} more rows were to be changed than have a surname to change")
    return folder


def _shuffle_workbook(path: Path, to: Path, rng: random.Random) -> None:
    """Write the workbook again, as our generator writes it: a header, then rows that each say their number."""
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.namelist():
            content = source.read(member)
            if member.startswith("xl/worksheets/"):
                head, *rows, last = content.split(_ROW_END)
                rng.shuffle(rows)
                numbered = (_renumbered(row, number) for number, row in enumerate(rows, 2))
                content = _ROW_END.join([head, *numbered, last])
            target.writestr(member, content)


def _renumbered(row: bytes, number: int) -> bytes:
    return _PLACE.sub(rb'\g<1>%d"' % number, row)


def _change(rows: list[bytes], cut: re.Pattern[bytes], most: int, rng: random.Random) -> int:
    """Spell the surname of up to ``most`` rows otherwise, each of another record as far as there are; how many."""
    places = [place for place, row in enumerate(rows) if cut.match(row) and b'"' not in row]
    chosen = rng.sample(places, min(most, len(places)))
    for place in chosen:
        rows[place] = cut.sub(rb"\1\2e\3", rows[place])
    return len(chosen)
