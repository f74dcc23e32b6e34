"""Held deliveries through the load run: nothing of them comes in, the ledger says why, and a word lets them in."""

import json
from datetime import date
from pathlib import Path

import pytest

from mast.ledger import deliveries, runs
from mast.loaders.recognition import MANIFEST
from tests.loaders.files import SAMPLES, adult
from tests.loaders.test_load import ANYWAY, NOW, Bench, bench, faults, inbox, outcomes, put

__all__ = ["bench", "inbox"]


def rows(count: int, first: int = 0, **cells: str) -> list[dict[str, str]]:
    numbers = range(first, first + count)
    return [adult(LAS_ID=str(100 + number), CONTACT_ID=f"C{number}", **cells) for number in numbers]


def test_a_shrunken_delivery_is_held_and_the_old_data_stay(bench: Bench, inbox: Path) -> None:
    bench.load(put(inbox, "adults_social_care_20261030.csv", *rows(20)))
    small = put(inbox, "adults_social_care_20261031.csv", *rows(9))
    summary = bench.load(small)
    (file,) = summary.files
    assert (summary.exit_code, file.outcome, file.codes, file.loaded) == (3, "held", ("shrunken",), 0)
    assert "shrunken" in file.reason
    assert len(bench.graph.staged) == 1
    assert deliveries.freshness(bench.ledger) == {"adults": date(2026, 10, 30)}
    held = deliveries.held_back(bench.ledger)["adults"]
    assert (held.id, held.state, held.reasons) == (file.delivery, "held", ("shrunken",))
    assert [row.id for row in deliveries.held(bench.ledger, NOW)] == [file.delivery]
    assert bench.load(inbox).exit_code == 0


def test_the_same_held_delivery_again_changes_nothing(bench: Bench, inbox: Path) -> None:
    bench.load(put(inbox, "adults_social_care_20261030.csv", *rows(20)))
    small = put(inbox, "adults_social_care_20261031.csv", *rows(9))
    bench.load(small)
    before = deliveries.held_back(bench.ledger)
    assert outcomes(bench.load(small)) == {small.name: "held"}
    assert deliveries.held_back(bench.ledger) == before


def test_a_held_delivery_is_let_in_by_a_word_that_is_kept(bench: Bench, inbox: Path) -> None:
    bench.load(put(inbox, "adults_social_care_20261030.csv", *rows(20)))
    small = put(inbox, "adults_social_care_20261031.csv", *rows(9))
    bench.load(small)
    (file,) = bench.load(small, anyway=ANYWAY).files
    assert (file.outcome, file.codes) == ("loaded", ("shrunken",))
    assert deliveries.held_back(bench.ledger) == {}
    assert deliveries.latest(bench.ledger)["adults"].reasons == ("shrunken",)
    facts = runs.recent(bench.ledger)[0].facts
    assert (facts["anyway"], facts["by"]) == (ANYWAY.reason, ANYWAY.by)


def test_a_word_does_not_make_an_unfit_file_fit(bench: Bench) -> None:
    summary = bench.load(SAMPLES / "refused" / "police_20261031_truncated.txt", anyway=ANYWAY)
    assert (summary.exit_code, summary.files[0].outcome) == (3, "refused")
    assert bench.graph.staged == []


@pytest.mark.parametrize(
    ("name", "partner", "code"),
    [
        ("police_20261031_truncated.txt", "police", "truncated"),
        ("adults_social_care_20261031_with_notes.csv", "adults", "unfit"),
    ],
)
def test_an_unfit_delivery_holds_its_partner_back(bench: Bench, name: str, partner: str, code: str) -> None:
    (file,) = bench.load(SAMPLES / "refused" / name).files
    held = deliveries.held_back(bench.ledger)[partner]
    assert (held.id, held.reasons, held.tally.rows) == (file.delivery, (code,), 0)
    assert file.codes == (code,)


def test_an_empty_delivery_holds_its_partner_back(bench: Bench, inbox: Path) -> None:
    (inbox / "police_20261101.txt").touch()
    assert bench.load(inbox).files[0].codes == ("empty",)
    assert deliveries.held_back(bench.ledger)["police"].data_as_of == date(2026, 11, 1)


