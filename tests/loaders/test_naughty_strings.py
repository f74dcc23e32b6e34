"""The big list of naughty strings (blns on npm) in every field: taken in whole, or left out with a reason.

Taken in whole means every letter and figure, but for what docs/partners.md says of writing, titles and words for no
name. From there on it is exact: cards and exports show what was taken in, character by character.
"""

import csv
import json
import unicodedata
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from mast.core.facts import Row
from mast.fields.names import PersonName, display_name
from mast.fields.text import clean, spelt
from mast.graph.opening import open_graph
from mast.ledger.store import open_ledger
from mast.loaders import checking
from mast.loaders.checking import Checked, check
from tests.cli.verbs import done
from tests.engines import Engine
from tests.graphql.test_published import ask, client_of
from tests.graphql.town import PARTNERS
from tests.loaders.files import ADULT, adult, adults_csv, mapping_of, source_of
from tests.npm import package

pytestmark = pytest.mark.npm

DAY = date(2026, 10, 31)
NOT_KNOWN = {"NULL", "NIL", "NONE", "TEST"}
"""In a name these are how systems write that there is none: they read as empty (docs/partners.md)."""
SHORTENED = {"Dr. Herman I. Libshitz"}
"""What a name loses on purpose: a title before forenames, where another stands in its own column (docs/partners.md)."""
CARD = """fragment card on Person { displayName addresses { address { line } }
  agencies { agency { code } lead { name team phone email } } }"""
CARDS_AT_ONCE = 12
DESK = ["", *next([one.duty_team, one.duty_phone, one.duty_email] for one in PARTNERS if one.code == "adults")]


def _name(row: Row) -> str:
    assert row.details is not None
    who = row.details
    return f"{who.title} {who.forenames} {who.surname} {who.known_as}"


def _address(row: Row) -> str:
    return row.address.lines if row.address else ""


FIELDS: dict[str, Callable[[Row], str]] = {
    **dict.fromkeys(("TITLE", "FIRST_NAME", "LAST_NAME", "KNOWN_AS"), _name),
    **dict.fromkeys(("ADDRESS_1", "ADDRESS_2", "ADDRESS_3", "TOWN"), _address),
    "LAS_ID": lambda row: row.record,
    "CONTACT_ID": lambda row: row.event,
    "ALLOCATED_WORKER": lambda row: row.professional.name if row.professional else "",
    "WORKER_TEAM": lambda row: row.professional.team if row.professional else "",
}


def strings() -> list[str]:
    path = package("blns") / "resources" / "blns.json"
    return list(dict.fromkeys(json.loads(path.read_text(encoding="utf-8"))))


def letters(text: str) -> Counter[str]:
    """Letters and figures, marks and capitals apart."""
    return Counter(letter for letter in unicodedata.normalize("NFKD", text).casefold() if letter.isalnum())


def repeats(address: str) -> bool:
    """Whether parts of an address say the same, of which MAST keeps one."""
    parts = [spelt(part) or part.strip() for part in address.split(",")]
    return len(set(parts)) < len(parts)


def planted(fields: list[str]) -> tuple[list[tuple[str, str]], str]:
    """Where each string is, row by row, and the extract: every row is another person's, but for that one cell."""
    where = [(field, text) for field in fields for text in strings()]
    rows = [
        adult(LAS_ID=f"r{number}", CONTACT_ID=f"e{number}") | {field: text}
        for number, (field, text) in enumerate(where, 1)
    ]
    return where, adults_csv(*rows)


