"""The model card: what a model was learnt from, what it believes in plain words, and how wrong it expects to be."""

from collections.abc import Mapping
from dataclasses import asdict
from hashlib import sha256
from typing import Any, Final

import numpy as np
import pandas as pd

from mast.resolution.charts import bars
from mast.resolution.columns import Records, Residences
from mast.resolution.comparing.levels import FIELDS
from mast.resolution.engine import Prepared
from mast.resolution.learning.labels import Calibration, chance
from mast.resolution.learning.train import LISTED, Study
from mast.resolution.model import FORMAT, Model
from mast.resolution.page import Section, page
from mast.resolution.scoring import Floats

STATED: Final = ("forenames", "surname", "known_as", "born_on", "sex", "nhs", "upn", "phone", "email")
CLASSES: Final = {"same": "one person", "kin": "one home or family", "unlike": "strangers"}
FEWER: Final = f"fewer than {LISTED}"


def card(
    prepared: Prepared, study: Study, model: Model, weights: Floats, seed: int, calibration: Calibration | None
) -> dict[str, Any]:
    """The facts of a card, as JSON holds them. ``weights`` are those of the compared pairs that no rule keeps apart.

    No value of a record is among the facts, but dates that so many state that they mean "not known"; a count of records
    below ``LISTED`` is not told.
    """
    learnt = study.learnt
    return {
        "model": model.version,
        "format": FORMAT,
        "seed": seed,
        "data": _fingerprint(prepared.records, prepared.residences),
        "compared": list(model.compared),
        "learning": {
            "random_pairs": study.strangers,
            "compared_pairs": len(study.pairs),
            "share_of_blocked_pairs": _rounded(study.share),
            "rounds": learnt.rounds,
            "starting_blocks": [_start(asdict(start)) for start in learnt.starts],
            "pooled": [asdict(pooled) for pooled in learnt.pooled],
            "default_births": list(model.default_births),
        },
        "odds": {"same": _rounded(model.same_odds), "kin": _rounded(model.kin_odds)},
        "thresholds": asdict(model.bands),
        "labels": None if calibration is None else asdict(calibration),
        "expected": _expected(model, weights, study.share, calibration),
        "levels": _levels(model),
    }


def card_page(facts: Mapping[str, Any]) -> str:
    """A card as one HTML page that stands alone; the same facts give the same bytes."""
    expected = facts["expected"]
    lead = [
        f"What the model {facts['model']} was learnt from, what it believes, and how often it expects to be wrong. "
        "It was learnt without anybody saying which records are one person"
        + ("." if facts["labels"] is None else "; its thresholds were set by labelled pairs."),
        f"Of the pairs it links it expects {expected['precision']:.2%} to be one person, and to link "
        f"{expected['recall']:.2%} of the pairs of one person that its blocking rules find.",
    ]
    sections = [_data_section(facts), _learning_section(facts), _threshold_section(facts)]
    sections += [_field_section(name, facts["levels"][name]) for name in facts["compared"]]
    return page(f"Model card {facts['model']}", lead, sections)


def _fingerprint(records: Records, residences: Residences) -> dict[str, Any]:
    frame = records.frame
    somewhere = set(residences.frame["record"])
    # Asked of a set key by key: pandas' own isin of texts takes a hundred times as long.
    housed = np.fromiter((key in somewhere for key in frame["key"]), dtype=bool, count=len(frame))
    partners: dict[str, dict[str, Any]] = {}
    for name, rows in frame.assign(housed=housed).groupby("partner", sort=True):
        if len(rows) < LISTED:
            partners[str(name)] = {"records": FEWER}
            continue
        filled = {column: _rounded(float((rows[column] != "").mean())) for column in STATED}
        verified = _rounded(float(rows["nhs_verified"].mean()))
        partners[str(name)] = {
            "records": len(rows),
            "filled": {**filled, "nhs_verified": verified, "address": _rounded(float(rows["housed"].mean()))},
        }
    return {
        "records": len(frame),
        "residences": len(residences),
        "partners": partners,
        "content": _digest(frame) + "-" + _digest(residences.frame),
    }


def _digest(frame: pd.DataFrame) -> str:
    """A fingerprint of a table's content; the rows are in an order of their own already."""
    rows = pd.util.hash_pandas_object(frame, index=False).to_numpy(dtype=np.uint64)
    return sha256(rows.astype("<u8").tobytes()).hexdigest()[:16]


def _start(told: dict[str, Any]) -> dict[str, Any]:
    few = told["pairs"] < LISTED
    told["pairs"] = FEWER if few and told["pairs"] else told["pairs"]
    return told | {name: None if few else _rounded(told[name]) for name in ("same", "kin", "strangers")}


def _expected(model: Model, weights: Floats, share: float, calibration: Calibration | None) -> dict[str, Any]:
    """What the odds of the pairs themselves say of the bands, before records contend with each other."""
    right = chance(weights) if calibration is None else calibration.of(weights)
    link, shown = weights >= model.bands.link, weights >= model.bands.review
    all_right, linked = max(float(right.sum()), 1e-9), int(link.sum())
    return {
        "linked_pairs": round(linked / share),
        "review_pairs": round(int((shown & ~link).sum()) / share),
        "pairs_of_one_person": round(float(right.sum()) / share),
        "precision": _rounded(float(right[link].mean()) if linked else 1.0),
        "recall": _rounded(float(right[link].sum()) / all_right),
        "recall_with_review": _rounded(float(right[shown].sum()) / all_right),
    }


