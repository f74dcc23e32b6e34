"""Explains two records of a deployment: whether they are one person, by what evidence, by which chain, or why not."""

from dataclasses import asdict, dataclass
from typing import Any

from mast.core.errors import InputRefused, UsageError
from mast.core.visibility import Visibility
from mast.graph import evidence
from mast.graph.connection import Graph
from mast.graph.published import Generation
from mast.resolution.archive import Terms
from mast.resolution.clustering.rules import MEANINGS, Apart
from mast.resolution.comparing.levels import HOME
from mast.resolution.decisions import REASON
from mast.resolution.explaining.chains import Hop, chain
from mast.resolution.explaining.explanation import Step, sentence, waterfall
from mast.resolution.explaining.moves import since
from mast.resolution.explaining.surroundings import Surroundings, lines_of, read_surroundings

SHOWN = ("title", "forenames", "surname", "known_as", "born_on", "sex", "nhs", "upn", "phone", "email")


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is to be said of two records.

    ``weight`` is the pair's match weight in bits, ``band`` the band it falls in by itself, ``steps`` the waterfall that
    adds up to it. ``chain`` holds the two together in one person; ``why_not`` says what keeps two people apart.
    ``values`` are what each record states, when asked for.
    """

    record_a: str
    record_b: str
    generation: int
    model: str
    person_a: str
    person_b: str
    weight: float
    band: str
    link_from: float
    review_from: float
    sentence: str
    steps: tuple[Step, ...]
    chain: tuple[Hop, ...]
    why_not: tuple[str, ...]
    values: tuple[tuple[str, str, str], ...] = ()

    @property
    def one_person(self) -> bool:
        return self.person_a == self.person_b

    @property
    def records(self) -> tuple[str, ...]:
        """Every record that the explanation names."""
        return tuple(sorted({self.record_a, self.record_b, *(key for hop in self.chain for key in hop[:2])}))

    def as_dict(self) -> dict[str, Any]:
        """Ready for JSON; the waterfall with its running total."""
        told = asdict(self) | {"one_person": self.one_person}
        total, steps = 0.0, []
        for step in self.steps:
            total += step.weight
            bits, running = round(step.weight, 3), round(total, 3)
            steps.append({"field": step.field, "meaning": step.meaning, "bits": bits, "total": running})
        told["waterfall"], told["weight"] = steps, round(self.weight, 3)
        told["chain"] = [hop._asdict() | {"weight": round(hop.weight, 3)} for hop in self.chain]
        told["values"] = [{"field": field, "a": a, "b": b} for field, a, b in self.values]
        del told["steps"]
        return told


def explain(
    graph: Graph,
    generation: Generation,
    terms: Terms,
    one: str,
    other: str,
    seen: Visibility,
    *,
    show_values: bool = False,
) -> Explanation:
    """Explain two records (keys "police:N123") in a published generation. ``terms``: what it was resolved with.

    Raises UsageError for a key that is no key, or the same key twice, InputRefused for a record that the generation
    does not hold or the reader may not see.
    """
    check_keys(one, other)
    known = evidence.persons_of(graph, generation.number, [one, other])
    for key in (one, other):
        if key not in known or not seen.admits(key):
            raise InputRefused(
                f"The record {key} is not in generation {generation.number}. "
                "If it was loaded since, run mast resolve; else look the key up in mast export links."
            )
    around = read_surroundings(graph, generation.number, terms, (one, other), seen)
    values = _values(graph, generation.number, around, (one, other), seen) if show_values else ()
    return explained(around, generation, one, other, values)


def check_keys(one: str, other: str) -> None:
    """Raises UsageError unless these are the keys of two records."""
    for key in (one, other):
        partner, _, record = key.partition(":")
        if not partner or not record:
            raise UsageError(f"{key!r} is no record key: write it as partner:source_record_id.")
    if one == other:
        raise UsageError(f"{one} is one record: name two different ones.")


def explained(
    around: Surroundings,
    generation: Generation,
    one: str,
    other: str,
    values: tuple[tuple[str, str, str], ...] = (),
) -> Explanation:
    """Explain two of the records around them. ``values`` are what they state, when that is to be shown."""
    weighed, persons = around.weighed, around.persons
    row, bands = weighed.row(one, other), weighed.model.bands
    levels, weight = weighed.levels[row].tolist(), float(weighed.weights[row])
    moved = since(weighed.homes, weighed.place(one), weighed.place(other), levels[HOME])
    told = [REASON] if row in weighed.same else []
    together = persons[one] == persons[other]
    return Explanation(
        record_a=one,
        record_b=other,
        generation=generation.number,
        model=generation.model,
        person_a=persons[one],
        person_b=persons[other],
        weight=weight,
        band=bands.band(weight),
        link_from=bands.link,
        review_from=bands.review,
        sentence="; ".join([*told, sentence(levels, moved) or "nothing that both records state can be compared"]),
        steps=waterfall(weighed.model, levels, weighed.rarer[row].tolist()),
        chain=chain(_links(around, persons[one]), one, other) if together else (),
        why_not=() if together else tuple(_why_not(around, one, other)),
        values=values,
    )


def _links(around: Surroundings, person: str) -> dict[tuple[str, str], float]:
    """The pairs of one person's records in the link band that no rule keeps apart, and those decided to be one."""
    weighed, found = around.weighed, {}
    mine = sorted(record for record, who in around.persons.items() if who == person)
    for place, one in enumerate(mine):
        for other in mine[place + 1 :]:
            row = weighed.row(one, other)
            linked = weighed.weights[row] >= weighed.model.bands.link and weighed.kinds[row] == Apart.NO
            if linked or row in weighed.same:
                found[one, other] = float(weighed.weights[row])
    return found


