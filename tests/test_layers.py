"""The imports point one way, and no room is imported by its bare name."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# A room may import from itself and from the rooms named here.
ALLOWED = {
    "core": set(),
    "fields": {"core"},
    "synth": set(),
    "graph": {"core", "fields", "cypher"},
    "ledger": {"core", "fields"},
    "loaders": {"core", "fields", "graph", "ledger"},
    "resolution": {"core", "fields", "graph", "ledger"},
    "access": {"core", "fields", "graph", "ledger"},
    "graphql": {"core", "fields", "graph", "ledger", "access", "loaders", "resolution"},
    "network": {"core", "graph"},
    "analysis": {"core", "fields", "graph", "network"},
    "web": {"core", "access", "graphql"},
    "reports": {"core", "graph", "ledger", "access", "network", "resolution"},
    "cli": {
        "core",
        "fields",
        "graph",
        "ledger",
        "access",
        "loaders",
        "resolution",
        "graphql",
        "network",
        "analysis",
        "web",
        "reports",
        "synth",
    },
}


def imported(source: Path) -> set[str]:
    """The dotted modules that a file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names if node.module == "mast")
    return found


@pytest.mark.parametrize("room", sorted(ALLOWED))
def test_a_room_imports_only_upstream(room: str) -> None:
    files = sorted((ROOT / room).rglob("*.py"))
    assert files, f"{room}/ holds no module"
    for file in files:
        for module in imported(file):
            parts = module.split(".")
            if parts[0] == "mast" and len(parts) > 1:
                assert parts[1] in ALLOWED[room] | {room}, f"{file.relative_to(ROOT)} imports {module}"


@pytest.mark.parametrize("room", sorted(ALLOWED))
def test_no_room_is_imported_by_its_bare_name(room: str) -> None:
    bare = set(ALLOWED) - {"graphql"}
    for file in sorted((ROOT / room).rglob("*.py")):
        for module in imported(file):
            assert module.split(".")[0] not in bare, f"{file.relative_to(ROOT)} imports {module}: write mast.{module}"


def test_every_room_is_linked_and_none_has_an_init() -> None:
    for room in [*ALLOWED, "cypher"]:
        link = ROOT / "mast" / room
        assert link.is_dir(), f"mast/{room} does not lead to {room}/"
        assert not (ROOT / room / "__init__.py").exists()


def test_cypher_is_written_in_its_own_files_only() -> None:
    keywords = ("MATCH (", "MERGE (", "UNWIND $", "DETACH DELETE")
    for room in ALLOWED:
        for file in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    assert not any(word in node.value for word in keywords), f"{file.relative_to(ROOT)}:{node.lineno}"
