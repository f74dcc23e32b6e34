"""The page of an evaluation: balanced, self-contained, the same bytes each time, and nobody's record in it."""

import json
from datetime import date
from html.parser import HTMLParser

import pytest

from mast.resolution.evaluating.coverage import blocking_of, people_of, unlinkable_of
from mast.resolution.evaluating.curve import precision_recall, weight_histogram
from mast.resolution.evaluating.evaluation import evaluate
from mast.resolution.evaluating.probes import probe, read_names
from mast.resolution.evaluating.report import Findings, report, sizes_of
from mast.resolution.page import Section, page
from mast.resolution.plan import partner_plan
from tests.resolution.town import town

VOID = {"meta", "link", "br", "img", "input"}
ON = date(2026, 10, 31)


class Reader(HTMLParser):
    """Holds a page to be balanced, with unique ids that exist where they are pointed to, and nothing fetched."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.pointed: list[str] = []
        self.counts: dict[str, int] = {}
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.counts[tag] = self.counts.get(tag, 0) + 1
        assert tag not in {"script", "link", "img", "iframe", "object"}
        for name, value in attrs:
            assert name not in {"src", "srcset", "onload", "onclick", "style"}
            if name == "id":
                self.ids.append(str(value))
            if name == "href":
                assert str(value).startswith("#")
                self.pointed.append(str(value)[1:])
            if name in {"aria-labelledby", "aria-describedby"}:
                self.pointed += str(value).split()
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.counts[tag] = self.counts.get(tag, 0) + 1

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(text)
    reader.close()
    assert reader.open == []
    assert len(set(reader.ids)) == len(reader.ids)
    assert set(reader.pointed) <= set(reader.ids)
    assert text.startswith('<!DOCTYPE html>\n<html lang="en-GB">')
    assert reader.counts["h1"] == reader.counts["title"] - reader.counts.get("svg", 0) == 1
    return reader


def everything() -> Findings:
    here = town()
    told = (here.records, here.residences, here.model, here.found.addresses, partner_plan())
    return Findings(
        as_of=ON,
        evaluation=evaluate(here.links, here.truth, people_of(here.records), ON),
        sizes=sizes_of(here.links),
        histogram=weight_histogram(here.found.links, here.truth),
        curve=precision_recall(here.found.links, here.truth),
        unlinkable=unlinkable_of(*told),
        blocking=blocking_of(*told, here.truth),
        probes=probe(here.model, read_names()),
    )


def test_a_whole_page() -> None:
    found = everything()
    text = report(found)
    reader = read(text)
    assert reader.counts["svg"] == 9
    assert reader.counts["figure"] == reader.counts["svg"]
    assert reader.counts["table"] == reader.counts["caption"] >= 11
    assert "Not given" not in reader.text
    assert report(everything()) == text
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")


def test_no_record_and_no_person_is_on_the_page() -> None:
    here = town()
    text = report(everything())
    for name in ("key", "nhs", "born_on"):
        stated = set(here.records.frame[name]) - {""}
        assert not [value for value in stated if value in text]
    assert not [name for name in set(here.records.frame["surname"]) if f">{name}<" in text]


def test_an_empty_page_says_what_was_not_given() -> None:
    reader = read(report(Findings(as_of=ON)))
    assert reader.text.count("Not given") == 8
    assert "Not asked" in reader.text
    assert "svg" not in reader.counts


def test_small_cells_are_marked() -> None:
    here = town()
    few = here.truth.iloc[:30]
    text = report(Findings(as_of=ON, evaluation=evaluate(here.links, few, people_of(here.records), ON)))
    assert "* fewer than" in text
    assert " *</td>" in text


def test_figures_are_ready_for_json() -> None:
    told = json.loads(json.dumps(everything().as_dict()))
    assert {"pairwise", "ages", "sexes", "sizes", "weights", "curve", "unlinkable", "blocking", "probes"} <= told.keys()
    assert Findings(as_of=ON).as_dict() == {}


def test_what_is_written_on_a_page_is_escaped() -> None:
    strange = "<b>&\"'"
    section = Section("one", strange).say(strange, "note").tabulate(strange, (strange,), [(strange, strange)])
    assert "<b>" not in page(strange, (strange,), [section])
    read(page(strange, (strange,), [section]))


@pytest.mark.parametrize("sizes", [{1: 4}, {1: 4, 3: 1, 40: 2}])
def test_large_persons_are_told_together(sizes: dict[int, int]) -> None:
    reader = read(report(Findings(as_of=ON, sizes=sizes)))
    assert ("over 20" in reader.text) == (max(sizes) > 20)