def read(folder: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> Checked:
    monkeypatch.setattr(checking, "_SHARE_OF_SENTENCES", 1)
    with source_of(folder, text) as source:
        return check(source, mapping_of("adults"), DAY)


def test_no_string_in_any_field_is_lost_without_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    where, text = planted(list(ADULT))
    assert len(where) > 480 * len(ADULT)
    checked = read(tmp_path, text, monkeypatch)
    found: dict[int, set[str]] = {}
    for finding in checked.findings:
        found.setdefault(finding.row_number, set()).add(finding.field)
    rejected = {finding.row_number for finding in checked.findings if not finding.kept}
    accepted = iter(checked.delivery.rows)
    lost: Counter[tuple[str, str]] = Counter()
    for number, (field, written) in enumerate(where, 1):
        if number in rejected:
            continue
        row = next(accepted)
        if field not in FIELDS or field in found.get(number, ()):
            continue
        if gone := letters(written) - letters(FIELDS[field](row)):
            lost[field, written] += gone.total()
    unexplained = {
        (field, written)
        for field, written in lost
        if not (spelt(written) in NOT_KNOWN or written in SHORTENED if FIELDS[field] is _name else repeats(written))
    }
    assert not unexplained, sorted(unexplained)


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Checked]:
    """An extract in which each string stands in all fields of one row that take it, and what the loaders read in it.

    Every row is another person's, with a day of birth, a postcode and a worker's address of its own.
    """
    shown = ["FIRST_NAME", "LAST_NAME", "KNOWN_AS", "ADDRESS_1", "ALLOCATED_WORKER", "WORKER_TEAM", "LAS_ID"]
    where, text = planted(shown)
    found = {finding.row_number for finding in read(tmp_path, text, monkeypatch).findings}
    taken: dict[str, dict[str, str]] = {text: {} for text in strings()}
    ids: set[str] = set()
    for number, (field, written) in enumerate(where, 1):
        # Ids that differ in the form of their quotes alone are one id, and would be one person's.
        if number not in found and not (field == "LAS_ID" and clean(written) in ids):
            taken[written][field] = written
            ids.add(clean(written) if field == "LAS_ID" else "")
    rows = [
        adult(
            LAS_ID=f"r{place}",
            CONTACT_ID=f"e{place}",
            DOB=f"{date(1930, 1, 10) + timedelta(days=1201 * place % 32003):%d/%m/%Y}",
            POSTCODE=f"WS{1 + place // 100} {place // 10 % 10}{'ABDEFGHJLN'[place % 10]}A",
            WORKER_EMAIL=f"worker{place}@adults.example",
        )
        | cells
        for place, cells in enumerate(taken.values())
    ]
    extract = tmp_path / "adults_social_care_20261031.csv"
    extract.write_text(adults_csv(*rows), encoding="utf-8", newline="")
    checked = read(tmp_path, adults_csv(*rows), monkeypatch)
    assert len(checked.delivery.rows) > 480
    return extract, checked


def test_cards_and_exports_show_what_was_accepted(
    engine_of: Callable[[str], Engine], home: Path, tmp_path: Path, town: tuple[Path, Checked]
) -> None:
    extract, checked = town
    embedded, rows = engine_of("embedded"), checked.delivery.rows
    env, settings = embedded.environment(home), embedded.settings(home)
    done(env, "load", extract, "--anyway", "a test of strange names")
    done(env, "train")
    done(env, "resolve")
    exported = {what: _exported(env, tmp_path / what, what) for what in ("links", "counts", "address-counts")}
    person = {record: who for _, record, who, _ in exported["links"]}
    assert sorted(person) == sorted(row.record for row in rows)
    assert [line[:4] for line in exported["counts"]] == sorted(["adults", row.record, "adults", "1"] for row in rows)
    assert len(exported["address-counts"]) == sum(row.address is not None for row in rows)
    with open_graph(settings) as graph, open_ledger(settings) as ledger, client_of(settings, graph, ledger) as client:
        for some in (rows[at : at + CARDS_AT_ONCE] for at in range(0, len(rows), CARDS_AT_ONCE)):
            asked = " ".join(f'p{at}: person(id: "{person[row.record]}") {{ ...card }}' for at, row in enumerate(some))
            answered = ask(client, f"{CARD} {{ {asked} }}")
            for at, row in enumerate(some):
                _shows(answered[f"p{at}"], row)


def _shows(card: dict[str, Any], row: Row) -> None:
    assert row.details is not None
    who = PersonName("", row.details.forenames, row.details.surname, row.details.known_as)
    assert card["displayName"] == display_name(who)
    assert [stay["address"]["line"] for stay in card["addresses"]] == ([row.address.lines] if row.address else [])
    (lead,) = (line["lead"] for line in card["agencies"] if line["agency"]["code"] == "adults")
    assert row.professional is not None
    worker = row.professional
    shown = [lead[part] or "" for part in ("name", "team", "phone", "email")]
    # Without a name it is the duty desk that is rung.
    assert shown == ([worker.name, worker.team, worker.phone, worker.email] if worker.name else DESK)


def _exported(env: dict[str, str], out: Path, what: str) -> list[list[str]]:
    day = [] if what == "links" else ["--as-of", DAY.isoformat()]
    done(env, "export", what, *day, "--out", out)
    with out.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]
