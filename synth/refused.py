"""Files that a loader must refuse whole: one with case notes, one cut short, one empty."""

import csv
from itertools import islice
from pathlib import Path

_NOTES = (
    "Rang the family; will call again on Monday.",
    "Nobody in, card left.",
    "Wants to be written to, not telephoned.",
    "Seen at home with her daughter.",
)
_ROWS = 20


def write_refused(folder: Path, adults: Path, police: Path) -> None:
    """Make the three from the first rows of two extracts that were just written."""
    folder.mkdir(exist_ok=True)
    with (
        adults.open(encoding="utf-8-sig", newline="") as source,
        (folder / f"{adults.stem}_with_notes.csv").open("w", encoding="utf-8-sig", newline="") as made,
    ):
        writer = csv.writer(made, lineterminator="\r\n")
        lines = csv.reader(source)
        writer.writerow([*next(lines), "CASE_NOTES"])
        for place, line in enumerate(islice(lines, _ROWS)):
            writer.writerow([*line, _NOTES[place % len(_NOTES)]])
    with police.open("rb") as file:
        whole = list(islice(file, 2 * _ROWS + 1))
    cut = whole[-1].rfind(b"|", 0, len(whole[-1]) // 2 + 20) + 3
    (folder / f"{police.stem}_truncated.txt").write_bytes(b"".join(whole[:-1]) + whole[-1][:cut])
    (folder / "empty.csv").write_bytes(b"")
