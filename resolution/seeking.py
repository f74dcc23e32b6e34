"""Weighs what somebody searches for against what records state, by the comparison levels and the model of the engine.

The weight is that of Fellegi and Sunter (1969): one person against strangers. The engine weighs against kin as well,
since it must not join a family; whoever searches is shown each of a family as somebody of their own.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from mast.core.facts import Details
from mast.resolution.blocking import Pairs
from mast.resolution.columns import Records, Residences
from mast.resolution.comparing.comparison import compare
from mast.resolution.engine import prepare
from mast.resolution.learning.train import with_names, without_births
from mast.resolution.model import Model
from mast.resolution.scoring import Commonness, Tables, adjustments

_SOUGHT: Final = "sought"


class Facts(NamedTuple):
    """What a search or a record says: details, and the postcodes lived at."""

    details: Details
    postcodes: Sequence[str] = ()


def weights(model: Model, sought: Facts, stated: Sequence[Facts]) -> list[float]:
    """The match weight of what is sought with each record, in bits and in their order.

    What either does not say counts neither way. Addresses count by postcode: nobody searches for a person by flat.
    """
    keys = [_SOUGHT, *map(str, range(len(stated)))]
    records = Records.from_rows(_record(key, told) for key, told in zip(keys, (sought, *stated), strict=True))
    lived = [
        {"record": key, "address": f"{key} {code}", "postcode": code, "current": True}
        for key, told in zip(keys, (sought, *stated), strict=True)
        for code in told.postcodes
        if sought.postcodes
    ]
    found = prepare(records, Residences.from_rows(lived), {})
    encoded = with_names(without_births(found.encoded, model.default_births), model.frequencies)
    place = {key: at for at, key in enumerate(records.frame["key"])}
    right = np.array([place[key] for key in keys[1:]], dtype=np.int32)
    pairs = Pairs(np.full(len(right), place[_SOUGHT], dtype=np.int32), right)
    levels, shared = compare(encoded, found.homes, pairs)
    same, _ = Tables.of(model).sums(levels)
    rarer = adjustments(model, Commonness.of(model, encoded, found.homes), pairs, levels, shared).sum(axis=1)
    told: list[float] = (same + rarer).tolist()
    return told


def _record(key: str, told: Facts) -> dict[str, object]:
    said = told.details
    return {
        "key": key,
        "title": said.title,
        "forenames": said.forenames,
        "surname": said.surname,
        "known_as": said.known_as,
        "born_on": said.born_on.isoformat() if said.born_on else "",
        "sex": said.sex,
    }
