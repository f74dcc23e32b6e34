"""What is planted is found, all of it, and nothing else; and a pack says nothing but that."""

import json

from mast.reports.board import Pack, count_all, make_pack, provenance
from mast.reports.files import contents
from mast.reports.overlap import CASES, HIDDEN_OVERLAP, HOUSEHOLDS, HOW_MANY, OTHERS_OPEN, PEOPLE
from mast.reports.places import ADDRESSES
from mast.reports.shapes import BRIDGES, FEW, NETWORK
from mast.reports.tables import figure
from tests.network.town import DAY, Town
from tests.reports.city import planted_city, sources_of
from tests.reports.pango import HAS_PANGO
from tests.reports.pdf import searchable


def counts_of(town: Town) -> dict[str, int]:
    return {name: count for table in count_all(sources_of(town)).tables for name, count in table.counts().items()}


def pack_of(town: Town) -> Pack:
    sources = sources_of(town)
    facts = provenance(sources.population.generation, sources.population, "1.0")
    return make_pack(count_all(sources), DAY, facts, [], None)[0]


def test_every_planted_fact_is_counted_and_none_is_made_up() -> None:
    counts = counts_of(planted_city())
    of_people = [counts[figure(PEOPLE, number, "people")] for number in HOW_MANY]
    # Of one agency: both people of each hidden overlap, and the two at the ends of each chain.
    # Of two: the planted ones, those with two cases, and the two in the middle of each chain.
    assert of_people == [9 * (2 + 2), 9 * (1 + 1 + 2), 9]
    hidden = [counts[figure(HOUSEHOLDS, number, HIDDEN_OVERLAP)] for number in HOW_MANY[1:]]
    assert hidden == [9, 0]
    assert counts[figure(ADDRESSES, "5 to 9", "homes, several agencies")] == 9
    assert sum(count for name, count in counts.items() if name.startswith(ADDRESSES)) == 9
    assert counts[figure(NETWORK, "a chain of four", FEW)] == 9
    assert sum(count for name, count in counts.items() if name.startswith(f"{NETWORK}:")) == 9
    assert sum(count for name, count in counts.items() if name.startswith(f"{BRIDGES}:")) == 9
    for agency in ("Adults", "Children"):
        assert counts[figure(CASES, agency, OTHERS_OPEN)] == 9


def test_a_pack_shows_the_planted_facts_as_the_rule_says() -> None:
    pack = pack_of(planted_city())
    people = pack.table(PEOPLE)
    assert people is not None
    assert people.rows == (("one agency", 35), ("two agencies", 35), ("three or more", 10))
    addresses = pack.table(ADDRESSES)
    assert addresses is not None
    assert addresses.rows[1] == ("5 to 9", 0, 10, 0)


def test_no_id_and_no_day_of_anybody_is_in_any_file() -> None:
    city = planted_city()
    files = contents(pack_of(city), with_pdf=HAS_PANGO)
    told = [*city.people, *city.homes, *city.places, "1984-03-12", "WV11", "2026-06-01"]
    told += [str(row["event"]) for row in [*city.contacts, *city.at] if "-" in str(row["event"])]
    for name, content in files.items():
        said = searchable(name, content)
        assert b"Children" in said or not name.startswith("board")
        for canary in told:
            assert canary.encode() not in said, f"{canary} in {name}"


def test_the_same_sources_give_the_same_bytes() -> None:
    one, other = (contents(pack_of(planted_city()), with_pdf=False) for _ in range(2))
    assert one == other
    told = json.loads(one["board.json"])
    assert told["digest"] == pack_of(planted_city()).digest
    assert told["generation"]["digest"] == "d1"


def test_of_nothing_a_pack_says_nothing() -> None:
    pack = pack_of(Town())
    people = pack.table(PEOPLE)
    assert people is not None
    assert [row[1] for row in people.rows] == ["c", "c", "c"]
    assert b"There is nothing to show." in contents(pack, with_pdf=False)["board.html"]
