from pathlib import Path

from mast.analysis.picture import LINKS, NODES
from mast.analysis.scripts import all_scripts

PAGE = (Path(__file__).parents[2] / "docs" / "analysts.md").read_text(encoding="utf-8")


def test_the_page_names_every_script_and_all_that_is_in_the_copy() -> None:
    for script in all_scripts():
        assert f"`{script.name.removesuffix('.cypher')}`" in PAGE
    for kind in LINKS:
        assert kind.upper() in PAGE
    for kind in NODES:
        assert f"(:{kind.title()}" in PAGE
