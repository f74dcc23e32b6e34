"""A lock file holds names, versions and hashes, and no address: whoever installs says from where."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = [
    *sorted((ROOT / "requirements").glob("*.lock")),
    *(ROOT / folder / "package-lock.json" for folder in ("web", "graphql/ide", "bench/api/theirs", "tests/client")),
    ROOT / "tests" / "data" / "npm" / "package-lock.json",
]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: str(lock.relative_to(ROOT)))
def test_no_lock_holds_an_address(lock: Path) -> None:
    lines = lock.read_text(encoding="utf-8").splitlines()
    assert lines
    assert [number for number, line in enumerate(lines, 1) if "://" in line] == [], (
        "take out 'funding' and 'deprecated', and write it with npm's --omit-lockfile-registry-resolved"
    )
