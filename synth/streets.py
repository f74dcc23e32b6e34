"""Addresses of an invented district: streets, houses, flats, postcodes and UPRNs."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mast.synth.numbers import scattered
from mast.synth.tables import table

Indexes = NDArray[np.int64]

KINDS = (
    ("Road", "Rd", 28),
    ("Street", "St", 20),
    ("Avenue", "Ave", 13),
    ("Close", "Cl", 12),
    ("Drive", "Dr", 9),
    ("Lane", "Ln", 6),
    ("Crescent", "Cres", 4),
    ("Grove", "Gr", 3),
    ("Gardens", "Gdns", 3),
    ("Way", "Way", 3),
    ("Terrace", "Terr", 2),
    ("Place", "Pl", 2),
)
HOUSE_NAMES = tuple(row["name"] for row in table("house_names"))
_UNIT_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
_PLOTS_PER_POSTCODE = 16


class Place(NamedTuple):
    """One address in its parts; absent ones are empty, and ``flat`` is 0 for a whole house."""

    uprn: str
    name: str
    flat: int
    number: str
    street: str
    kind: str
    short: str
    locality: str
    town: str
    postcode: str


@dataclass(frozen=True, slots=True)
class Addresses:
    """Columns of all addresses; ``street`` points into the columns of streets."""

    uprn: Indexes
    street: Indexes
    number: Indexes
    letter: NDArray[np.bool_]
    named: Indexes
    flat: Indexes
    postcode: NDArray[np.object_]
    street_name: list[str]
    street_kind: list[int]
    street_area: list[int]

    def __len__(self) -> int:
        return len(self.uprn)

    def towns(self) -> Indexes:
        """A number for each address's town."""
        names = [row["town"] for row in table("towns")]
        number = {name: place for place, name in enumerate(dict.fromkeys(names))}
        by_street = np.array([number[names[area]] for area in self.street_area], dtype=np.int64)
        return np.asarray(by_street[self.street], dtype=np.int64)

    def places(self, institutions: dict[int, str]) -> list[Place]:
        """Every address in parts; ``institutions`` names those that are an institution (address index -> name)."""
        areas = table("towns")
        made = []
        columns = zip(
            self.uprn.tolist(),
            self.street.tolist(),
            self.number.tolist(),
            self.letter.tolist(),
            self.named.tolist(),
            self.flat.tolist(),
            self.postcode.tolist(),
            strict=True,
        )
        for index, (uprn, street, number, letter, named, flat, postcode) in enumerate(columns):
            area = areas[self.street_area[street]]
            kind, short, _ = KINDS[self.street_kind[street]]
            name = institutions.get(index, HOUSE_NAMES[named] if named >= 0 else "")
            numbered = "" if named >= 0 else f"{number}{'a' if letter else ''}"
            street_name, locality, town = self.street_name[street], area["locality"], area["town"]
            made.append(Place(str(uprn), name, flat, numbered, street_name, kind, short, locality, town, postcode))
        return made


def _streets(plots: int, rng: np.random.Generator) -> tuple[list[str], list[int], list[int], Indexes]:
    """Streets enough for ``plots``: names, kinds, areas (no two alike in one area) and plots of each."""
    names, areas = [row["name"] for row in table("streets")], len(table("towns"))
    chances = np.array([chance for _, _, chance in KINDS], dtype=np.float64)
    lengths = rng.integers(14, 86, size=plots // 40 + 8)
    lengths = lengths[: int(np.searchsorted(np.cumsum(lengths), plots)) + 1]
    seen: set[tuple[str, int, int]] = set()
    found: list[tuple[str, int, int]] = []
    while len(found) < len(lengths):
        batch = zip(
            rng.integers(0, len(names), size=1000).tolist(),
            rng.choice(len(KINDS), size=1000, p=chances / chances.sum()).tolist(),
            rng.integers(0, areas, size=1000).tolist(),
            strict=True,
        )
        for name, kind, area in batch:
            street = (names[name], kind, area)
            if street not in seen:
                seen.add(street)
                found.append(street)
    found = found[: len(lengths)]
    return [street[0] for street in found], [street[1] for street in found], [street[2] for street in found], lengths


def _postcodes(street: Indexes, plot: Indexes, areas: list[int], rng: np.random.Generator) -> NDArray[np.object_]:
    """One unit for each sixteen plots of a street, never shared by two streets."""
    blocks, block_of = np.unique(street * 1000 + plot // _PLOTS_PER_POSTCODE, return_inverse=True)
    districts = [row["district"] for row in table("towns")]
    distinct = sorted(set(districts))
    step = {district: int(rng.integers(0, 3600)) for district in distinct}
    letters = len(_UNIT_LETTERS)
    written = np.empty(len(blocks), dtype=object)
    for place, block in enumerate(blocks.tolist()):
        district = districts[areas[block // 1000]]
        # 1,547 shares no factor with 3,600, so that the units of a district all differ until they run out.
        step[district] = (step[district] + 1547) % 3600
        sector, unit = divmod(step[district], letters * letters)
        written[place] = f"{district} {sector + 1}{_UNIT_LETTERS[unit // letters]}{_UNIT_LETTERS[unit % letters]}"
    return np.asarray(written[block_of], dtype=object)


def lay_out(count: int, rng: np.random.Generator) -> Addresses:
    """``count`` different addresses, street after street. One plot in thirty is a house of flats."""
    flats = np.where(rng.random(count) < 0.033, rng.integers(3, 9, size=count), 0)
    homes = np.maximum(flats, 1)
    plots = int(np.searchsorted(np.cumsum(homes), count)) + 1
    flats, homes = flats[:plots], homes[:plots]
    names, kinds, areas, lengths = _streets(plots, rng)
    street = np.repeat(np.arange(len(lengths)), lengths)[:plots]
    plot = np.arange(plots) - np.concatenate([[0], np.cumsum(lengths)])[street]
    named = (rng.random(plots) < 0.022) & (flats == 0)
    rank_of_name = np.cumsum(named) + street * 7
    letter = (rng.random(plots) < 0.02) & (plot > 0) & ~named
    letter[1:] &= ~letter[:-1] & ~named[:-1]
    steps = np.cumsum(~letter)
    number = steps - np.concatenate([[0], steps])[np.searchsorted(street, street)]
    postcode = _postcodes(street, plot, areas, rng)
    of_plot = np.repeat(np.arange(plots), homes)[:count]
    flat = np.arange(len(of_plot)) - np.searchsorted(of_plot, of_plot) + 1
    return Addresses(
        uprn=scattered(count, 200_010_000_000, 200_100_000_000, rng),
        street=street[of_plot],
        number=number[of_plot],
        letter=letter[of_plot],
        named=np.where(named, rank_of_name % len(HOUSE_NAMES), -1)[of_plot],
        flat=np.where(flats[of_plot] > 0, flat, 0),
        postcode=postcode[of_plot],
        street_name=names,
        street_kind=kinds,
        street_area=areas,
    )
