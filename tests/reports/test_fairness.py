"""Whether groups are matched alike: counts that hang together with the partners', under the same rule as all others."""

from datetime import date
from pathlib import Path

import pandas as pd

from mast.network.evidence import Evidence
from mast.reports.aggregates import read_deprivation
from mast.reports.board import count_all
from mast.reports.disclosure import disclose
from mast.reports.fairness import BY_AGE, BY_DEPRIVATION, BY_SEX, describe_deprivation, describe_fairness
from mast.reports.recovery import Edition
from mast.reports.tables import Cell, Part, Table, figure
from tests.network.town import Town
from tests.reports.city import PARTNERS, sources_of


def town() -> Town:
    """Twenty women of two agencies, nine men of one, a child of three, and somebody of whom nothing is stated."""
    made = Town()
    for number in range(20):
        made.person(f"W{number}")
        made.touch(f"W{number}", "police")
        made.touch(f"W{number}", "adults")
    for number in range(9):
        made.person(f"M{number}", born_on="1990-01-01", sex="male")
        made.touch(f"M{number}", "police")
    made.person("C", born_on="2020-05-05", sex="male")
    for agency in ("police", "children", "hospital"):
        made.touch("C", agency)
    made.person("N", born_on="", sex="")
    made.touch("N", "fire")
    return made


def printed(part: Part, name: str) -> tuple[tuple[Cell, ...], ...]:
    quiet = {one for table in part.tables for one in table.quiet()}
    counts = {one: count for table in part.tables for one, count in table.counts().items()}
    table = next(table for table in part.tables if table.name == name)
    return table.printed(disclose(counts, [], quiet=quiet).shown).rows


def test_records_of_each_group_are_counted_by_whether_they_are_matched() -> None:
    evidence = Evidence(pd.DataFrame(columns=["partner_a", "partner_b", "band", "pairs"]), frozenset({"police:M1"}))
    part = describe_fairness(town().population(), evidence, PARTNERS)
    assert printed(part, BY_SEX) == (
        ("female", 40, 40, "c", 0, "100%", "0%"),
        ("male", 10, "c", 10, "*", "*", "*"),
        ("not stated", "c", "c", "c", 0, "*", "*"),
    )
    counts = {one: count for table in part.tables for one, count in table.counts().items()}
    assert counts[figure(BY_SEX, "male", "records")] == 12
    assert counts[figure(BY_AGE, "5 to 10", "matched with another partner")] == 3
    assert counts[figure(BY_AGE, "25 to 44", "records")] == 49
    assert counts[figure(BY_AGE, "not stated", "matched with none")] == 1


def test_every_count_hangs_together_with_others() -> None:
    counted = count_all(sources_of(town()))
    within = {name for rule in counted.relations for name, _ in rule}
    assert {one for table in counted.tables if table.name in (BY_SEX, BY_AGE) for one in table.counts()} <= within


def deprivation(tmp_path: Path, rows: str) -> tuple[Table, Part]:
    file = tmp_path / "deciles.csv"
    file.write_text(f"decile,records,matched\n{rows}\n")
    counts = {figure("coverage", one.name, "records"): 30 for one in PARTNERS}
    counts |= {figure("matched-records", one.name, "known to another partner"): 20 for one in PARTNERS}
    counts |= {figure("matched-records", one.name, "known to no other"): 10 for one in PARTNERS}
    part = describe_deprivation(read_deprivation(file), counts, PARTNERS[:1])
    (table,) = part.tables
    return table, part


def test_a_partners_own_counts_are_told_under_the_same_rule(tmp_path: Path) -> None:
    table, part = deprivation(tmp_path, "1,1000,520\n10,299,5")
    assert printed(part, BY_DEPRIVATION) == (
        ("decile 1, the most deprived", 1000, 520, 480, "52%"),
        ("decile 10, the least deprived", 300, "*", 295, "*"),
    )
    edition: Edition = disclose(table.counts(), part.relations, quiet=table.quiet())
    assert edition.shown[figure(BY_DEPRIVATION, "decile 10, the least deprived", "matched with another partner")] == "*"
    assert describe_deprivation([], {}, PARTNERS).tables == []


def test_they_are_guarded_as_the_counts_of_any_partner_that_they_can_be(tmp_path: Path) -> None:
    of_more = deprivation(tmp_path, "1,31,20")[1]
    of_all = deprivation(tmp_path, "1,16,11\n2,14,9")[1]
    of_some = deprivation(tmp_path, "1,12,8")[1]
    # Within itself each group has two rules; beside a partner that fits three more, and twice as many where equal.
    assert [len(part.relations) for part in (of_more, of_all, of_some)] == [2, 2 * 2 + 3 * 2, 2 + 3]


def test_ages_are_those_on_the_day() -> None:
    made = Town()
    for name, born_on in (("a", "2021-10-31"), ("b", "2021-11-01"), ("c", date(1961, 10, 31).isoformat())):
        made.person(name, born_on=born_on)
        made.touch(name, "police")
    part = describe_fairness(made.population(), sources_of(made).evidence, PARTNERS)
    table = next(one for one in part.tables if one.name == BY_AGE)
    counts = table.counts()
    told = {label: counts[figure(BY_AGE, label, "records")] for label, _ in table.rows}
    assert {label for label, count in told.items() if count} == {"0 to 4", "5 to 10", "65 and over"}
