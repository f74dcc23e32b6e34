"""A made-up town for tests of what comes after the engine: its records, a model of them, and their resolution."""

import random
from dataclasses import dataclass
from functools import cache

import pandas as pd

from mast.resolution.columns import Records, Residences
from mast.resolution.engine import Resolution, resolve, train
from mast.resolution.model import Model

FORENAMES = ("Adam", "Bella", "Carl", "Dora", "Emil", "Fay", "Greta", "Hamid", "Iona", "Jakub", "Keira", "Leon")
SURNAMES = ("Ashcroft", "Begum", "Cartwright", "Dlamini", "Evans", "Fielding", "Grabowski", "Hussain", "Iqbal", "Jones")


@dataclass(frozen=True, slots=True, eq=False)
class Town:
    records: Records
    residences: Residences
    model: Model
    found: Resolution
    truth: pd.DataFrame
    links: pd.DataFrame


@cache
def town(people: int = 150, seed: int = 4) -> Town:
    """People in homes of three, known to one to three partners, with slips of the pen and a few who have moved."""
    chance = random.Random(seed)
    rows: list[dict[str, object]] = []
    stays: list[dict[str, object]] = []
    truth = []
    for person in range(people):
        home = person // 3
        surname = SURNAMES[home % 10] + ("" if home < 10 else "son")
        born = f"{1940 + chance.randrange(75)}-{1 + chance.randrange(12):02d}-{1 + chance.randrange(28):02d}"
        forename = FORENAMES[(person * 5 + home) % 12]
        for partner in chance.sample(("adults", "hospital", "police"), k=chance.randint(1, 3)):
            source, slip = str(person * 7 + 1000), chance.random()
            key = f"{partner}:{source}"
            truth.append((partner, source, f"P{person}", f"H{home}"))
            rows.append(
                {
                    "key": key,
                    "partner": partner,
                    "forenames": forename[:1] if slip < 0.1 else forename,
                    "surname": surname[:-1] if 0.1 < slip < 0.2 else surname,
                    "born_on": "" if slip > 0.9 else born,
                    "sex": "female" if (person * 5 + home) % 2 else "male",
                    "nhs": f"{9990000000 + person * 37}" if partner != "police" else "",
                    "nhs_verified": partner == "hospital",
                }
            )
            house = home + 1 if slip < 0.8 else 500 + person
            place = {"address": f"{house}", "number": f"{house}", "postcode": "WS4 3JH", "street": "Long Lane"}
            seen = {"first_seen": "2025-03-01", "last_seen": "2026-03-01", "current": True}
            stays.append({"record": key} | place | seen)
    records, residences = Records.from_rows(rows), Residences.from_rows(stays)
    model = train(records, residences, seed=1)
    found = resolve(records, residences, model)
    said = [(*key.split(":"), f"X{number}", "") for number, person in enumerate(found.persons) for key in person]
    return Town(
        records,
        residences,
        model,
        found,
        pd.DataFrame(truth, columns=["partner", "source_record_id", "person_key", "household_key"]),
        pd.DataFrame(said, columns=["partner", "source_record_id", "person_id", "household_id"]),
    )
