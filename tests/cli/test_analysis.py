"""``mast analysis publish``: a copy beside the live graph, nobody named in it, and an account of what it shows."""

import json
from pathlib import Path

from mast.analysis.publishing import read_provenance
from mast.core.settings import Settings
from mast.graph.opening import open_graph
from tests.cli.verbs import AS_OF, done, mast
from tests.engines import Engine


def everything(home: Path) -> str:
    """All nodes and links of the copy, as text."""
    with open_graph(Settings(_env_file=None, home=home).of_analysis()) as graph:
        assert read_provenance(graph)
        return repr([graph.read("restoring/all_nodes"), graph.read("restoring/all_links")])


TELLING = ("Details", "Identifier", "StatedAddress", "AddressDetails", "Professional", "Touchpoint", "Record")
TELLS_NOBODY = ("sex", "kind", "partner", "title", "institution", "role", "town")


def canaries(embedded: Engine, home: Path) -> set[str]:
    """All in the live graph that tells one person, worker or address: names, numbers, addresses, keys and days."""
    with open_graph(embedded.settings(home)) as graph:
        return {
            value
            for node in graph.read("restoring/all_nodes")
            if node["label"] in TELLING
            for name, value in node["properties"].items()
            if isinstance(value, str) and len(value) > 2 and name not in TELLS_NOBODY
        }


def test_the_copy_is_made_kept_up_and_holds_nobody(
    loaded: dict[str, str], embedded: Engine, home: Path, tmp_path: Path
) -> None:
    told = json.loads(done(loaded, "analysis", "publish", *AS_OF, "--json"))
    assert told["generation"] == json.loads(done(loaded, "status", "--json"))["generation"]
    assert told["households"] > 0
    assert told["risk"] == 0
    assert told["put"] > told["unchanged"] == 0
    again = json.loads(done(loaded, "analysis", "publish", *AS_OF, "--json"))
    assert (again["put"], again["removed"], again["unchanged"]) == (0, 0, told["put"])
    said = done(loaded, "analysis", "publish", *AS_OF)
    assert "re-identification: 0.00%" in said

    copy = everything(home)
    done(loaded, "export", "links", "--out", tmp_path / "links.csv")
    for line in (tmp_path / "links.csv").read_text(encoding="utf-8").splitlines()[1:]:
        partner, record, person, household = line.split(",")
        for id in (f"{partner}:{record}", person, household):
            assert not id or f"'{id}'" not in copy
    live = canaries(embedded, home)
    assert len(live) > 500
    assert not [value for value in live if f"'{value}'" in copy]
    assert (home / "pseudonym.key").stat().st_mode & 0o077 == 0


def test_the_live_graph_is_never_taken_for_the_copy(loaded: dict[str, str], embedded: Engine) -> None:
    uri, user, password, database = embedded.bolt()
    said = {"URI": uri, "USER": user, "PASSWORD": password, "DATABASE": database}
    live = {f"MAST_ANALYSIS_{name}": value for name, value in said.items()}
    ran = mast({**loaded, **live}, "analysis", "publish", *AS_OF)
    assert ran.code == 1
    assert "MAST_ANALYSIS_URI" in ran.err


def test_there_must_be_something_to_show(env: dict[str, str]) -> None:
    ran = mast(env, "analysis", "publish")
    assert ran.code == 1
    assert "Nothing is published yet" in ran.err


def test_scripts_are_written_where_they_can_be(env: dict[str, str], tmp_path: Path) -> None:
    assert "style.grass" in done(env, "analysis", "scripts", "--out", tmp_path / "browser")
    (tmp_path / "file").write_text("")
    assert mast(env, "analysis", "scripts", "--out", tmp_path / "file").code == 1
