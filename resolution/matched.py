"""How many of each partner's records are of a person whom another partner knows too: a reading of each publication."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from itertools import permutations

from mast.core.quality import Measure
from mast.ledger import quality, register
from mast.ledger.store import Ledger


def match_rates(persons: Mapping[str, str]) -> dict[str, list[Measure]]:
    """Partner to its rate with each other partner. ``persons``: record key (``police:N123``) to person."""
    of_person: dict[str, list[tuple[str, int]]] = {}
    totals: Counter[str] = Counter()
    counted = Counter((person, record.partition(":")[0]) for record, person in persons.items())
    for (person, partner), count in counted.items():
        totals[partner] += count
        of_person.setdefault(person, []).append((partner, count))
    matched: Counter[tuple[str, str]] = Counter()
    for counts in of_person.values():
        for (partner, count), (other, _) in permutations(counts, 2):
            matched[partner, other] += count
    return {
        partner: [
            Measure("matched", other, matched[partner, other], totals[partner])
            for other in sorted(totals)
            if other != partner
        ]
        for partner in sorted(totals)
    }


def note_match_rates(ledger: Ledger, generation: int, day: date) -> None:
    """Keep the match rates of a published generation, of which the register knows the persons, under that day."""
    for partner, measures in match_rates(register.current(ledger, "person", generation)).items():
        quality.remember(ledger, partner, f"{quality.PUBLICATION}{generation}", day, measures)