def _levels(model: Model) -> dict[str, list[dict[str, Any]]]:
    told: dict[str, list[dict[str, Any]]] = {}
    for field in FIELDS:
        names = [(level, field.levels(level).name) for group in field.groups for level in group]
        told[field.name] = [
            {
                "level": name,
                "meaning": field.meaning(level),
                **{kind: _rounded(getattr(model, kind)[field.name][name]) for kind in CLASSES},
                "bits": _rounded(float(np.log2(model.same[field.name][name] / model.unlike[field.name][name]))),
            }
            for level, name in names
        ]
    return told


def _data_section(facts: Mapping[str, Any]) -> Section:
    data = facts["data"]
    section = Section("data", "The data")
    section.say(
        f"{data['records']:,} records and {data['residences']:,} stays at addresses; content {data['content']}."
    )
    filled = [(name, told) for name, told in data["partners"].items() if "filled" in told]
    header = ("partner", "records", *filled[0][1]["filled"]) if filled else ("partner", "records")
    rows = [(name, f"{told['records']:,}", *(f"{s:.0%}" for s in told["filled"].values())) for name, told in filled]
    rows += [
        (name, FEWER, *[""] * (len(header) - 2)) for name, told in data["partners"].items() if "filled" not in told
    ]
    return section.tabulate("What the records of each partner state", header, rows)


def _learning_section(facts: Mapping[str, Any]) -> Section:
    told = facts["learning"]
    section = Section("learning", "How it was learnt")
    section.say(
        f"Strangers: {told['random_pairs']:,} pairs picked at random. One person: {told['compared_pairs']:,} pairs "
        f"({told['share_of_blocked_pairs']:.0%} of those that blocking finds), in the starting blocks below, in "
        f"{told['rounds']} rounds. Seed {facts['seed']}. In each block the model tells persons, families and strangers "
        "apart, and learns only from fields by which the block was not chosen."
    )
    rows = [
        (start["name"], _counted(start["pairs"]), *(_percent(start[kind]) for kind in ("same", "kin", "strangers")))
        for start in told["starting_blocks"]
    ]
    section.tabulate("Starting blocks", ("pairs alike in", "pairs", *CLASSES.values()), rows)
    for pooled in told["pooled"]:
        names = ", ".join(pooled["levels"])
        section.say(f"Taken for one level, since a vaguer would have said more: {pooled['field']}: {names}.")
    if told["default_births"]:
        section.say(f'Dates of birth taken for "not known": {", ".join(told["default_births"])}.')
    return section


def _threshold_section(facts: Mapping[str, Any]) -> Section:
    bands, expected, labels = facts["thresholds"], facts["expected"], facts["labels"]
    section = Section("thresholds", "Thresholds and expected error")
    section.say(
        f"A pair is linked from {bands['link']:g} bits on, and shown for review from {bands['review']:g} bits on."
    )
    if labels is not None:
        section.say(
            f"Set by {labels['labels']:,} labelled pairs ({labels['link']} in the link band, {labels['review']} in the "
            f"review band) for a precision of {labels['precision']:.2%}: the chances below are by them."
        )
    rows = [
        ("pairs linked", f"{expected['linked_pairs']:,}"),
        ("pairs for review", f"{expected['review_pairs']:,}"),
        ("pairs of one person", f"{expected['pairs_of_one_person']:,}"),
        *((word, f"{expected[name]:.4f}") for name, word in _RATES.items()),
    ]
    section.tabulate("Expected by the model's own odds", ("of pairs that blocking finds", "expected"), rows)
    return section.say("Before records contend with each other: rules and rivals only take links away.", "note")


_RATES: Final = {
    "precision": "precision of links",
    "recall": "recall of links",
    "recall_with_review": "recall of links and review",
}


def _field_section(name: str, levels: list[dict[str, Any]]) -> Section:
    section = Section(f"field-{name}", name.capitalize())
    series = {word: [100 * level[kind] for level in levels] for kind, word in CLASSES.items()}
    about = f"Three bars a level of {name}, in per cent: among pairs of one person, of one family, of strangers."
    chart = bars(
        f"{name}-chart",
        f"How often each level of {name} is met (%)",
        about,
        [level["level"] for level in levels],
        series,
        told=".2f",
        most=100,
    )
    rows = [
        (level["meaning"], level["level"], *(f"{level[kind]:.2%}" for kind in CLASSES), f"{level['bits']:+.1f}")
        for level in levels
    ]
    return section.draw(chart).tabulate(
        "Bits speak for one person against strangers, before rare values add to them",
        ("when", "level", *CLASSES.values(), "bits"),
        rows,
    )


def _counted(value: int | str) -> str:
    return value if isinstance(value, str) else f"{value:,}"


def _percent(value: float | None) -> str:
    return "" if value is None else f"{value:.1%}"


def _rounded(value: float) -> float:
    return float(f"{value:.6g}")
