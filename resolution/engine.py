"""The resolution engine: records in; persons, links with reasons, and households out. No graph, no files."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from mast.core.collector import uncollected
from mast.resolution.account import Refused, Report
from mast.resolution.addresses import join_residences
from mast.resolution.blocking import BlockingReport, Pairs, unpack
from mast.resolution.candidates import Candidates
from mast.resolution.clustering.clustering import Clusters
from mast.resolution.clustering.rules import MEANINGS, Apart
from mast.resolution.clustering.units import cluster_decided
from mast.resolution.columns import Records, Residences
from mast.resolution.decisions import REASON, Decisions
from mast.resolution.encoding import Encoded, Ints, distinct, encode, only
from mast.resolution.explaining.explanation import reasons
from mast.resolution.homes import Homes, settle
from mast.resolution.households import Household, form_households, institutional
from mast.resolution.judging import Judge, Judged, clean_sources
from mast.resolution.learning.train import study, with_names, without_births
from mast.resolution.model import Model
from mast.resolution.plan import Plan, partner_plan
from mast.resolution.scoring import Commonness

Keys = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True, eq=False)
class Resolution:
    """Persons as sorted tuples of record keys, in sorted order. ``links``: record_a, record_b, weight, band, reason.

    ``addresses`` gives the group of each stated address. A household's members point into ``persons``.
    """

    persons: list[tuple[str, ...]]
    links: pd.DataFrame
    addresses: Mapping[str, str]
    households: list[Household]
    report: Report


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """Records and where they lived, encoded once for training and resolving alike. ``lived`` is for households.

    ``homes`` is what is compared: nothing at all where the plan leaves homes out. ``candidates`` keeps what
    training found and compared, for resolving.
    """

    records: Records
    residences: Residences
    plan: Plan
    groups: Mapping[str, str]
    encoded: Encoded
    homes: Homes
    lived: Homes
    candidates: Candidates = field(default_factory=Candidates)


@uncollected()
def prepare(
    records: Records, residences: Residences, groups: Mapping[str, str] | None = None, plan: Plan | None = None
) -> Prepared:
    """Encode what the plan (else the built-in one) compares.

    ``groups``: what ``join_addresses`` found, where more stated addresses are known than the records' own.
    """
    plan = plan or partner_plan()
    if groups is None:
        groups = join_residences(residences)
    lived = settle(records, residences, groups)
    homes = lived if "home" in plan.compared else settle(records, Residences.from_rows(()), {})
    encoded = only(encode(records, lived.last_seen()), plan.compared)
    return Prepared(records, residences, plan, groups, encoded, homes, lived)


def train(
    records: Records,
    residences: Residences,
    seed: int,
    groups: Mapping[str, str] | None = None,
    plan: Plan | None = None,
) -> Model:
    """Learn a model of these records; the same records and seed give the same model. Arguments as of ``prepare``."""
    return train_prepared(prepare(records, residences, groups, plan), seed)


@uncollected()
def train_prepared(prepared: Prepared, seed: int) -> Model:
    """Learn a model of records that are encoded already."""
    found = study(prepared.encoded, prepared.homes, seed, prepared.candidates)
    return replace(found.model, compared=prepared.plan.compared)


def resolve(
    records: Records,
    residences: Residences,
    model: Model,
    institutions: Mapping[str, str] | None = None,
    decisions: Decisions | None = None,
    groups: Mapping[str, str] | None = None,
    plan: Plan | None = None,
) -> Resolution:
    """Resolve all records. ``institutions`` gives the kind of each listed UPRN; other arguments as of ``prepare``.

    With one model the answer does not depend on the order of the rows, on other records, or on the number of threads.
    Raises ``ModelRefused`` for a model that was trained to compare other fields than the plan's.
    """
    return resolve_prepared(prepare(records, residences, groups, plan), model, institutions, decisions)


@uncollected()
def resolve_prepared(
    prepared: Prepared,
    model: Model,
    institutions: Mapping[str, str] | None = None,
    decisions: Decisions | None = None,
) -> Resolution:
    """Resolve records that are encoded already."""
    joined = join(prepared, model, decisions)
    partners = prepared.records.coded["partner"].codes.astype(np.int64)
    named = institutional(prepared.lived, _buildings(prepared.residences, prepared.groups), institutions or {})
    households, learned = form_households(prepared.encoded, prepared.lived, joined.number, partners, named)
    report = replace(joined.report, households=len(households), institutions={**named, **learned})
    return Resolution(joined.persons, joined.links, prepared.groups, households, report)


@dataclass(frozen=True, slots=True, eq=False)
class Joined:
    """Persons and links as in ``Resolution``, the place of each record's person, and a report without households."""

    persons: list[tuple[str, ...]]
    number: Ints
    links: pd.DataFrame
    report: Report


@uncollected()
def join(prepared: Prepared, model: Model, decisions: Decisions | None = None) -> Joined:
    """Join records into persons; where they live together is not asked."""
    found = _judged(prepared, model, decisions or Decisions())
    keys: Keys = prepared.records.frame["key"].to_numpy(dtype=object)
    rank = prepared.records.coded["key"].codes.astype(np.int64)
    persons, number = _persons(keys, rank, found.clusters.person)
    report = Report(
        records=len(keys),
        persons=len(persons),
        largest=max(persons, key=len, default=()),
        contested=found.clusters.contested,
        blocking=found.blocking,
        refused=_refused(keys, found),
    )
    return Joined(persons, number, _links(keys, rank, found), report)


