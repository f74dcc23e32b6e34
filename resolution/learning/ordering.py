"""Keeps the levels of a field in order: what agrees more exactly never speaks less for one person."""

from dataclasses import dataclass

import numpy as np

from mast.resolution.comparing.levels import FIELDS, HOME, Field, Home
from mast.resolution.learning.chances import Floats, shares


@dataclass(frozen=True, slots=True)
class Pooled:
    """Levels of a field that share one ratio, since a vaguer one would have spoken more than an exacter one."""

    field: str
    levels: tuple[str, ...]


def in_order(same: Floats, unlike: Floats) -> tuple[Floats, tuple[Pooled, ...]]:
    """Chances of one person under which the ``orders`` of every field hold, and which levels were pooled for it.

    Levels that stand the wrong way round are taken for one: together they keep their chance, and each gets the part
    of it that strangers give it.
    """
    held, told = same.copy(), []
    for place, field in enumerate(FIELDS):
        known = _usual(place, unlike)
        for levels in _pools(field, same[place], known):
            held[place, levels] = same[place, levels].sum() * known[levels] / known[levels].sum()
            told.append(Pooled(field.name, tuple(field.levels(level).name for level in levels)))
    return shares(held), tuple(told)


def _pools(field: Field, same: Floats, unlike: Floats) -> list[list[int]]:
    """The groups of two or more levels that must be taken for one, grown until every order holds."""
    pools = {level: frozenset({level}) for order in field.orders for level in order}

    def ratio(level: int) -> float:
        members = sorted(pools[level])
        return float(np.log(same[members].sum()) - np.log(unlike[members].sum()))

    steps = [step for order in field.orders for step in zip(order, order[1:], strict=False)]
    while wrong := [(a, b) for a, b in steps if pools[a] != pools[b] and ratio(b) > ratio(a) + 1e-9]:
        joined = pools[wrong[0][0]] | pools[wrong[0][1]]
        pools.update(dict.fromkeys(joined, joined))
    return sorted(sorted(levels) for levels in set(pools.values()) if len(levels) > 1)


def _usual(place: int, unlike: Floats) -> Floats:
    """Chances between strangers as pairs are scored: who shares an address does so with one chance, now or once."""
    usual: Floats = unlike[place].copy()
    if place == HOME:
        usual[[Home.SAME_NOW, Home.SAME_ONCE]] = usual[[Home.SAME_NOW, Home.SAME_ONCE]].sum()
    return usual