def _why_not(around: Surroundings, one: str, other: str) -> list[str]:
    """What keeps two records apart: a rule, too little weight, or what other records say."""
    weighed = around.weighed
    row, bands = weighed.row(one, other), weighed.model.bands
    weight, kind = float(weighed.weights[row]), Apart(int(weighed.kinds[row]))
    told = [_kept_apart(one, kind)] if kind != Apart.NO else []
    if weight < bands.review:
        told.append(f"their weight of {weight:.1f} is below the review band, which begins at {bands.review:.1f}")
    elif weight < bands.link:
        told.append(f"their weight of {weight:.1f} is for review: a link needs {bands.link:.1f}")
    return told + (_by_others(around, one, other) if kind == Apart.NO else [])


def _kept_apart(one: str, kind: Apart, pair: str = "") -> str:
    """What keeps two records, of which ``one`` is the first, apart. ``pair`` names them where it is not those asked."""
    match kind:
        case Apart.DECISION:
            return f"a person decided that {pair or 'they'} are two people"
        case Apart.SOURCE:
            source = one.partition(":")[0]
            both = f"{pair} are both" if pair else "both are"
            return f"{both} records of {source}, a clean source: it holds one record a person"
        case _:
            return f"a rule keeps {pair or 'them'} apart{'' if pair else ' whatever their weight'}: {MEANINGS[kind]}"


def _by_others(around: Surroundings, one: str, other: str) -> list[str]:
    """Why their two persons were not joined: rules between other records of theirs, and joins that were refused."""
    weighed, persons = around.weighed, around.persons
    ours, theirs = ([record for record, who in persons.items() if who == persons[key]] for key in (one, other))
    told = []
    for a in ours:
        for b in theirs:
            kind = Apart(int(weighed.kinds[weighed.row(a, b)]))
            if kind != Apart.NO:
                told.append(_kept_apart(a, kind, f"{a} and {b}"))
    if not around.whole:
        return told
    sides = {persons[one], persons[other]}
    for a, b, weight, reason in weighed.refusals():
        if {persons[a], persons[b]} == sides:
            pair = "their link" if {a, b} == {one, other} else f"the link of {a} and {b}"
            by_rule = " by what other records of theirs say" if reason in MEANINGS.values() else ""
            told.append(f"{pair}, of weight {weight:.1f}, was refused{by_rule}: {reason}")
    if not told and weighed.weights[weighed.row(one, other)] >= weighed.model.bands.link:
        told.append("their link was left for review: it is the only one between two groups of records")
    return told


def _values(
    graph: Graph, number: int, around: Surroundings, pair: tuple[str, str], seen: Visibility
) -> tuple[tuple[str, str, str], ...]:
    """What the two records state, field by field; of addresses the lines and the days between which each was stated."""
    frame, (one, other) = around.records.frame.set_index("key"), pair
    told = [(field, str(frame.at[one, field]), str(frame.at[other, field])) for field in SHOWN]
    homes = []
    for key in (one, other):
        stays = lines_of(graph, number, key, seen)
        homes.append([f"{s.lines} ({s.first_seen} to {s.last_seen})" for s in stays.itertuples(index=False)])
    for place in range(max(map(len, homes))):
        mine, theirs = (home[place] if place < len(home) else "" for home in homes)
        told.append(("address", mine, theirs))
    return tuple((field, a, b) for field, a, b in told if a or b)
