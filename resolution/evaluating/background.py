"""Writes the sections of the evaluation page on what lies behind the links: weights, sizes, what is out of reach."""

from collections.abc import Mapping, Sequence

from mast.resolution.charts import bars, columns, lines
from mast.resolution.evaluating.coverage import Blocking, Unlinkable
from mast.resolution.evaluating.curve import Histogram, Point
from mast.resolution.evaluating.evaluation import Evaluation
from mast.resolution.evaluating.probes import Probe, ProbeFigures, by_origin, by_variation
from mast.resolution.page import Section

MOST_SIZES = 20
"""Records to a person up to which each number has a bar of its own."""
MOST_ROWS = 20
PROBED = ("one person: pairs", "linked", "for review", "recall", "two people: pairs", "linked falsely", "rate")


def weights_section(found: Histogram | None) -> Section:
    section = Section("weights", "Match weights")
    if found is None or not found.counts:
        return section.say("Not given: scored pairs (--pairs, as mast export pairs writes them).", "note")
    section.say("Pairs of the link and review bands by match weight, in bits: ten more is a thousand times the odds.")
    about = (
        f"Pairs from weight {found.edges[0]:g} to {found.edges[-1]:g}, in columns stacked by {', '.join(found.counts)}."
    )
    section.draw(
        columns(
            "weights-chart",
            "Pairs by match weight",
            about,
            found.edges,
            found.counts,
            across="match weight, bits",
            up="pairs",
        )
    )
    rows = [
        (f"{low:g} to {high:g}", *(f"{counts[place]:,}" for counts in found.counts.values()))
        for place, (low, high) in enumerate(zip(found.edges, found.edges[1:], strict=False))
    ]
    return section.tabulate("Pairs by weight", ("weight", *found.counts), rows)


