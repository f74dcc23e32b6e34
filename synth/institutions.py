"""Care homes, hostels, a hospital, refuges and shared houses, and who lives in them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mast.synth.names import FEMALE, MALE, ORIGINS
from mast.synth.streets import Addresses
from mast.synth.tables import table

Indexes = NDArray[np.int64]

# Kind, share of all residents, beds, youngest and oldest adult, share of women.
_KINDS = (
    ("care home", 0.54, 28, 66, 101, 0.70),
    ("hostel", 0.19, 15, 18, 60, 0.25),
    ("refuge", 0.08, 8, 19, 50, 1.0),
    ("hospital", 0.04, 12, 30, 90, 0.50),
    ("hmo", 0.15, 6, 19, 55, 0.35),
)
_NAMES = {
    "care home": ("Nursing Home", "Residential Home", "Care Home", "Lodge"),
    "hostel": ("Hostel", "Supported Housing", "Project"),
    "refuge": ("House",),
    "hospital": ("Hospital", "Community Hospital"),
}
_FIRST_NAMES = tuple(row["name"] for row in table("institution_names"))
SHARE_OF_PEOPLE = 0.018


@dataclass(frozen=True, slots=True)
class Institution:
    """One institution; ``address`` is the index of its one address."""

    name: str
    kind: str
    address: int


@dataclass(frozen=True, slots=True)
class Residents:
    """People whose only home is an institution: the place of it, and sex, birth day and origin."""

    institution: Indexes
    sex: Indexes
    born: Indexes
    origin: Indexes


def found(people: int) -> list[str]:
    """The kinds of the institutions that this many people need, at least one of each."""
    residents = people * SHARE_OF_PEOPLE
    return [kind for kind, share, beds, *_ in _KINDS for _ in range(max(1, round(residents * share / beds)))]


def settle(kinds: list[str], addresses: Addresses, spare: Indexes) -> list[Institution]:
    """Give each institution a numbered whole house among the ``spare`` addresses, and a name.

    Raises ValueError if too few of them are numbered whole houses.
    """
    whole = [int(index) for index in spare if addresses.flat[index] == 0 and addresses.named[index] < 0]
    if len(whole) < len(kinds):
        raise ValueError("too few spare addresses for the institutions")
    placed = []
    for order, (kind, address) in enumerate(zip(kinds, whole, strict=False)):
        first = _FIRST_NAMES[order * 7 % len(_FIRST_NAMES)]
        lap = order // len(_FIRST_NAMES)
        endings = _NAMES.get(kind, ("",))
        name = f"{_FIRST_NAMES[lap % len(_FIRST_NAMES)] + ' ' if lap else ''}{first} {endings[order % len(endings)]}"
        placed.append(Institution(name if kind in _NAMES else "", kind, address))
    return placed


def admit(count: int, institutions: list[Institution], today: int, rng: np.random.Generator) -> Residents:
    """``count`` residents, shared out among the institutions by kind."""
    by_kind = {kind: [place for place, one in enumerate(institutions) if one.kind == kind] for kind, *_ in _KINDS}
    kind = rng.choice(len(_KINDS), size=count, p=[share for _, share, *_ in _KINDS])
    place = np.zeros(count, dtype=np.int64)
    young, old, women = np.zeros(count), np.zeros(count), np.zeros(count)
    for number, (name, _, _, youngest, oldest, share) in enumerate(_KINDS):
        chosen = kind == number
        place[chosen] = rng.choice(by_kind[name], size=int(chosen.sum()))
        young[chosen], old[chosen], women[chosen] = youngest, oldest, share
    age = young + (old - young) * rng.beta(1.6, 1.6, size=count)
    order = np.argsort(place, kind="stable")
    shares = np.array([origin.share for origin in ORIGINS])
    return Residents(
        institution=place[order],
        sex=np.where(rng.random(count) < women[order], FEMALE, MALE),
        born=today - (age[order] * 365.25).astype(np.int64),
        origin=rng.choice(len(ORIGINS), size=count, p=shares / shares.sum()),
    )
