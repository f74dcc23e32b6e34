"""One resolution of a deployment: read all records as staged, resolve them in memory, write the difference, publish."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd

from mast.core.errors import MastError
from mast.graph import records as store
from mast.graph.connection import Graph
from mast.graph.publishing import Evidence, Member, Resolved, changes, publish
from mast.graph.reader import Generation, current_generation
from mast.graph.writer import Writer
from mast.ledger import deliveries, register, runs
from mast.ledger.register import Kind, Plan
from mast.ledger.store import Clock, Ledger
from mast.resolution import engine
from mast.resolution.addresses import join_addresses
from mast.resolution.archive import Archive, Terms, decisions_version, plan_version
from mast.resolution.columns import Records, Residences
from mast.resolution.decisions import Decisions, read_decisions
from mast.resolution.description import describe
from mast.resolution.engine import Resolution
from mast.resolution.model import Model, model_version
from mast.resolution.outputs import write_json
from mast.resolution.plan import Plan as ResolutionPlan
from mast.resolution.plan import partner_plan

_STATED: Final = ["address", "uprn", "postcode", "flat", "number", "building", "street", "town", "lines"]
_RESIDENCE: Final = ["record", "address", "first_seen", "last_seen", "current"]


@dataclass(frozen=True, slots=True)
class Columns:
    """All that is staged, published or not, as resolution takes it in. ``groups``: stated address to its group."""

    records: Records
    residences: Residences
    stated: pd.DataFrame
    groups: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What one resolution is asked for beyond the usual.

    ``plan``: else the built-in one. ``decisions``: a file of decided pairs, which takes the place of those that the
    published generation was resolved with; else they hold. ``report``: where to write the account.
    """

    plan: ResolutionPlan | None = None
    decisions: Path | None = None
    report: Path | None = None


USUAL: Final = Wishes()


@dataclass(frozen=True, slots=True)
class Summary:
    """What a resolution found and changed; ``generation`` is None after a dry run."""

    generation: int | None
    records: int
    persons: int
    households: int
    largest_person: int
    refused_joins: int
    for_review: int
    links_opened: int
    links_closed: int
    digest: str
    model: str
    plan: str
    decisions: str
    decided_pairs: int

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def read_columns(graph: Graph) -> Columns:
    """Every record with the details in force, its identifiers, and where it has lived."""
    rows = {row["record"]: {**row, "key": row["record"]} for row in store.staged_records(graph)}
    found = sorted(store.staged_identifiers(graph), key=lambda row: (row["record"], row["verified"], row["value"]))
    for identifier in found:
        # Of several of one kind the last stays: a verified number before one that is not.
        row = rows[identifier["record"]]
        row[identifier["kind"]] = identifier["value"]
        if identifier["kind"] == "nhs":
            row["nhs_verified"] = bool(identifier["verified"])
    stated = pd.DataFrame(store.stated_addresses(graph), columns=_STATED)
    residences = pd.DataFrame(store.staged_residences(graph), columns=_RESIDENCE)
    return Columns(
        Records.from_rows(rows.values()),
        Residences.from_frame(residences.merge(stated, on="address", how="left")),
        stated,
        join_addresses(stated.rename(columns={"address": "key"})),
    )


def resolve_and_publish(
    graph: Graph,
    ledger: Ledger,
    archive: Archive,
    model: Model,
    institutions: Mapping[str, str],
    *,
    token: int,
    now: Clock,
    wishes: Wishes = USUAL,
) -> Summary:
    """Resolve all that is staged and publish it as a new generation; on any error nothing of it remains in a store.

    What it is resolved with is in the archive before it is published. Call it under the writer's lease of ``token``.
    Raises StaleWriter, InputRefused for decisions that are amiss or gone, ModelRefused for a model of other columns,
    MastError when nothing is loaded.
    """
    run = runs.start(ledger, "resolve", now, token=token, model=model_version(model))
    try:
        current = current_generation(graph)
        expected = current.number if current else 0
        columns = _loaded(graph)
        terms = _terms(archive, current, columns, model, wishes)
        resolution = _resolve(columns, terms, institutions)
        archive.keep(terms)
        runs.step(run, "resolve", "done", {"records": resolution.report.records})
        try:
            with Writer(graph, token=token, what="resolve") as writer:
                plans = _plans(ledger, columns, resolution)
                for kind, plan in plans.items():
                    register.record(ledger, kind, plan, writer.number)
                resolved = _resolved(columns, resolution, plans, terms)
                runs.step(run, "publish", "started", {"generation": writer.number})
                done = publish(writer, resolved, expected=expected, coverage=deliveries.freshness(ledger), now=now())
        except BaseException:
            register.discard_above(ledger, expected)
            raise
        opened, closed = sum(done.opened.values()), sum(done.closed.values())
        summary = _summary(resolution, terms, done.number, opened, closed, done.digest)
        runs.finish(run, "done", {"generation": done.number, "persons": summary.persons})
        _account(resolution, wishes)
    except BaseException:
        runs.finish(run, "failed")
        raise
    return summary


