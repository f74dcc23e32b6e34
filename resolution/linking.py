"""Links tables without a graph: tables in, clusters and pairs out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from mast.resolution.account import Report
from mast.resolution.cells import read_cells
from mast.resolution.decisions import Decisions
from mast.resolution.engine import join, prepare, train_prepared
from mast.resolution.model import Model
from mast.resolution.plan import Plan

SEED: Final = 1
Progress = Callable[[str], None]
Decide = Callable[[frozenset[str]], Decisions]


@dataclass(frozen=True, slots=True, eq=False)
class Linked:
    """``clusters``: record_id, cluster_id, one row a record. ``pairs``: record_a, record_b, weight (bits), band (link
    or review), model, reason. ``unread``: by column and reason, how many cells counted as missing.
    """

    clusters: pd.DataFrame
    pairs: pd.DataFrame
    model: Model
    report: Report
    unread: Mapping[str, Mapping[str, int]]

    def as_dict(self) -> dict[str, Any]:
        """The account of the run as JSON holds it: record ids, and nothing that a record states."""
        return {"model": self.model.version, **self.report.as_dict(), "unread_cells": self.unread}


def link(
    frames: Mapping[str, pd.DataFrame],
    plan: Plan,
    model: Model | None = None,
    decide: Decide | None = None,
    seed: int = SEED,
    progress: Progress = lambda step: None,
) -> Linked:
    """Link the records of any tables: who is one person, and why.

    ``frames`` holds each source's table; the plan's ``columns`` say what its columns mean. Raw values are normalised as
    a partner's extract is; what cannot be read counts as missing and is counted. Without a ``model`` one is learnt from
    these records with ``seed``, which is deterministic. ``decide`` is given all record ids and answers what people
    decided about pairs of them.

    A record's id in the answer is the one in the table; with several tables or a column of sources it is ``source:id``.
    Clusters are numbered ``c1`` on, in the order of their least record id, and the numbers mean nothing more.

    Raises ``InputRefused`` for a column, an id, a source or a decision amiss, and ``ModelRefused`` for a model that was
    trained to compare other fields than the plan's.
    """
    progress("reading")
    stated = read_cells(frames, plan)
    plan.check_sources(stated.records.frame["partner"].unique().tolist())
    keys = frozenset(stated.records.frame["key"])
    decisions = decide(keys) if decide else Decisions()
    if model is not None:
        plan.accept(model)
    prepared = prepare(stated.records, stated.residences, plan=plan)
    if model is None:
        progress("learning")
        model = train_prepared(prepared, seed)
    progress("linking")
    joined = join(prepared, model, decisions)
    clusters = [(key, f"c{number}") for number, person in enumerate(joined.persons, 1) for key in person]
    return Linked(
        clusters=pd.DataFrame(sorted(clusters), columns=["record_id", "cluster_id"]),
        pairs=joined.links.assign(model=model.version)[["record_a", "record_b", "weight", "band", "model", "reason"]],
        model=model,
        report=joined.report,
        unread=stated.unread,
    )
