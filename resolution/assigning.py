"""Gives what was resolved the register's ids, and lays it out as it is published."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from mast.graph.publishing import Evidence, Member, Resolved
from mast.ledger import register
from mast.ledger.store import Ledger
from mast.ledger.succession import Kind, Plan, plan
from mast.resolution.archive import Terms, decisions_version, plan_version
from mast.resolution.columns import rows_of
from mast.resolution.description import describe
from mast.resolution.engine import Resolution
from mast.resolution.staged import Columns

_EVIDENCE: Final = ("record_a", "record_b", "weight", "band", "reason")


def plans_of(ledger: Ledger, before: Mapping[str, str], columns: Columns, resolution: Resolution) -> dict[Kind, Plan]:
    """Ids for persons (members: records), addresses (stated addresses) and households (records of their persons).

    ``before``: the person of each record until now.
    """
    grouped: defaultdict[str, list[str]] = defaultdict(list)
    for stated, group in columns.groups.items():
        grouped[group].append(stated)
    homes = [
        [key for member in household.members for key in resolution.persons[member.person]]
        for household in resolution.households
    ]
    clusters: dict[Kind, list[list[str]]] = {
        "person": [list(person) for person in resolution.persons],
        "address": list(grouped.values()),
        "household": homes,
    }
    return {
        kind: plan(
            before if kind == "person" else register.current(ledger, kind),
            found,
            register.next_number(ledger, kind),
            kind=kind,
            evidence=_weights(resolution) if kind == "person" else (),
        )
        for kind, found in clusters.items()
    }


def _weights(resolution: Resolution) -> Iterable[tuple[str, str, float]]:
    """Both records of each link, and its weight."""
    found = resolution.links[resolution.links["band"] == "link"]
    columns = (found[name].tolist() for name in ("record_a", "record_b", "weight"))
    return zip(*columns, strict=True)


def resolved_of(columns: Columns, resolution: Resolution, plans: Mapping[Kind, Plan], terms: Terms) -> Resolved:
    person_of, address_of, household_of = (plans[kind].assignment for kind in ("person", "address", "household"))
    id_of_group = {group: address_of[stated] for stated, group in columns.groups.items()}
    members: list[Member] = []
    homes: dict[str, str] = {}
    for household in resolution.households:
        number = household_of[resolution.persons[household.members[0].person][0]]
        homes[number] = id_of_group[household.address]
        for member in household.members:
            person = person_of[resolution.persons[member.person][0]]
            members.append(Member(person, number, member.first_seen, member.last_seen))
    return Resolved(
        model=terms.model.version,
        plan=plan_version(terms.plan),
        decisions=decisions_version(terms.decisions),
        persons=person_of,
        addresses=address_of,
        descriptions=describe(columns.stated, columns.groups, id_of_group, resolution.report, columns.residences),
        evidence=[Evidence(**row) for row in rows_of(resolution.links, _EVIDENCE)],
        members=members,
        homes=homes,
    )
