"""Our generator's extracts as the columns that resolution takes in: read once through the loaders, kept on disk."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from bench.linkage.dataset import TRUTH, Dataset
from mast.core.facts import Row, StatedAddress
from mast.graph import links
from mast.graph.merging import Held, Wanted, merge
from mast.loaders.checking import check
from mast.loaders.formats.source import opened
from mast.loaders.mapping import built_in_mappings
from mast.loaders.recognition import recognise
from mast.resolution.columns import RECORD_COLUMNS, RESIDENCE_COLUMNS
from mast.synth.extracts import write

AS_OF = date(2026, 10, 31)


def synthetic(folder: Path, people: int, seed: int) -> Dataset:
    """The data set of ``people`` invented people, known to the partners over three years: some 98 records for every
    100 people. It is made where ``folder`` does not hold it yet, which takes a minute or two for 100,000.
    """
    place = folder / f"synth-{people}-seed{seed}"
    if not Dataset.is_held(place):
        extracts = place / "extracts"
        write(extracts, people, seed, AS_OF)
        records, residences = read_extracts(extracts)
        records[TRUTH] = records["key"].map(_truth(extracts / "truth.csv"))
        Dataset(place.name, records, residences).write(place)
        shutil.rmtree(extracts)
    return Dataset.read(place)


def read_extracts(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """All extracts of a folder as records and residences, read, checked and overlaid as a load into the graph does."""
    rows: dict[str, list[Row]] = {}
    for path in sorted(path for path in folder.iterdir() if path.is_file()):
        with opened(path) as source:
            mapping = recognise(source, built_in_mappings())
            if mapping is not None:
                # A partner's extract may be in parts: a worksheet ends at a million rows.
                rows.setdefault(mapping.code, []).extend(check(source, mapping, AS_OF).delivery.rows)
    records: list[dict[str, Any]] = []
    residences: list[dict[str, Any]] = []
    for partner, own in rows.items():
        stated = merge(own, Held({kind: {} for kind in links.STATED}, {}, {}))
        records += _records(partner, stated)
        residences += _residences(own, stated)
    return (
        pd.DataFrame(records, columns=list(RECORD_COLUMNS)),
        pd.DataFrame(residences, columns=list(RESIDENCE_COLUMNS)),
    )


def _records(partner: str, stated: Wanted) -> list[dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = {}
    blank: dict[str, Any] = {**dict.fromkeys(RECORD_COLUMNS, ""), "nhs_verified": False}
    for key, details in stated.links[links.SAYS]:
        said = stated.details[details]
        rows[key] = {**blank, "key": key, "partner": partner, **said._asdict(), "born_on": _iso(said.born_on)}
    found = ((record, *name.split(":", 1), told[0]) for (record, name), told in _identifiers(stated))
    # Of several of one kind the last stays: a verified number before one that is not.
    for record, kind, value, verified in sorted(found, key=lambda one: (one[0], one[3], one[2])):
        rows[record][kind] = value
        if kind == "nhs":
            rows[record]["nhs_verified"] = bool(verified)
    return list(rows.values())


def _identifiers(stated: Wanted) -> Iterator[tuple[tuple[Any, ...], tuple[Any, ...]]]:
    yield from stated.links[links.HAS_IDENTIFIER].items()


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _residences(rows: list[Row], stated: Wanted) -> list[dict[str, Any]]:
    places: dict[str, StatedAddress] = {row.address.key: row.address for row in rows if row.address}
    told = []
    for (record, address), (first, last, current) in stated.links[links.LIVES_AT].items():
        parts = places[address]._asdict()
        stay = {"record": record, "address": address, "first_seen": first, "last_seen": last, "current": current}
        told.append({**{name: parts[name] for name in RESIDENCE_COLUMNS if name in parts}, **stay})
    return told


def _truth(path: Path) -> dict[str, str]:
    truth = pd.read_csv(path, dtype=str, keep_default_na=False)
    key = truth["partner"] + ":" + truth["source_record_id"]
    return dict(zip(key, truth["person_key"], strict=True))
