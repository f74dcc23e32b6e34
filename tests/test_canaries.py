"""The ear that listens to the whole run hears what it must, and nothing else."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2 as httpx
import pytest

from tests.canaries import Ear

KEY = "c0ffee12ab" * 5
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJlLW9mLWl0"


@pytest.fixture
def folder() -> Iterator[Path]:
    """Not among those that are searched when the run is over."""
    with TemporaryDirectory() as made:
        yield Path(made)


@pytest.mark.parametrize(
    "text",
    [
        "nhs 9434765870",
        "Kim Hartley",
        "HARTLEY, Kim",
        '{"name": "kim   hartley"}',
        "of stephanie DAVIES in",
        "karolina.mazur@adults.example",
        f"Bearer {JWT}",
    ],
)
def test_a_person_or_a_token_is_heard_wherever_it_is(text: str, folder: Path) -> None:
    ear = Ear()
    ear.hear("logs", text)
    assert ear.found.total() == 1
    assert text not in str(ear.found)
    (folder / "server.log").write_text(f"a line\n{text}\n")
    (folder / "extract.csv").write_text(text)
    ear.hear_folder(folder)
    assert ear.found == {"logs": 1, "files: server.log": 1}


@pytest.mark.parametrize("text", ["", "police:N123 P0000004", "9434765871", "Kim and Hartley", "2026-10-31T12:00:00"])
def test_what_is_nobody_is_not(text: str) -> None:
    ear = Ear()
    ear.hear("logs", text)
    assert ear.found.total() == 0


def test_a_key_that_a_test_made_is_heard_and_so_is_a_name_in_a_file_s(folder: Path) -> None:
    (folder / "audit.key").write_text(KEY + "\n")
    (folder / "debug.log").write_text("starting with key=" + KEY)
    (folder / "Kim_Hartley.json").write_text("")
    ear = Ear()
    ear.hear_folder(folder)
    assert ear.found == {"files: debug.log": 1, "file names": 1}


def test_errors_metrics_and_addresses_of_answers_are_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    ear = Ear()
    monkeypatch.setattr("tests.canaries.EAR", ear)
    answers = {
        "/graphql": httpx.Response(400, json={"errors": [{"message": "no Kim Hartley"}], "data": "Dee Marlow"}),
        "/metrics": httpx.Response(200, text="asked{name='Kim Hartley'} 1"),
        "/card": httpx.Response(200, html="<a href='/p?q=Kim+Hartley'>Dee Marlow</a><a href='tel:9434765870'>"),
        "/title": httpx.Response(200, html="<title>Kim Hartley</title>"),
        "/away": httpx.Response(303, headers={"location": "/p/9434765870"}),
    }
    with httpx.Client(transport=httpx.MockTransport(lambda request: answers[request.url.path])) as client:
        for path in answers:
            client.get(f"http://here{path}")
    assert ear.found == {"errors: answered": 1, "metrics": 1, "addresses": 3}