def dry_run(
    graph: Graph,
    ledger: Ledger,
    archive: Archive,
    model: Model,
    institutions: Mapping[str, str],
    wishes: Wishes = USUAL,
) -> Summary:
    """What ``resolve_and_publish`` would do; nothing is written but the report that was asked for."""
    columns = _loaded(graph)
    terms = _terms(archive, current_generation(graph), columns, model, wishes)
    resolution = _resolve(columns, terms, institutions)
    resolved = _resolved(columns, resolution, _plans(ledger, columns, resolution), terms)
    found = changes(graph, resolved).values()
    opened, closed = sum(len(change.opened) for change in found), sum(len(change.closed) for change in found)
    _account(resolution, wishes)
    return _summary(resolution, terms, None, opened, closed, resolved.digest())


def _loaded(graph: Graph) -> Columns:
    columns = read_columns(graph)
    if not len(columns.records) and columns.stated.empty:
        raise MastError("Nothing is loaded to resolve: run mast load first.")
    return columns


def _terms(archive: Archive, current: Generation | None, columns: Columns, model: Model, wishes: Wishes) -> Terms:
    """What to go by. What people decided holds on from one generation to the next until other decisions are given."""
    if wishes.decisions is not None:
        decisions = read_decisions(wishes.decisions, frozenset(columns.records.frame["key"]))
    else:
        decisions = archive.decisions(current.decisions) if current else Decisions()
    plan = wishes.plan or partner_plan()
    plan.check_sources(columns.records.frame["partner"].unique().tolist())
    return Terms(model, plan, decisions)


def _resolve(columns: Columns, terms: Terms, institutions: Mapping[str, str]) -> Resolution:
    prepared = engine.prepare(columns.records, columns.residences, columns.groups, terms.plan)
    return engine.resolve_prepared(prepared, terms.model, institutions, terms.decisions)


def _account(resolution: Resolution, wishes: Wishes) -> None:
    if wishes.report is not None:
        write_json(resolution.report.as_dict(), wishes.report)


def _plans(ledger: Ledger, columns: Columns, resolution: Resolution) -> dict[Kind, Plan]:
    """Ids for persons (members: records), addresses (stated addresses) and households (records of their persons)."""
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
        kind: register.plan(register.current(ledger, kind), found, register.next_number(ledger, kind), kind=kind)
        for kind, found in clusters.items()
    }


def _resolved(columns: Columns, resolution: Resolution, plans: Mapping[Kind, Plan], terms: Terms) -> Resolved:
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
        model=model_version(terms.model),
        plan=plan_version(terms.plan),
        decisions=decisions_version(terms.decisions),
        persons=person_of,
        addresses=address_of,
        descriptions=describe(columns.stated, columns.groups, id_of_group, resolution.report, columns.residences),
        evidence=[Evidence(**row) for row in _links(resolution)],
        members=members,
        homes=homes,
    )


def _links(resolution: Resolution) -> list[dict[str, Any]]:
    columns = ("record_a", "record_b", "weight", "band", "reason")
    values = (resolution.links[column].tolist() for column in columns)
    return [dict(zip(columns, row, strict=True)) for row in zip(*values, strict=True)]


def _summary(
    resolution: Resolution, terms: Terms, generation: int | None, opened: int, closed: int, digest: str
) -> Summary:
    report = resolution.report
    return Summary(
        generation=generation,
        records=report.records,
        persons=report.persons,
        households=report.households,
        largest_person=report.largest_person,
        refused_joins=len(report.refused),
        for_review=int((resolution.links["band"] == "review").sum()),
        links_opened=opened,
        links_closed=closed,
        digest=digest,
        model=model_version(terms.model),
        plan=plan_version(terms.plan),
        decisions=decisions_version(terms.decisions),
        decided_pairs=len(terms.decisions.rows()),
    )
