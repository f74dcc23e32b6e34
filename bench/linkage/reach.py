"""How good any engine could be on these blocks: each pair that the rules find judged right, and joined."""

from bench.linkage.agreement import Agreement, agreement, labels
from bench.linkage.dataset import TRUTH, Dataset
from bench.linkage.splink_input import prepared
from mast.resolution.blocking import block
from mast.resolution.clustering.clustering import components


def reach(dataset: Dataset) -> Agreement:
    """Pairwise figures of the persons that the true pairs among all blocked ones make; precision is 1."""
    records, encoded, homes = prepared(dataset)
    pairs, _ = block(encoded, homes)
    place = records.frame["key"].map(dict(zip(dataset.records["key"], range(len(dataset.records)), strict=True)))
    left, right = place.to_numpy()[pairs.left], place.to_numpy()[pairs.right]
    true = labels(dataset.records[TRUTH].to_numpy())
    kept = true[left] == true[right]
    partner = labels(dataset.records["partner"].to_numpy()) if dataset.across else None
    return agreement(0.0, components(len(true), left[kept], right[kept]), true, partner)