def curve_section(found: Sequence[Point] | None, evaluation: Evaluation | None) -> Section:
    section = Section("curve", "Precision and recall by threshold")
    if not found:
        return section.say("Not given: scored pairs with the truth about them (--pairs and --truth).", "note")
    best = max(found, key=lambda point: point.f1)
    section.say(
        "What linking every pair from a weight on would give, without rules or clusters. Recall is of all true pairs, "
        "of those too that are not among the scored. "
        f"The best F1 by a threshold alone is {best.f1:.4f}, at weight {best.weight:.1f}."
    )
    marks = {"best threshold": (best.recall, best.precision)}
    if evaluation is not None:
        marks["links as published"] = (evaluation.pairwise.recall, evaluation.pairwise.precision)
    low = min(point.precision for point in found)
    first, last = found[0], found[-1]
    about = f"Precision goes from {first.precision:.3f} to {last.precision:.3f} as recall grows to {last.recall:.3f}."
    points = {"by threshold": [(point.recall, point.precision) for point in found]}
    floor = max(0.0, low - 0.05) // 0.1 * 0.1
    section.draw(
        lines(
            "curve-chart",
            "Precision by recall",
            about,
            points,
            across="recall",
            up="precision",
            y_range=(floor, 1.0),
            marks=marks,
        )
    )
    step = max(1, len(found) // MOST_ROWS)
    chosen = [*found[::step], *([] if (len(found) - 1) % step == 0 else [found[-1]])]
    rows = [(f"{p.weight:.1f}", f"{p.precision:.4f}", f"{p.recall:.4f}", f"{p.f1:.4f}") for p in chosen]
    return section.tabulate("Some points of the curve", ("from weight", "precision", "recall", "F1"), rows)


def sizes_section(found: Mapping[int, int] | None) -> Section:
    section = Section("sizes", "Records to a person")
    if not found:
        return section.say("Not given: links (--links).", "note")
    shown = {str(size): count for size, count in found.items() if size <= MOST_SIZES}
    more = sum(count for size, count in found.items() if size > MOST_SIZES)
    if more:
        shown[f"over {MOST_SIZES}"] = more
    records = sum(size * count for size, count in found.items())
    section.say(f"{sum(found.values()):,} persons have {records:,} records. The largest has {max(found):,}.")
    about = f"A bar for each number of records, from 1 to {max(found)}: how many persons have so many."
    section.draw(
        bars("sizes-chart", "Persons by number of records", about, list(shown), {"persons": list(shown.values())})
    )
    return section.tabulate(
        "Persons by number of records", ("records", "persons"), [(n, f"{c:,}") for n, c in shown.items()]
    )


def unlinkable_section(found: Unlinkable | None) -> Section:
    section = Section("unlinkable", "Records that say too little")
    if found is None:
        return section.say("Not given: the records themselves (--loaded).", "note")
    share = found.unlinkable / found.records if found.records else 0.0
    section.say(
        f"{found.unlinkable:,} of {found.records:,} records ({share:.1%}) would not reach the link band even with a "
        "copy of themselves. No threshold finds them: only more of what is known, or a person, can."
    )
    shares = [few / of if of else 0.0 for few, of in found.partners.values()]
    about = "A bar for each partner: the share of its records that say too little to be linked."
    chart = bars(
        "unlinkable-chart", "Unlinkable records by partner", about, list(found.partners), {"share": shares}, told=".1%"
    )
    rows = [(name, f"{few:,}", f"{of:,}", f"{few / of:.1%}") for name, (few, of) in found.partners.items() if of]
    return section.draw(chart).tabulate("By partner", ("partner", "too little", "of records", "share"), rows)


def blocking_section(found: Blocking | None) -> Section:
    section = Section("blocking", "Pairs compared")
    if found is None:
        return section.say("Not given: a run's report (--report), or the records themselves (--loaded).", "note")
    section.say(
        f"Of {found.possible_pairs:,} possible pairs of {found.records:,} records, {found.compared_pairs:,} were "
        f"compared: {found.reduction:.4%} needed no comparing."
    )
    if found.recall is None:
        section.say("How many true pairs are among them was not asked (--loaded with --truth tells).", "note")
    else:
        section.say(
            f"{found.true_compared:,} of {found.true_pairs:,} true pairs are among them: "
            f"recall of blocking {found.recall:.4f}."
        )
    if not found.rules:
        return section
    made = {"pairs": [float(rule.made_pairs) for rule in found.rules]}
    about = "A bar for each blocking rule: how many pairs it made. Rules make some of the same pairs."
    section.draw(bars("blocking-chart", "Pairs by blocking rule", about, [rule.rule for rule in found.rules], made))
    header = ("rule", "pairs", "largest block", "blocks split", "blocks thinned")
    rows = [
        (r.rule, f"{r.made_pairs:,}", f"{r.largest:,}", f"{r.split_blocks:,}", f"{r.thinned_blocks:,}")
        for r in found.rules
    ]
    return section.tabulate("By rule", header, rows)


def probes_section(found: Sequence[Probe] | None) -> Section:
    section = Section("probes", "Names of many origins")
    if found is None:
        return section.say("Not asked: probes of the model with made-up names (--probes).", "note")
    section.say(
        "Pairs of records made up for this test, of names from many origins, each origin with the same kinds of "
        "variation in the same circumstances. Nobody's origin is derived: the records of real people have none."
    )
    origins = by_origin(found)
    series = {
        "recall": [told.recall for told in origins.values()],
        "two people linked": [told.false_link_rate for told in origins.values()],
    }
    about = (
        "Two bars for each origin: the share of one person's pairs linked, and of two people's pairs linked falsely."
    )
    section.draw(bars("probes-chart", "Probes by origin", about, list(origins), series, told=".2f", most=1))
    section.tabulate("By origin of name", ("origin", *PROBED), [_probed(*item) for item in origins.items()])
    kinds = by_variation(found)
    return section.tabulate("By kind of variation", ("variation", *PROBED), [_probed(*item) for item in kinds.items()])


def _probed(name: str, told: ProbeFigures) -> tuple[str, ...]:
    one = (
        (f"{told.one_person}", f"{told.linked}", f"{told.review}", f"{told.recall:.2f}")
        if told.one_person
        else ("–",) * 4
    )
    two = (
        (f"{told.two_people}", f"{told.false_links}", f"{told.false_link_rate:.2f}") if told.two_people else ("–",) * 3
    )
    return (name, *one, *two)