def test_a_file_that_somebody_gave_to_the_wrong_partner_holds_nobody_back(bench: Bench, inbox: Path) -> None:
    path = put(inbox, "adults_social_care_20261031.csv")
    assert bench.load(path, partner="police").exit_code == 3
    assert deliveries.held_back(bench.ledger) == {}


def test_newer_data_end_the_hold(bench: Bench, inbox: Path) -> None:
    (inbox / "adults_social_care_20261031.csv").touch()
    bench.load(inbox)
    assert set(deliveries.held_back(bench.ledger)) == {"adults"}
    put(inbox, "adults_social_care_20261101.csv", *rows(20))
    bench.load(inbox)
    assert deliveries.held_back(bench.ledger) == {}


def test_a_manifest_that_disagrees_holds_the_delivery(bench: Bench, inbox: Path) -> None:
    path = put(inbox, "adults_social_care_20261031.csv", *rows(3))
    manifest = path.with_name(path.name + MANIFEST)
    manifest.write_text(json.dumps({"rows": 4, "sha256": "ab" * 32}), encoding="utf-8")
    summary = bench.load(inbox)
    assert summary.files[0].codes == ("manifest_rows", "manifest_hash")
    assert bench.graph.staged == []
    manifest.write_text(json.dumps({"rows": 3, "data_as_of": "2026-10-31"}), encoding="utf-8")
    assert outcomes(bench.load(inbox)) == {path.name: "loaded"}


def test_too_many_rejects_hold_the_whole_and_the_partner_is_told_which(bench: Bench, inbox: Path) -> None:
    bad = put(inbox, "adults_social_care_20261031.csv", *rows(50), *rows(10, 50, LAST_NAME=""))
    (file,) = bench.load(bad).files
    assert (file.outcome, file.codes) == ("held", ("too_many_rejects",))
    assert file.rejects is not None
    assert [number for _, number, reason in faults(file.rejects) if reason == "missing_surname"] == [
        str(number) for number in range(51, 61)
    ]
    assert bench.graph.staged == []


def test_corrected_rows_are_sent_back_alone(bench: Bench, inbox: Path) -> None:
    good, bad = rows(100), rows(3, 100, CONTACT_DATE="31/02/2026")
    (file,) = bench.load(put(inbox, "adults_social_care_20261031.csv", *good, *bad)).files
    assert file.tally.rejected == 3
    (sent_back,) = bench.load(put(inbox, "adults_social_care_20261031_corrected.csv", *rows(3, 100))).files
    assert (sent_back.outcome, sent_back.kind, sent_back.loaded) == ("loaded", "corrections", 3)
    assert {row.event for row in bench.graph.staged[1].rows} == {"C100", "C101", "C102"}
    assert deliveries.freshness(bench.ledger) == {"adults": date(2026, 10, 31)}


def test_corrections_make_nothing_fresher(bench: Bench, inbox: Path) -> None:
    bench.load(put(inbox, "adults_social_care_20261030.csv", *rows(50), *rows(2, 50, CONTACT_DATE="soon")))
    bench.load(put(inbox, "adults_social_care_20261101.csv", *rows(2, 50)))
    assert deliveries.freshness(bench.ledger) == {"adults": date(2026, 10, 30)}


def test_the_older_of_two_files_is_taken_first_whatever_they_are_called(bench: Bench, inbox: Path) -> None:
    put(inbox, "adults_social_care_b_20261030.csv", *rows(20))
    put(inbox, "adults_social_care_a_20261031.csv", *rows(21))
    assert [file.outcome for file in bench.load(inbox).files] == ["loaded", "loaded"]


def test_the_same_name_with_other_bytes_is_flagged(bench: Bench, inbox: Path) -> None:
    bench.load(put(inbox, "adults_social_care_20261031.csv", *rows(20)))
    (file,) = bench.load(put(inbox, "adults_social_care_20261031.csv", *rows(21))).files
    assert (file.outcome, file.codes) == ("loaded", ("same_name",))
