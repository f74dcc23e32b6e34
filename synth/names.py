"""Surnames and forenames drawn as often as they are borne, by origin, sex and decade of birth."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from mast.synth.tables import table

Texts = NDArray[np.object_]
Floats = NDArray[np.float64]
Indexes = NDArray[np.int64]

MALE, FEMALE = 0, 1
FIRST_DECADE, LAST_DECADE = 1920, 2020


@dataclass(frozen=True, slots=True)
class Origin:
    """A naming tradition: its share of households, of long-tail surnames, and of British forenames.

    ``shares_surname``: how often a wife bears her husband's surname.
    """

    name: str
    share: float
    rare: float
    rare_from: str
    british_forenames: float
    shares_surname: float
    middle: float


ORIGINS = (
    Origin("british", 0.630, 0.60, "british", 1.0, 0.72, 0.62),
    Origin("scottish", 0.030, 0.50, "british", 0.72, 0.72, 0.60),
    Origin("welsh", 0.035, 0.28, "british", 0.62, 0.72, 0.60),
    Origin("irish", 0.040, 0.30, "irish", 0.35, 0.68, 0.50),
    Origin("pakistani", 0.070, 0.30, "muslim", 0.0, 0.30, 0.25),
    Origin("bangladeshi", 0.025, 0.25, "muslim", 0.0, 0.15, 0.20),
    Origin("sikh", 0.030, 0.0, "british", 0.02, 0.55, 0.35),
    Origin("hindu", 0.035, 0.0, "british", 0.03, 0.75, 0.30),
    Origin("polish", 0.022, 0.55, "polish", 0.04, 0.78, 0.30),
    Origin("romanian", 0.012, 0.50, "romanian", 0.03, 0.75, 0.30),
    Origin("african", 0.028, 0.50, "african", 0.20, 0.62, 0.50),
    Origin("somali", 0.008, 0.15, "muslim", 0.0, 0.05, 0.30),
    Origin("caribbean", 0.022, 0.35, "british", 0.70, 0.60, 0.55),
    Origin("chinese", 0.007, 0.0, "british", 0.45, 0.30, 0.15),
    Origin("arab", 0.006, 0.40, "muslim", 0.0, 0.15, 0.20),
)
POLISH = next(index for index, origin in enumerate(ORIGINS) if origin.name == "polish")
SIKH = next(index for index, origin in enumerate(ORIGINS) if origin.name == "sikh")
LARGE_FAMILIES = tuple(
    index for index, origin in enumerate(ORIGINS) if origin.name in {"pakistani", "bangladeshi", "sikh", "somali"}
)


@dataclass(frozen=True, slots=True)
class Urn:
    """Names with their cumulated chances."""

    names: Texts
    reach: Floats

    @classmethod
    def of(cls, names: list[str], weights: Floats) -> "Urn":
        held = np.empty(len(names), dtype=object)
        held[:] = names
        return cls(held, np.cumsum(weights) / weights.sum())

    def draw(self, count: int, rng: np.random.Generator) -> Texts:
        return np.asarray(self.names[np.searchsorted(self.reach, rng.random(count), side="right")], dtype=object)


def _composed(origin: str) -> list[str]:
    """Surnames made of parts: Ather-leigh, Kel-ing-ton. Their order is their rank, and no alphabet's."""
    parts = [row for row in table("surname_parts") if row["origin"] == origin]
    firsts = [row["part"] for row in parts if row["place"] == "first"]
    seconds = [row["part"] for row in parts if row["place"] == "second"]
    made = {first + second: None for first in firsts for second in seconds}
    if origin == "british":
        made |= {f"{first}ing{end}": None for first in firsts for end in ("ton", "ham", "ford", "ley", "dale", "worth")}
    known = {row["surname"] for row in table("surnames")}
    names = [name for name in made if name not in known and len(name) > 3]
    names = [names[place] for place in np.random.default_rng(len(names)).permutation(len(names))]
    if origin == "british":
        # The rarest: the genitive, as in Beckfords.
        names += [name + "s" for name in names if not name.endswith("s") and len(name) < 9]
    return names


@cache
def surname_urn(origin: int) -> Urn:
    """The published head of the table, then a tail falling off as 1/(rank + 40)^0.8."""
    chosen = ORIGINS[origin]
    head = [row for row in table("surnames") if row["origin"] == chosen.name]
    weights = np.array([float(row["weight"]) for row in head])
    names = [row["surname"] for row in head]
    weights *= (1 - chosen.rare) / weights.sum()
    if chosen.rare:
        tail = _composed(chosen.rare_from)
        fall = (np.arange(len(tail)) + 40.0) ** -0.8
        names += tail
        weights = np.concatenate([weights, fall * chosen.rare / fall.sum()])
    return Urn.of(names, weights)


@cache
def forename_urn(origin: int, sex: int, decade: int) -> Urn:
    """Forenames of one origin and sex; ``decade`` (1920 to 2020) decides the British ones only."""
    chosen = ORIGINS[origin]
    shares: dict[str, float] = {}
    for name, part, period in (("british", chosen.british_forenames, str(decade)), (chosen.name, 1.0, "")):
        if not part:
            continue
        wanted = (name, "MF"[sex], period)
        rows = [row for row in table("forenames") if (row["origin"], row["sex"], row["decade"]) == wanted]
        total = sum(float(row["weight"]) for row in rows)
        kept = part if name == "british" else 1 - chosen.british_forenames
        for row in rows:
            shares[row["forename"]] = shares.get(row["forename"], 0.0) + kept * float(row["weight"]) / total
    return Urn.of(list(shares), np.array(list(shares.values())))


def decades(birth_years: Indexes) -> Indexes:
    return np.clip(birth_years // 10 * 10, FIRST_DECADE, LAST_DECADE)


def draw_surnames(origins: Indexes, rng: np.random.Generator) -> Texts:
    """One surname per person or household; a Polish or Sikh one still in the form of a man."""
    drawn = np.empty(len(origins), dtype=object)
    for origin in range(len(ORIGINS)):
        places = np.flatnonzero(origins == origin)
        drawn[places] = surname_urn(origin).draw(len(places), rng)
    return drawn


def draw_forenames(origins: Indexes, sexes: Indexes, birth_years: Indexes, rng: np.random.Generator) -> Texts:
    """One forename per person."""
    drawn = np.empty(len(origins), dtype=object)
    keys = (origins * 2 + sexes) * 1000 + (decades(birth_years) - FIRST_DECADE)
    order = np.argsort(keys, kind="stable")
    starts = np.flatnonzero(np.diff(keys[order], prepend=-1))
    for start, stop in zip(starts, np.append(starts, len(order))[1:], strict=True):
        key = int(keys[order[start]])
        urn = forename_urn(key // 2000, key // 1000 % 2, key % 1000 + FIRST_DECADE)
        drawn[order[start:stop]] = urn.draw(int(stop - start), rng)
    return drawn


def borne_by(surname: str, origin: int, sex: int) -> str:
    """The form of a family's surname that a person of this sex bears: Nowicki, Nowicka; Singh, Kaur."""
    if origin == POLISH and sex == FEMALE and surname.endswith(("ski", "cki", "dzki")):
        return surname[:-1] + "a"
    if origin == SIKH and surname in {"Singh", "Kaur"}:
        return "Kaur" if sex == FEMALE else "Singh"
    return surname
