"""What an intruder knows of how a pack's figures hang together, from the pack's words and from nothing in the code.

He puts people together from what may be true of one (where they have records, who was in touch, who has a case open),
households from people, groups of households from households, and counts them all as the words say.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, combinations, product
from math import inf

from mast.access.purposes import Purpose
from tests.network.town import AGENCIES
from tests.reports.solver import Equation

TABLES = (
    "coverage",
    "matched-records",
    "people",
    "households",
    "open-cases",
    "addresses",
    "network",
    "bridges",
    "look-ups",
    "answers",
    "match-bands",
    "fairness-sex",
    "fairness-age",
    "fairness-deprivation",
    "retention",
)
"""All tables with counts. Addresses and what was purged hang together with nothing: each figure stands for itself."""
NAMES = {code: code.title() for code in AGENCIES}
WITH_CASES = ("adults", "children")
COUNTS_DEPRIVATION = "police"
DECILES = ("decile 1, the most deprived", "decile 4", "decile 10, the least deprived")
MANY = ("one agency", "two agencies", "three or more")
SEXES = ("female", "male", "not stated")
AGES = ("0 to 4", "5 to 10", "11 to 17", "18 to 24", "25 to 44", "45 to 64", "65 and over", "not stated")
PAIR, CHAIN, NINE, MORE = "a pair", "a chain of four", "five to nine households", "ten households or more"
SHAPES = (
    PAIR,
    "a chain of three",
    "a triangle",
    CHAIN,
    "a star of four",
    "a square",
    "a triangle with a tail",
    "a square with one diagonal",
    "four all tied to each other",
    NINE,
    MORE,
)
MOST = 1_000

Kind = tuple[int, ...]
"""For each agency what it has of somebody: 0 nothing, 1 a record, 2 a contact too, 3 an open case."""
KINDS: list[Kind] = [
    kind for kind in product(*(range(4 if code in WITH_CASES else 3) for code in AGENCIES)) if any(kind)
]
Group = tuple[str, ...]
"""Some agencies."""
GROUPS: list[Group] = list(chain.from_iterable(combinations(AGENCIES, size) for size in range(1, len(AGENCIES) + 1)))


def knowing(kind: Kind) -> Group:
    """The agencies that know such a person."""
    return tuple(code for code, state in zip(AGENCIES, kind, strict=True) if state > 1)


def holding(kind: Kind) -> Group:
    """The agencies that have a record of such a person."""
    return tuple(code for code, state in zip(AGENCIES, kind, strict=True) if state)


def terms(week: int) -> list[Equation]:
    """What the words of a pack say, as equations."""
    parts = (_people, _records, _cases, _households, _shapes, _bridges, _use, _fairness, _review, _deprivation)
    return [
        ({f"{week} {name}": weight for name, weight in weights.items()}, least, most)
        for part in parts
        for weights, least, most in part()
    ]


def equal(name: str, parts: Iterable[str]) -> Equation:
    """A figure is the sum of its parts."""
    return {name: -1, **dict.fromkeys(parts, 1)}, 0, 0


def at_most(less: Mapping[str, float], more: Mapping[str, float]) -> Equation:
    """One weighted sum is never above another."""
    return {**more, **{name: more.get(name, 0) - weight for name, weight in less.items()}}, 0, inf


def _of(wanted: Iterable[Kind]) -> list[str]:
    return [f"people {kind}" for kind in wanted]


def _people() -> Iterator[Equation]:
    for number, label in enumerate(MANY, 1):
        yield equal(f"people: {label}, people", _of(kind for kind in KINDS if min(3, len(knowing(kind))) == number))
    for code, name in NAMES.items():
        known = _of(kind for kind in KINDS if code in knowing(kind))
        yield equal(f"coverage: {name}, people known in the 12 months", known)


def _record(code: str, group: Group) -> str:
    return f"records of {code} of people whom {group} hold"


def _records() -> Iterator[Equation]:
    for code, name in NAMES.items():
        mine = [group for group in GROUPS if code in group]
        for group in mine:
            owners = dict.fromkeys(_of(kind for kind in KINDS if holding(kind) == group), 1)
            yield at_most(owners, {_record(code, group): 1})  # at least one record each
            yield at_most({_record(code, group): 1}, dict.fromkeys(owners, MOST))  # and none without an owner
        yield equal(f"coverage: {name}, records", [_record(code, group) for group in mine])
        shared = [_record(code, group) for group in mine if len(group) > 1]
        yield equal(f"matched-records: {name}, known to another partner", shared)
        yield equal(f"matched-records: {name}, known to no other", [_record(code, (code,))])
        for other in (other for other in AGENCIES if other != code):
            pair = [_record(code, group) for group in mine if other in group]
            yield equal(f"matched-records: {name}, also {NAMES[other]}", pair)


def _cases() -> Iterator[Equation]:
    for code in WITH_CASES:
        cases = [kind for kind in KINDS if kind[AGENCIES.index(code)] == 3]
        both = [kind for kind in cases if kind.count(3) > 1]
        lone = [kind for kind in cases if len(knowing(kind)) == 1]
        rest = [kind for kind in cases if kind not in both and kind not in lone]
        yield equal(f"open-cases: {NAMES[code]}, no other agency knows them", _of(lone))
        yield equal(f"open-cases: {NAMES[code]}, another has a case open too", _of(both))
        yield equal(f"open-cases: {NAMES[code]}, another knows them", _of(rest))


def _home(group: Group, hidden: bool) -> str:
    return f"households that {group} know, {'nobody there' if hidden else 'somebody there'} known to several"


def _households() -> Iterator[Equation]:
    """Whoever lives in a household lives in no other, and those who live there are known to none but its agencies."""
    dwellers: dict[Group, list[str]] = {group: [] for group in GROUPS}
    by_number: dict[tuple[str, bool], list[str]] = {}
    for group in GROUPS:
        for hidden in (False, True)[: len(group)]:
            home = _home(group, hidden)
            by_number.setdefault((MANY[min(3, len(group)) - 1], hidden), []).append(home)
            may = [known for known in GROUPS if set(known) <= set(group) and (len(known) == 1 or not hidden)]
            for known in may:
                dwellers[known].append(f"people whom {known} know, in {home}")
            for code in group:
                yield at_most({home: 1}, {f"people whom {known} know, in {home}": 1 for known in may if code in known})
            if len(group) > 1 and not hidden:
                several = {f"people whom {known} know, in {home}": 1.0 for known in may if len(known) > 1}
                yield at_most({home: 1}, several)
    for known, living in dwellers.items():
        everybody = _of(kind for kind in KINDS if knowing(kind) == known)
        yield at_most(dict.fromkeys(living, 1), dict.fromkeys(everybody, 1))
    for (number, hidden), homes in by_number.items():
        column = "no member known to two" if hidden else "a member known to two or more"
        yield equal(f"households: {number}, {column}", homes)


def _shape(name: str) -> tuple[str, str]:
    return f"network: {name}, fewer than 3 agencies", f"network: {name}, 3 agencies or more"


def _known(number: int) -> str:
    return f"households known to {MANY[number - 1]}"


def _shapes() -> Iterator[Equation]:
    """A group that three agencies know has a household of three, or one of two and another, or three of one."""
    ways = {"three": {3: 1}, "two and one": {2: 1, 1: 1}, "two and two": {2: 2}, "one each": {1: 3}}
    taken: dict[int, dict[str, float]] = {1: {}, 2: {}, 3: {}}
    for name in SHAPES:
        own = {f"{name}, {way}": homes for way, homes in ways.items() if name != PAIR or way != "one each"}
        yield equal(_shape(name)[1], own)
        for way, homes in own.items():
            for number, many in homes.items():
                taken[number][way] = many
    for number, label in enumerate(MANY, 1):
        columns = ("a member known to two or more", "no member known to two")[: 1 if number == 1 else 2]
        yield equal(_known(number), [f"households: {label}, {column}" for column in columns])
        yield at_most(taken[number], {_known(number): 1})


def _bridges() -> Iterator[Equation]:
    """A chain of four has one, nine households have six at the most, smaller shapes none with two on either side."""
    common, apart = "are known to one agency at least that is the same", "have no agency in common"
    ends = []
    for name, most in ((CHAIN, 1), (NINE, 6), (MORE, MOST)):
        same, none, groups = f"{name}, common", f"{name}, apart", f"{name}, with a common bridge"
        have = dict.fromkeys(_shape(name), most)
        yield at_most({same: 1, none: 1}, have)
        if name == CHAIN:
            yield at_most(have, {same: 1, none: 1})
        # Bridges form no ring: of so many in a group, the ends are one household more.
        yield at_most({groups: 1}, dict.fromkeys(_shape(name), 1))
        yield at_most({same: 1}, {groups: most})
        ends += [same, groups]
    for label, kind in ((common, "common"), (apart, "apart")):
        yield equal(f"bridges: {label}, bridges", [f"{name}, {kind}" for name in (CHAIN, NINE, MORE)])
    yield at_most(dict.fromkeys(ends, 1), {_known(number): 1 for number in (1, 2, 3)})


def _use() -> Iterator[Equation]:
    """An answer is to a look-up with a purpose, and what is sealed is shown in one that was answered."""
    rows = [*NAMES.values(), "operators' commands", "no agency named"]
    asked = {f"look-ups: {row}, {purpose.value}": 1.0 for row in rows for purpose in Purpose}
    answered, glass = "answers: answered, times", "the glass was broken and something sealed was shown"
    yield at_most({answered: 1, "answers: answered, nothing to show, times": 1}, asked)
    yield at_most({f"answers: {glass}, times": 1}, {answered: 1})
    yield at_most({f"answers: {glass}, not yet reviewed, times": 1}, {f"answers: {glass}, times": 1})


def _fairness() -> Iterator[Equation]:
    """A person is of one sex and one age, and so are all records of them."""
    for table, labels in (("fairness-sex", SEXES), ("fairness-age", AGES)):
        for group in GROUPS:
            persons = {label: f"of {label} in {table}, people whom {group} hold" for label in labels}
            everybody = _of(kind for kind in KINDS if holding(kind) == group)
            yield {**dict.fromkeys(everybody, -1), **dict.fromkeys(persons.values(), 1)}, 0, 0
            for code in group:
                yield equal(
                    _record(code, group), [f"of {label} in {table}, {_record(code, group)}" for label in labels]
                )
                for label, those in persons.items():
                    record = f"of {label} in {table}, {_record(code, group)}"
                    yield at_most({those: 1}, {record: 1})
                    yield at_most({record: 1}, {those: MOST})
        for label in labels:
            both = [(code, group) for group in GROUPS for code in group]
            matched = [f"of {label} in {table}, {_record(*one)}" for one in both if len(one[1]) > 1]
            alone = [f"of {label} in {table}, {_record(*one)}" for one in both if len(one[1]) == 1]
            yield equal(f"{table}: {label}, matched with another partner", matched)
            yield equal(f"{table}: {label}, matched with none", alone)
            yield equal(f"{table}: {label}, records", [*matched, *alone])
            waiting, none = f"{table}: {label}, of those left for review", f"{table}: {label}, matched with none"
            yield at_most({waiting: 1}, {none: 1})


def _review() -> Iterator[Equation]:
    """A record is left for review by a pair with another partner's."""
    waiting = {code: f"records of {code} left for review" for code in AGENCIES}
    for table, labels in (("fairness-sex", SEXES), ("fairness-age", AGES)):
        groups = [f"{table}: {label}, of those left for review" for label in labels]
        yield {**dict.fromkeys(groups, -1), **dict.fromkeys(waiting.values(), 1)}, 0, 0
    for code, name in waiting.items():
        yield at_most({name: 1}, {_record(code, (code,)): 1})
        pairs = {
            f"match-bands: {NAMES[one]} and {NAMES[other]}, for review": 1.0
            for one, other in combinations(AGENCIES, 2)
            if code in (one, other)
        }
        yield at_most({name: 1}, pairs)


def _deprivation() -> Iterator[Equation]:
    """He knows which partner counted its records, and that it counted them all."""
    name = NAMES[COUNTS_DEPRIVATION]
    wholes = {
        "records": f"coverage: {name}, records",
        "matched with another partner": f"matched-records: {name}, known to another partner",
        "matched with none": f"matched-records: {name}, known to no other",
    }
    for column, whole in wholes.items():
        yield equal(whole, [f"fairness-deprivation: {decile}, {column}" for decile in DECILES])
    for decile in DECILES:
        parts = [f"fairness-deprivation: {decile}, {column}" for column in list(wholes)[1:]]
        yield equal(f"fairness-deprivation: {decile}, records", parts)


def names_of(equations: Sequence[Equation]) -> set[str]:
    """All names in some equations."""
    return {name for weights, _, _ in equations for name in weights}
