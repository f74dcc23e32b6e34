"""Writes the sections of the evaluation page on how right the links are: overall, by partners, by age and sex."""

from mast.resolution.charts import bars
from mast.resolution.evaluating.agreement import Agreement
from mast.resolution.evaluating.evaluation import Evaluation
from mast.resolution.evaluating.groups import FEW, GroupFigures
from mast.resolution.page import Section

RATES = ("precision", "recall", "F1", "pairs linked", "true pairs")
NO_TRUTH = "Not given: who the records truly are (--truth)."


def figures_section(found: Evaluation | None) -> Section:
    section = Section("figures", "Overall")
    if found is None:
        return section.say(NO_TRUTH, "note")
    section.say(f"{found.records:,} records whose person is known.")
    rows = [("Pairs of records", *_rates(found.pairwise)), ("Pairs in one household", *_rates(found.households))]
    section.tabulate("Pairs put together", ("of", *RATES), rows)
    share = (f"{found.bcubed_precision:.4f}", f"{found.bcubed_recall:.4f}", f"{found.bcubed_f1:.4f}")
    return section.tabulate("Records, each judged by its whole person", ("of", *RATES[:3]), [("B-cubed", *share)])


def partners_section(found: Evaluation | None) -> Section:
    section = Section("partners", "By pair of partners")
    if found is None:
        return section.say(NO_TRUTH, "note")
    series = {
        "precision": [told.precision for told in found.partners.values()],
        "recall": [told.recall for told in found.partners.values()],
    }
    about = "Two bars for each pair of partners, of precision and of recall, from 0 to 1."
    names = [name.replace("-", " – ") for name in found.partners]
    section.draw(
        bars("partners-chart", "Precision and recall by pair of partners", about, names, series, told=".3f", most=1)
    )
    rows = [(name, *_rates(told)) for name, told in zip(names, found.partners.values(), strict=True)]
    return _few(section.tabulate("Pairs of records, one of each partner", ("partners", *RATES), rows))


def groups_section(found: Evaluation | None) -> Section:
    section = Section("groups", "By age and by sex")
    if found is None or not (found.ages or found.sexes):
        return section.say(
            "Not given: birth years and sexes of the records (--people or --loaded), with --truth.", "note"
        )
    section.say(
        "A pair counts for a group when either of its records is of the group; B-cubed is the mean over the records of "
        "the group. Age and sex are what each record states."
    )
    for name, title, groups in (("ages", "Age", found.ages), ("sexes", "Sex", found.sexes)):
        series = {
            "B-cubed precision": [told.bcubed_precision for told in groups.values()],
            "B-cubed recall": [told.bcubed_recall for told in groups.values()],
        }
        about = f"Two bars for each {title.lower()}, of precision and of recall, from 0 to 1."
        chart = bars(f"{name}-chart", f"B-cubed by {title.lower()}", about, list(groups), series, told=".3f", most=1)
        header = (title, "records", *RATES, "B-cubed precision", "B-cubed recall")
        section.draw(chart).tabulate(f"By {title.lower()}", header, [_group(*item) for item in groups.items()])
    return _few(section)


def _rates(told: Agreement) -> tuple[str, ...]:
    few = " *" if min(told.linked_pairs, told.true_pairs) < FEW else ""
    rates = (f"{rate:.4f}{few}" for rate in (told.precision, told.recall, told.f1))
    return (*rates, f"{told.linked_pairs:,}", f"{told.true_pairs:,}")


def _group(name: str, told: GroupFigures) -> tuple[str, ...]:
    shares = (f"{told.bcubed_precision:.4f}", f"{told.bcubed_recall:.4f}")
    return (name, f"{told.records:,}", *_rates(told.pairwise), *shares)


def _few(section: Section) -> Section:
    return section.say(f"* fewer than {FEW} pairs, linked or true: chance alone moves such a figure.", "note")
