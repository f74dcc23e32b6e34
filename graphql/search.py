"""Find people and addresses: what may be asked, which candidates the graph gives, and in which order they are shown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from mast.core.facts import Details
from mast.fields.identifiers import nhs_number, uprn
from mast.fields.names import PersonName, parse_full_name, person_name
from mast.fields.postcodes import postcode
from mast.fields.reasons import FieldError
from mast.fields.search_keys import query_search_keys
from mast.fields.text import fold
from mast.graph.answers import AddressDescription, Candidate
from mast.graphql.context import Context
from mast.graphql.cursors import Order
from mast.graphql.errors import Code, ShownError, bad_input
from mast.graphql.ranking import Fit, Sought, fit, is_of_that_name, postcode_likeness
from mast.resolution.seeking import Facts, weights

MOST_HITS: Final = 20
LONGEST_TEXT: Final = 120
NHS_REASON: Final = "NHS number is the same"


@dataclass(frozen=True, slots=True)
class Hit:
    """A person who may be the one searched for. ``weight``: the best of any record's, in hundredths of a bit."""

    person: str
    weight: int
    score: int
    reasons: tuple[str, ...]


HITS: Order[Hit] = Order("people", (int, int, str), lambda hit: (-hit.weight, -hit.score, hit.person))
ADDRESSES: Order[AddressDescription] = Order("addresses", (int, str), lambda one: (_flat_number(one.flat), one.id))


@dataclass(frozen=True, slots=True)
class PeopleQuestion:
    """The arguments of ``searchPeople``, as they came; ``""`` and None where not given."""

    nhs_number: str
    name: str
    forenames: str
    surname: str
    born_on: date | None
    postcode: str


async def people(context: Context, asked: PeopleQuestion) -> list[Hit]:
    """The best ``MOST_HITS`` hits in any order. Raises ShownError BAD_USER_INPUT when that cannot be searched for."""
    _check_lengths(nhsNumber=asked.nhs_number, name=asked.name, forenames=asked.forenames, surname=asked.surname)
    if asked.nhs_number:
        return await _by_nhs_number(context, asked.nhs_number)
    name = _name(asked)
    code = _postcode(asked.postcode)
    if not (name.surname or name.forenames) or not (asked.born_on or code):
        raise ShownError(
            Code.BAD_USER_INPUT, "Search by NHS number, or by name together with a date of birth or a postcode."
        )
    keys = query_search_keys(name, asked.born_on, code or None)
    candidates = await context.pool.run(context.reader.persons_sharing, keys)
    sought = Sought.of(name.forenames, name.surname, asked.born_on, code)
    asked_for = Facts(
        Details(forenames=name.forenames, surname=name.surname, born_on=asked.born_on), (code,) if code else ()
    )
    hits = await _ranked(context, sought, asked_for, _persons(candidates))
    return sorted(hits, key=HITS.key)[:MOST_HITS]


async def addresses(
    context: Context, uprn_text: str, code_text: str, number: str, flat: str
) -> list[AddressDescription]:
    """The addresses with this UPRN, or this postcode and number. Raises ShownError BAD_USER_INPUT."""
    _check_lengths(uprn=uprn_text, number=number, flat=flat)
    if uprn_text:
        try:
            value = uprn(uprn_text)
        except FieldError:
            raise bad_input("uprn", "A UPRN has up to twelve digits.") from None
        return await context.pool.run(context.reader.addresses_by_uprn, value)
    code = _postcode(code_text)
    if not code or not number:
        raise ShownError(Code.BAD_USER_INPUT, "Search by UPRN, or by postcode together with a house number or name.")
    found = await context.pool.run(context.reader.addresses_by_postcode, code)
    return [one for one in found if _has_number(one, fold(number)) and (not flat or _same_flat(one.flat, flat))]


async def _by_nhs_number(context: Context, text: str) -> list[Hit]:
    try:
        number = nhs_number(text)
    except FieldError:
        raise bad_input("nhsNumber", "An NHS number has ten digits, the last of which checks the others.") from None
    candidates = await context.pool.run(context.reader.persons_with_identifier, f"nhs:{number}")
    return [Hit(person, 0, 1000, (NHS_REASON,)) for person in _persons(candidates)[:MOST_HITS]]


async def _ranked(context: Context, sought: Sought, asked: Facts, persons: Sequence[str]) -> list[Hit]:
    """Those of ``persons`` who fit, with their match weights. Addresses are read only of those whose name does."""
    stated = await context.batches.details.load_many(persons)
    details = {person: [one.details for one in said] for person, said in zip(persons, stated, strict=True)}
    if sought.postcode:
        persons = [person for person in persons if any(is_of_that_name(sought, said) for said in details[person])]
    residences = await context.batches.residences.load_many(persons) if sought.postcode else [[] for _ in persons]
    fits: list[tuple[str, Facts, Fit]] = []
    for person, stays in zip(persons, residences, strict=True):
        current = [stay.address.postcode for stay in stays if stay.current]
        earlier = [stay.address.postcode for stay in stays if not stay.current]
        place = postcode_likeness(sought.postcode, current, earlier) if sought.postcode else None
        for said in details[person]:
            if found := fit(sought, said, place):
                fits.append((person, Facts(said, (*current, *earlier)), found))
    return await _weighed(context, asked, fits) if fits else []


async def _weighed(context: Context, asked: Facts, fits: Sequence[tuple[str, Facts, Fit]]) -> list[Hit]:
    """The best hit of each person. A person's records are weighed one by one: two halves do not make a whole."""

    def weigh(facts: Sequence[Facts]) -> list[float]:
        return weights(context.model_of(context.generation), asked, facts)

    weighed = await context.pool.run(weigh, [facts for _, facts, _ in fits])
    best: dict[str, Hit] = {}
    for (person, _, found), weight in zip(fits, weighed, strict=True):
        hit = Hit(person, round(100 * weight), found.score, found.reasons)
        best[person] = min(best.get(person, hit), hit, key=HITS.key)
    return list(best.values())


def _persons(candidates: Iterable[Candidate]) -> list[str]:
    """The persons behind some records, each once, those that share the most with the search first."""
    return list(dict.fromkeys(candidate.person for candidate in candidates))


def _name(asked: PeopleQuestion) -> PersonName:
    if asked.name and (asked.forenames or asked.surname):
        raise bad_input("name", "Give either 'name', or 'forenames' and 'surname'.")
    if asked.name:
        return parse_full_name(asked.name)
    return person_name(forenames=asked.forenames, surname=asked.surname)


def _postcode(text: str) -> str:
    if not text:
        return ""
    _check_lengths(postcode=text)
    try:
        return postcode(text)
    except FieldError:
        raise bad_input("postcode", "That is not a whole UK postcode, as in WV11 3PJ.") from None


def _has_number(one: AddressDescription, wanted: str) -> bool:
    """Whether it is the house number, or the name that the address's one line starts with, behind a flat perhaps."""
    if one.number:
        return fold(one.number) == wanted
    return f" {wanted} " in f" {fold(one.lines)} "


def _flat_number(flat: str) -> int:
    digits = "".join(character for character in flat if character in "0123456789")
    return int(digits[:6] or "0")


def _same_flat(stated: str, wanted: str) -> bool:
    return fold(stated).split()[-1:] == fold(wanted).split()[-1:]


def _check_lengths(**texts: str) -> None:
    for field, text in texts.items():
        if len(text) > LONGEST_TEXT:
            raise bad_input(field, f"'{field}' is too long: at most {LONGEST_TEXT} characters.")
