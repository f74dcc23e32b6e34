"""How good any engine could be on these blocks: each pair that the rules find judged right, and joined."""

import numpy as np
from scipy.sparse import coo_matrix  # type: ignore[import-untyped]
from scipy.sparse.csgraph import connected_components  # type: ignore[import-untyped]

from bench.linkage.agreement import Agreement, agreement, labels
from bench.linkage.dataset import TRUTH, Dataset
from bench.linkage.splink_input import prepared
from mast.resolution.blocking import block


def reach(dataset: Dataset) -> Agreement:
    """Pairwise figures of the persons that the true pairs among all blocked ones make; precision is 1."""
    records, encoded, homes = prepared(dataset)
    pairs, _ = block(encoded, homes)
    place = records.frame["key"].map(dict(zip(dataset.records["key"], range(len(dataset.records)), strict=True)))
    left, right = place.to_numpy()[pairs.left], place.to_numpy()[pairs.right]
    true = labels(dataset.records[TRUTH].to_numpy())
    kept = true[left] == true[right]
    graph = coo_matrix((np.ones(int(kept.sum()), dtype=np.int8), (left[kept], right[kept])), shape=(len(true),) * 2)
    partner = labels(dataset.records["partner"].to_numpy()) if dataset.across else None
    return agreement(0.0, connected_components(graph, directed=False)[1].astype(np.int64), true, partner)
