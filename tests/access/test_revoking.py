"""Tokens that are ended early: refused from then on; newer ones and other users' pass."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from mast.access.errors import AuditUnavailable
from mast.access.revoking import FRESH_SECONDS, Ended, ended, revoke
from mast.access.tokens import mint
from mast.core.errors import UsageError
from mast.core.settings import Settings
from mast.ledger.store import Ledger, open_ledger
from tests.cli.verbs import mast
from tests.graphql.sealed_town import NOW, client_of, opened

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(Settings(home=tmp_path)) as made:
        yield made


def test_the_newest_moment_counts(ledger: Ledger) -> None:
    assert ended(ledger) == {}
    for user, at in (("ann", NOW), ("bo", NOW), ("ann", NOW + HOUR)):
        revoke(ledger, user, "cli:op", at)
    assert ended(ledger) == {"ann": NOW + HOUR, "bo": NOW}


@pytest.mark.parametrize("user", ["", "ann other", "ann\n", "a" * 129, "ann\u00e9"])
def test_what_is_no_user_is_refused(ledger: Ledger, user: str) -> None:
    with pytest.raises(UsageError):
        revoke(ledger, user, "cli:op", NOW)
    assert ended(ledger) == {}


def test_what_was_read_is_gone_by_for_a_second_and_no_longer(ledger: Ledger) -> None:
    clock = [100.0]
    known = Ended(ledger, lambda: clock[0])
    asyncio.run(known.refresh())
    revoke(ledger, "ann", "cli:op", NOW)
    clock[0] += FRESH_SECONDS / 2
    asyncio.run(known.refresh())
    assert known.of("ann") is None
    clock[0] += FRESH_SECONDS / 2
    asyncio.run(known.refresh())
    assert known.of("ann") == NOW
    assert known.of("bo") is None


def test_nobody_comes_in_while_it_is_not_known(ledger: Ledger) -> None:
    with ledger.begin("test") as connection:
        connection.execute(text("ALTER TABLE ended_tokens RENAME TO elsewhere"))
    with pytest.raises(AuditUnavailable, match="not known"):
        asyncio.run(Ended(ledger, lambda: 0.0).refresh())


@pytest.fixture
def service(
    settings_for: Callable[[str], Settings], monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Settings, TestClient, Ledger]]:
    monkeypatch.setattr("mast.access.revoking.FRESH_SECONDS", 0.0)
    settings = settings_for("embedded")
    with opened(settings) as (graph, ledger), client_of(settings, graph, ledger) as client:
        yield settings, client, ledger


def asked(client: TestClient, token: str, **headers: str) -> int:
    given = {"Authorization": f"Bearer {token}", **headers}
    return client.post("/graphql", json={"query": "{ viewer { user } }"}, headers=given).status_code


def test_the_service_refuses_an_ended_token_and_takes_a_newer_one(service: tuple[Settings, TestClient, Ledger]) -> None:
    settings, client, ledger = service
    old, same, new = (mint(settings, "ann", "lead", "adults", NOW + gap, HOUR) for gap in (-SECOND, 0 * SECOND, SECOND))
    other = mint(settings, "bo", "lead", "adults", NOW, HOUR)
    assert [asked(client, token) for token in (old, same, new, other)] == [200, 200, 200, 200]
    revoke(ledger, "ann", "cli:op", NOW)
    assert [asked(client, token) for token in (old, same, new, other)] == [401, 401, 200, 200]


def test_an_ended_token_is_no_second_person(service: tuple[Settings, TestClient, Ledger]) -> None:
    settings, client, ledger = service
    first, second = (mint(settings, user, "lead", "adults", NOW, HOUR) for user in ("ann", "bo"))
    beside = {"MAST-Break-Glass": "child-at-risk", "MAST-Second-Person": second}
    assert asked(client, first, **beside) == 200
    revoke(ledger, "bo", "cli:op", NOW)
    assert asked(client, first, **beside) == 403


def test_the_command_ends_them_and_is_on_record(tmp_path: Path) -> None:
    home = {"MAST_HOME": str(tmp_path)}
    ran = mast(home, "revoke", "ann@council.example")
    assert (ran.code, ran.err) == (0, "")
    assert "refused" in ran.out
    with open_ledger(Settings(home=tmp_path)) as kept:
        assert list(ended(kept)) == ["ann@council.example"]
        with kept.read() as connection:
            rows = connection.execute(text("SELECT step, operation, outcome FROM audit ORDER BY seq")).all()
    assert [tuple(row) for row in rows] == [("intent", "revoke", ""), ("outcome", "", "ok")]
    assert mast(home, "revoke", "ann other").code == 2