@dataclass(frozen=True, slots=True, eq=False)
class _Judged:
    """Pairs, what was judged of them, and the persons they make. ``same``: the codes of pairs decided to be one."""

    pairs: Pairs
    judged: Judged
    clusters: Clusters
    blocking: BlockingReport
    same: Ints
    link: float


def _judged(prepared: Prepared, model: Model, decisions: Decisions) -> _Judged:
    """Block, compare, score and cluster, as plan, model and decisions say."""
    plan = prepared.plan
    plan.accept(model)
    model = replace(model, bands=plan.bands(model))
    encoded = with_names(without_births(prepared.encoded, model.default_births), model.frequencies)
    count, limits = encoded.count, plan.limits
    pairs, blocking = prepared.candidates.pairs(
        encoded, prepared.homes, limits.largest_block, limits.neighbours, plan.blocking.rules
    )
    same, different = decisions.pairs(prepared.records)
    if len(same) or len(different):
        # A decision holds for a pair that no rule finds, and through it for whoever else would join the two.
        pairs = unpack(distinct(np.concatenate([told.codes(count) for told in (pairs, same, different)])), count)
    source = clean_sources(prepared.records, plan.sources.clean)
    judge = Judge(
        encoded,
        prepared.homes,
        model,
        Commonness.of(model, encoded, prepared.homes),
        source,
        different.codes(count),
        same.codes(count),
        prepared.candidates,
    )
    judged = judge.all_of(pairs)
    clusters = cluster_decided(count, pairs, judged.weights, judged.kinds, judge, model.bands, source, same)
    return _Judged(pairs, judged, clusters, blocking, same.codes(count), model.bands.link)


def _persons(keys: Keys, rank: Ints, person: Ints) -> tuple[list[tuple[str, ...]], Ints]:
    """Persons as sorted tuples in sorted order, and each record's place in that list."""
    order = np.argsort(rank)
    # Numbered as their first keys come, persons are in the order of those keys, which no two share.
    place = pd.factorize(person[order])[0].astype(np.int64)
    grouped = np.argsort(place, kind="stable")
    told = keys[order[grouped]].tolist()
    ends = np.cumsum(np.bincount(place)).tolist() if len(told) else []
    number = np.empty(len(told), dtype=np.int64)
    number[order] = place
    return [tuple(told[begin:end]) for begin, end in zip([0, *ends], ends, strict=False)], number


def _links(keys: Keys, rank: Ints, found: _Judged) -> pd.DataFrame:
    """The pairs of the link and review bands: a link where both records are one person, else for review.

    A pair that a person decided is settled: the same is a link whatever its weight, different is no case for review.
    """
    kept = found.judged.kept
    left, right = found.pairs.left[kept], found.pairs.right[kept]
    linked = found.clusters.person[left] == found.clusters.person[right]
    shown = np.flatnonzero(linked | (found.judged.kinds[kept] != Apart.DECISION))
    left, right, kept, linked = left[shown], right[shown], kept[shown], linked[shown]
    told = np.array(reasons(found.judged.levels[shown]), dtype=object)
    decided = np.isin(found.pairs.of(kept).codes(len(keys)), found.same)
    told[decided] = [f"{REASON}; {reason}" if reason else REASON for reason in told[decided]]
    first, second = np.where(rank[left] < rank[right], (left, right), (right, left))
    order = np.lexsort((rank[second], rank[first]))
    columns = {
        "record_a": keys[first[order]],
        "record_b": keys[second[order]],
        "weight": np.round(found.judged.weights[kept[order]], 3),
        "band": np.where(linked[order], "link", "review").astype(object),
        "reason": told[order],
    }
    return pd.DataFrame({name: pd.Series(values, dtype=values.dtype) for name, values in columns.items()})


def _refused(keys: Keys, found: _Judged) -> tuple[Refused, ...]:
    """Every join that the weights asked for and that was not made: by a rule, or against another join."""
    person, pairs = found.clusters.person, found.pairs
    strong = (found.judged.weights >= found.link) & (found.judged.kinds != Apart.NO)
    rows = np.flatnonzero(strong & (person[pairs.left] != person[pairs.right]))
    told = [
        (refusal.left, refusal.right, refusal.weight, refusal.reason)
        for refusal in found.clusters.refusals
        if person[refusal.left] != person[refusal.right]
    ]
    columns = (pairs.left[rows], pairs.right[rows], found.judged.weights[rows], found.judged.kinds[rows])
    values = zip(*(column.tolist() for column in columns), strict=True)
    told += [(left, right, weight, MEANINGS[Apart(kind)]) for left, right, weight, kind in values]
    return tuple(
        sorted(Refused(min(keys[a], keys[b]), max(keys[a], keys[b]), round(w, 3), why) for a, b, w, why in told)
    )


def _buildings(residences: Residences, groups: Mapping[str, str]) -> dict[str, str]:
    """All building text stated for each address group."""
    frame = residences.frame
    named = frame[frame["building"] != ""].drop_duplicates(["address", "building"])
    told: dict[str, list[str]] = {}
    for address, building in zip(named["address"], named["building"], strict=True):
        told.setdefault(groups.get(address, address), []).append(building)
    return {label: " / ".join(sorted(texts)) for label, texts in told.items()}
