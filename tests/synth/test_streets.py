"""Addresses: none twice, none of a real postcode area, and no street of the sample extracts."""

import csv
import re
from pathlib import Path

import numpy as np

from mast.synth.streets import lay_out
from mast.synth.tables import table

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
UNIT = re.compile(r"(?:HN|LK|RW)\d{1,2} [1-9][ABD-HJLNP-UW-Z]{2}")


def test_no_two_addresses_read_alike() -> None:
    addresses = lay_out(30_000, np.random.default_rng(2))
    places = addresses.places({})
    assert len(places) == 30_000
    assert len({place[1:] for place in places}) == 30_000
    assert len({place.uprn for place in places}) == 30_000
    assert all(place.number or place.name for place in places)
    assert all(UNIT.fullmatch(place.postcode) for place in places)


def test_a_postcode_is_of_one_street_and_of_few_homes() -> None:
    places = lay_out(30_000, np.random.default_rng(2)).places({})
    streets: dict[str, set[tuple[str, ...]]] = {}
    for place in places:
        streets.setdefault(place.postcode, set()).add((place.street, place.kind, place.locality, place.town))
    assert all(len(found) == 1 for found in streets.values())
    assert 10 <= len(places) / len(streets) <= 25


def test_flats_are_numbered_from_one_within_their_house() -> None:
    flats: dict[tuple[str, ...], list[int]] = {}
    for place in lay_out(20_000, np.random.default_rng(4)).places({}):
        if place.flat:
            flats.setdefault((place.street, place.kind, place.locality, place.town, place.number), []).append(
                place.flat
            )
    assert len(flats) > 100
    assert all(found == list(range(1, len(found) + 1)) for found in flats.values())


def test_the_district_is_not_that_of_the_samples() -> None:
    with (SAMPLES / "adults_social_care_20261031.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row.get("TOWN")]
    theirs = {row["TOWN"] for row in rows} | {row["ADDRESS_2"] for row in rows} | {row["ADDRESS_3"] for row in rows}
    ours = {row["town"] for row in table("towns")} | {row["locality"] for row in table("towns")}
    assert not (ours - {""}) & theirs
    lines = " ".join(f"{row['ADDRESS_1']} {row['ADDRESS_2']}" for row in rows)
    names = {row["name"] for row in table("streets")}
    kinds = "Road|Street|Avenue|Close|Drive|Lane|Crescent|Grove|Gardens|Way"
    assert not names & set(re.findall(rf"([A-Z][a-z]+) (?:{kinds})\b", lines))
