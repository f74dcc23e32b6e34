"""What a delivery measures, against a count by hand; and the stop rule through the load run."""

from pathlib import Path

from mast.core.quality import Measure
from mast.loaders.quality import measure
from tests.loaders.files import adult, mapping_of
from tests.loaders.test_load import ANYWAY, Bench, bench, inbox, put
from tests.loaders.test_validation import adults, police

__all__ = ["bench", "inbox"]


def of(found: list[Measure], kind: str, subject: str = "") -> tuple[int, int]:
    (one,) = [one for one in found if (one.kind, one.subject) == (kind, subject)]
    return one.count, one.total


def test_fields_faults_and_records_that_say_too_little(tmp_path: Path) -> None:
    checked = adults(
        tmp_path,
        adult(CONTACT_ID="C2", LAS_ID="2", POSTCODE="", NHS_NUMBER="943 476 5919"),
        adult(CONTACT_ID="C3", LAS_ID="3", POSTCODE="QQ99 9QQ", DOB="", FIRST_NAME=""),
        adult(CONTACT_ID="C4", LAS_ID="4", CONTACT_DATE="soon"),
        adult(CONTACT_ID="C2", LAS_ID="2"),
    )
    found = measure(mapping_of("adults"), checked, checked.imprints)
    assert of(found, "filled", "surname") == (3, 3)
    assert of(found, "filled", "forenames") == of(found, "filled", "born_on") == (2, 3)
    assert of(found, "filled", "postcode") == (1, 3)
    assert of(found, "filled", "nhs") == (1, 3)
    assert of(found, "filled", "worker") == of(found, "filled", "address") == (3, 3)
    assert of(found, "fault", "bad_postcode") == of(found, "fault", "impossible_date") == (1, 5)
    assert of(found, "fault", "duplicate_event_id") == (1, 5)
    assert of(found, "unlinkable") == (1, 3)


def test_an_event_that_names_nobody_counts_for_its_address_alone(tmp_path: Path) -> None:
    named = "N/1|BAKER|DAN||09-AUG-2001|M|15 LONG AVENUE WALSALL|WS1 1AA|L1|01/03/2026 09:37|1||"
    nobody = "||||||15 LONG AVENUE WALSALL|WS1 1AA|L2|01/03/2026 09:37|1||"
    checked = police(tmp_path, named, nobody)
    found = measure(mapping_of("police"), checked, checked.imprints)
    assert of(found, "filled", "surname") == (1, 1)
    assert of(found, "filled", "postcode") == (2, 2)
    assert "uprn" not in {one.subject for one in found}


def test_a_field_that_is_suddenly_empty_holds_the_delivery(bench: Bench, inbox: Path) -> None:
    for day in range(20, 26):
        rows = [adult(CONTACT_ID=f"C{day}-{place}", LAS_ID=str(place)) for place in range(10)]
        bench.load(put(inbox, f"adults_social_care_202610{day}.csv", *rows))
    rows = [adult(CONTACT_ID=f"C26-{place}", LAS_ID=str(place), POSTCODE="") for place in range(10)]
    path = put(inbox, "adults_social_care_20261026.csv", *rows)
    (file,) = bench.load(path).files
    assert (file.outcome, file.codes) == ("held", ("fields_missing",))
    assert file.quality == ("adults postcodes fell 100 points (from 100% to 0%)",)
    (file,) = bench.load(path, anyway=ANYWAY).files
    assert (file.outcome, file.codes) == ("loaded", ("fields_missing",))


def test_a_field_that_falls_a_little_is_said_and_loaded(bench: Bench, inbox: Path) -> None:
    for day in range(20, 27):
        empty = 2 if day == 26 else 0
        rows = [
            adult(CONTACT_ID=f"C{day}-{place}", LAS_ID=str(place), POSTCODE="" if place < empty else "WS1 1AA")
            for place in range(10)
        ]
        (file,) = bench.load(put(inbox, f"adults_social_care_202610{day}.csv", *rows)).files
    assert (file.outcome, file.quality) == ("loaded", ("adults postcodes fell 20 points (from 100% to 80%)",))
