"""GraphiQL is there when switched on and installed, and takes nothing from another site."""

import re
from pathlib import Path

import pytest

from mast.core.errors import MastError
from mast.graphql import graphiql
from tests.graphql.town import desk


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, place in graphiql._ASSETS.items():
        (tmp_path / "ide" / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "ide" / place).write_text(f"/* {name} */", encoding="utf-8")
    monkeypatch.setattr(graphiql, "files", lambda package: tmp_path)
    return tmp_path


def test_it_is_not_there_unless_switched_on(installed: Path) -> None:
    with desk() as asked:
        assert asked.client.get("/graphiql").status_code == 404
        assert asked.client.get("/graphiql/start.js").status_code == 404


def test_the_page_asks_for_its_own_files_only_and_all_are_served(installed: Path) -> None:
    with desk(graphiql=True) as asked:
        page = asked.client.get("/graphiql")
        wanted = re.findall(r'(?:src|href)="([^"]*)"', page.text)
        assert len(wanted) == 6
        for path in wanted:
            assert asked.client.get(f"/{path}").text == f"/* {path.rpartition('/')[2]} */"
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "http" not in policy
    assert page.headers["x-frame-options"] == "DENY"


def test_what_is_not_installed_is_said_at_the_start(installed: Path) -> None:
    (installed / "ide" / graphiql._ASSETS["react.js"]).unlink()
    with pytest.raises(MastError, match="make graphiql"), desk(graphiql=True):
        pass


def test_our_own_part_is_in_the_package_and_names_no_other_site() -> None:
    folder = Path(graphiql.__file__).parent / "ide"
    for name in ("start.js", "start.css", "package.json"):
        assert "//" not in re.sub(r"(?m)^//.*", "", (folder / name).read_text(encoding="utf-8"))
    assert "resolved" not in (folder / "package-lock.json").read_text(encoding="utf-8")
