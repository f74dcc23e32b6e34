"""Three things to try against a served demo: real ids and names of invented people, ready to paste."""

import json
import shlex
from typing import Final

from mast.cli.context import Deployment, today
from mast.core.errors import MastError
from mast.core.visibility import Visibility
from mast.core.window import Window
from mast.graph import records
from mast.graph.answers import AddressDescription
from mast.graph.published import current_generation
from mast.graph.reader import GraphReader
from mast.graphql.naming import date_of_birth
from mast.loaders.mapping import configured_partners
from mast.web.dates import Dates
from mast.web.wording import catalogue

_CARD: Final = (
    "query Card($id: ID!) { person(id: $id) { displayName dateOfBirth agencies { agency { name } status "
    "touchpoints12m lastOn openCase lead { name team phone } } } }"
)
_SEARCH: Final = (
    "query Find($name: String!, $born: Date!) { searchPeople(name: $name, dateOfBirth: $born) "
    "{ edges { node { matchReasons person { id displayName } } } } }"
)
_ADDRESS: Final = (
    "query At($postcode: String!, $number: String!) { searchAddresses(postcode: $postcode, number: $number) "
    "{ edges { node { id line agencies { agency { name } status touchpoints12m } } } } }"
)


def things_to_try(opened: Deployment, url: str, token: str) -> str:
    """Text with the address, the token and three requests about the person whom most partners know."""
    generation = current_generation(opened.graph)
    if generation is None:
        raise MastError("Nothing is published to try.")
    window = Window.twelve_months_to(today())
    person = _well_known(opened, generation.number, window)
    partners = configured_partners(opened.settings)
    reader = GraphReader(opened.graph, generation, Visibility(tuple(p.code for p in partners)))
    details = reader.details([person])[person]
    stated = max(details, key=lambda one: (bool(one.details.surname), len(one.details.forenames)))
    homes = (residence.address for residence in reader.residences([person], window)[person])
    home = max(homes, key=lambda address: (bool(address.postcode and address.number), address.id))
    name = f"{stated.details.forenames} {stated.details.surname}"
    birthday = date_of_birth(details)
    born = birthday.isoformat() if birthday else ""
    blocks = [
        f"MAST answers at {url} (everybody in it is invented). Ctrl-C ends it.\n",
        f"In a browser: open {url}/ and sign in as the demonstration's duty worker.\n{_by_page(name, born, home)}\n",
        f"From a program, at {url}/graphql:\n\n  TOKEN={token}\n",
        _curl("1. A person's card: which agencies, how often, when last, whom to ring", url, _CARD, {"id": person}),
        _curl("2. Find somebody by name and date of birth", url, _SEARCH, {"name": name, "born": born}),
        _curl("3. What happened at an address", url, _ADDRESS, {"postcode": home.postcode, "number": home.number}),
    ]
    return "\n".join(blocks)


def _by_page(name: str, born: str, home: AddressDescription) -> str:
    found = f"born {Dates(catalogue()['dates']).in_words(born)}" if born else f"with the postcode {home.postcode}"
    return f"  Find {name}, {found}; or the address {home.number}, {home.postcode}."


def _well_known(opened: Deployment, number: int, window: Window) -> str:
    """The person whom most partners touched in the window; of several, the one with the smallest id."""
    person = {row["record"]: row["person"] for row in records.links_of(opened.graph, number)}
    partners: dict[str, set[str]] = {}
    for row in records.touchpoints_of(opened.graph, number, window):
        partners.setdefault(person[row["record"]], set()).add(row["event"].partition(":")[0])
    return min(partners or set(person.values()), key=lambda who: (-len(partners.get(who, ())), who))


def _curl(title: str, url: str, query: str, variables: dict[str, str]) -> str:
    body = json.dumps({"query": query, "variables": variables})
    return (
        f"{title}\n"
        f'  curl -s {url}/graphql -H "Authorization: Bearer $TOKEN" \\\n'
        "    -H 'MAST-Purpose: duty-call' -H 'MAST-Case-Reference: DEMO-1' -H 'Content-Type: application/json' \\\n"
        f"    -d {shlex.quote(body)}\n"
    )
