"""The partners' own workers: the people to call."""

from typing import NamedTuple

import numpy as np

from mast.synth.names import draw_forenames, draw_surnames
from mast.synth.numbers import telephone
from mast.synth.slips import without_marks


class Worker(NamedTuple):
    """One worker of a partner."""

    name: str
    surname: str
    team: str
    phone: str
    email: str


TEAMS = {
    "adults": (
        "Adult Safeguarding Hub",
        "Community Team East",
        "Community Team West",
        "Discharge to Assess",
        "Learning Disability",
    ),
    "children": ("Front Door", "Assessment Team", "Child Protection", "Looked After Children", "Care Leavers"),
    "police": ("",),
    "hospital": ("",),
    "fire": ("",),
}


def staff(partner: str, people: int, rng: np.random.Generator) -> list[Worker]:
    """A partner's workers for a population of this size, with e-mail addresses all different."""
    count = max(24, min(people // 2500, 400))
    origins = rng.choice(13, size=count, p=np.array([60, 3, 5, 5, 7, 2, 4, 4, 2, 1, 3, 1, 3]) / 100)
    years = rng.integers(1962, 2002, size=count)
    forenames = draw_forenames(origins, rng.integers(0, 2, size=count), years, rng)
    surnames = draw_surnames(origins, rng)
    phones = rng.permutation(2000)[:count].tolist()
    teams = rng.integers(0, len(TEAMS[partner]), size=count).tolist()
    seen: dict[str, int] = {}
    found = []
    for forename, surname, phone, team in zip(forenames, surnames, phones, teams, strict=True):
        mailbox = without_marks(f"{forename}.{surname}").lower().replace("'", "").replace(" ", "")
        seen[mailbox] = seen.get(mailbox, 0) + 1
        number = "" if seen[mailbox] == 1 else str(seen[mailbox])
        email = f"{mailbox}{number}@{partner}.example"
        found.append(Worker(f"{forename} {surname}", surname, TEAMS[partner][team], telephone(phone), email))
    return found
