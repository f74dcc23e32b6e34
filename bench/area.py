"""An area of invented people, loaded and resolved into the embedded graph, and what somebody may have of them."""

import csv
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from mast.core.settings import Settings

AS_OF: Final = date(2026, 10, 31)
NOW: Final = datetime(2026, 10, 31, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Known:
    """What somebody has of a person; ``who`` is the truth's name for them."""

    who: str
    forename: str
    surname: str
    born_on: date | None
    postcode: str = ""

    @property
    def asked(self) -> dict[str, str | None]:
        born = self.born_on.isoformat() if self.born_on else None
        return {"name": f"{self.forename} {self.surname}".strip(), "born": born, "postcode": self.postcode or None}


def people_known(inbox: Path) -> list[Known]:
    """The persons of whom adult social care states a forename, a surname and a date of birth, each once."""
    who_of = truth(inbox)
    found: dict[str, Known] = {}
    (extract,) = inbox.glob("adults_social_care_*.csv")
    for row in rows(extract):
        who = who_of.get(f"adults:{row['LAS_ID']}")
        if who is None or len(row["FIRST_NAME"]) < 2 or len(row["LAST_NAME"]) < 2 or not row["DOB"]:
            continue
        try:
            born = datetime.strptime(row["DOB"], "%d/%m/%Y").date()
        except ValueError:
            continue
        found.setdefault(who, Known(who, row["FIRST_NAME"], row["LAST_NAME"], born, row["POSTCODE"]))
    return [found[who] for who in sorted(found)]


def truth(inbox: Path) -> dict[str, str]:
    """Record key to the person whose record it is."""
    return {f"{row['partner']}:{row['source_record_id']}": row["person_key"] for row in rows(inbox / "truth.csv")}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def build(folder: Path, settings: Settings, people: int, seed: int, months: int = 36) -> None:
    """The area, loaded and resolved, unless that is done already."""
    done, inbox = folder / "resolved", folder / "inbox"
    if done.exists():
        return
    settings.home.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "MAST_HOME": str(settings.home)}
    made = ("--people", str(people), "--months", str(months), "--seed", str(seed), "--as-of", AS_OF.isoformat())
    for verb in (
        ("synth", str(inbox), *made),
        ("load", str(inbox), "--as-of", AS_OF.isoformat()),
        ("train",),
        ("resolve",),
    ):
        subprocess.run([sys.executable, "-m", "mast", *verb], env=environment, check=True, stdout=sys.stderr)
    done.touch()
