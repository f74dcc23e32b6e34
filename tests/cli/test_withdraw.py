"""``mast load --anyway`` and ``mast load --withdraw`` as an operator gives them: what is said, kept and undone."""

import json
from pathlib import Path

import pytest

from mast.core.settings import Settings
from mast.ledger import runs
from mast.ledger.store import open_ledger
from tests.cli.held import open_links
from tests.cli.verbs import done, mast
from tests.conftest import EngineOf
from tests.loaders.files import adult, adults_csv


def extract(folder: Path, day: str, count: int, **cells: str) -> Path:
    path = folder / f"adults_social_care_{day}.csv"
    rows = [adult(LAS_ID=str(n), CONTACT_ID=f"C{n}", **cells) for n in range(count)]
    path.write_text(adults_csv(*rows), encoding="utf-8")
    return path


def test_let_in_and_undone_again(engine_of: EngineOf, tmp_path: Path) -> None:
    engine = engine_of("embedded")
    env = engine.environment(tmp_path / "home")
    done(env, "load", extract(tmp_path, "20261030", 20))
    before = open_links(engine)
    doubtful = extract(tmp_path, "20261031", 5, LAST_NAME="King")
    held = mast(env, "load", doubtful, "--json")
    assert held.code == 3
    assert "shrunken" in held.err
    assert "King" not in held.err + held.out
    (file,) = json.loads(held.out)
    assert (file["outcome"], file["codes"], file["loaded"]) == ("held", ["shrunken"], 0)
    assert open_links(engine) == before

    let_in = done(env, "load", doubtful, "--anyway", "the team was split")
    assert f"{doubtful.name}: loaded, though shrunken" in let_in
    assert open_links(engine) != before
    with open_ledger(Settings(home=tmp_path / "home")) as ledger:
        facts = runs.recent(ledger, 1)[0].facts
    assert facts["anyway"] == "the team was split"
    assert facts["by"]

    doubtful.unlink()  # it is kept
    undone = json.loads(done(env, "load", "--withdraw", file["delivery"], "--reason", "it was not", "--json"))
    assert (undone["delivery"], undone["partner"], undone["records"]) == (file["delivery"], "adults", 5)
    assert open_links(engine) == before
    again = mast(env, "load", "--withdraw", file["delivery"])
    assert again.code == 2
    assert "is no loaded delivery" in again.err
    extract(tmp_path, "20261031", 5, LAST_NAME="King")
    back = mast(env, "load", doubtful, "--json")
    assert "withdrawn_before" in json.loads(back.out)[0]["codes"]


@pytest.mark.parametrize(
    ("arguments", "says"), [((), "Name the files or folders"), (("x.csv", "--anyway", " "), "needs a reason")]
)
def test_wrong_usage(tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    ran = mast({"MAST_HOME": str(tmp_path / "home")}, "load", *arguments)
    assert ran.code == 2
    assert says in ran.err
