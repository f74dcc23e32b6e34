"""No statement that looks up some keys begins anywhere else: one engine takes a pattern from left to right."""

import re

import pytest

from mast.graph.statements import Statement, all_statements

WHOLE_GRAPH = (
    *("resolving/", "exporting/", "checking/", "purging/", "restoring/", "generations/", "history/", "network/"),
    "analysis/held_",
)
"""Rooms of statements that read all there is of a sort, or the few nodes of our own keeping."""
_MATCH = re.compile(r"\bMATCH\s*\((\w*)(?::\w+)?\s*(\{)?")


def looks_up(statement: Statement) -> bool:
    return not statement.name.startswith(WHOLE_GRAPH) and not statement.name.endswith("_all")


@pytest.mark.parametrize("statement", [s for s in all_statements() if looks_up(s)], ids=lambda s: s.name)
def test_every_pattern_begins_at_a_key_or_at_what_is_bound(statement: Statement) -> None:
    bound: set[str] = set()
    for found in _MATCH.finditer(statement.text):
        variable, anchored = found.groups()
        singletons = "Staging" in statement.text or "Instance" in statement.text
        assert anchored or variable in bound or singletons, f"{statement.name}: MATCH ({variable} …) scans"
        end = statement.text.find("MATCH", found.end())
        bound.update(re.findall(r"[(\[](\w+)[:\s{)\]]", statement.text[found.start() : end if end > 0 else None]))
