"""Signing in at a real OpenID Connect provider (the npm package oidc-provider), by the code flow with PKCE, over a
rotation of its keys; and what comes back that nobody began here.
"""

import http.cookiejar
import json
import socket
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from mast.access.errors import TokenRefused
from mast.access.oidc import Issuer, IssuerUnreachable
from mast.access.revoking import Ended, revoke
from mast.access.sign_in import Pending, SignedIn, begin, finish
from mast.access.tokens import Identity, Role
from mast.core.settings import Settings
from mast.graphql.app import verifier
from mast.ledger.store import open_ledger
from tests.access.issuing import ISSUER, SETTINGS, STAMP, Web, issuer, key, token
from tests.access.issuing import NOW as THEN
from tests.access.providing import provider
from tests.graphql.town import ALLOWED, Town, desk

REDIRECT = "http://127.0.0.1/signed-in"


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(scope="module")
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def served(port: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    folder = tmp_path_factory.mktemp("provider")
    with provider(port, folder, key("first")):
        yield Settings(home=folder / "home", oidc_issuer=f"http://127.0.0.1:{port}")


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows where the provider sends a browser, up to where it sends it back to us."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        if newurl.startswith(REDIRECT):
            raise urllib.error.HTTPError(newurl, code, msg, headers, fp)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def browse(url: str) -> dict[str, str]:
    """What a browser that goes there comes back with, once the provider has signed its user in."""
    browser = urllib.request.build_opener(_Stay, urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    try:
        browser.open(url, timeout=10)
    except urllib.error.HTTPError as back:
        with back:
            return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(back.url).query))
    raise AssertionError("the provider did not send the browser back")


def sign_in(settings: Settings, user: str) -> tuple[Issuer, Pending, dict[str, str]]:
    judge = Issuer(settings, now)
    url, pending = begin(judge, settings, REDIRECT, now(), login_hint=user)
    return judge, pending, browse(url)


def done(settings: Settings, user: str) -> SignedIn:
    judge, pending, returned = sign_in(settings, user)
    return finish(judge, settings, pending, returned, now())


@pytest.mark.npm
def test_somebody_signs_in(served: Settings) -> None:
    signed = done(served, "ann")
    assert signed.identity == Identity("ann", Role.LEAD, "adults")
    assert timedelta(0) < signed.expires_at - now() <= timedelta(minutes=10)
    assert done(served, "bo").identity == Identity("bo", Role.AUDITOR, "")
    with pytest.raises(TokenRefused):
        done(served, "no-one")  # the provider knows them, and gives them no role here


@pytest.mark.npm
def test_a_code_is_good_once_and_for_the_browser_that_asked(served: Settings) -> None:
    judge, pending, returned = sign_in(served, "ann")
    url, other = begin(judge, served, REDIRECT, now(), login_hint="ann")
    theirs = browse(url)
    bad = [
        (pending, {**returned, "state": theirs["state"]}),
        (pending, {**returned, "code": theirs["code"]}),  # of another verifier and nonce
        (pending, {**returned, "iss": "https://evil.example"}),
        (pending, {**returned, "error": "access_denied"}),
        (pending, {name: value for name, value in returned.items() if name != "state"}),
        (pending, {name: value for name, value in returned.items() if name != "code"}),
        (pending, {**returned, "code": "forged"}),
    ]
    for begun, back in bad:
        with pytest.raises(TokenRefused):
            finish(judge, served, begun, back, now())
    with pytest.raises(TokenRefused):
        finish(judge, served, pending, returned, now() + timedelta(minutes=11))
    assert finish(judge, served, pending, returned, now()).identity.user == "ann"
    with pytest.raises(TokenRefused):
        finish(judge, served, pending, returned, now())
    assert other.state != pending.state


@pytest.mark.npm
def test_the_service_takes_the_provider_s_tokens_until_they_are_ended_and_no_others(
    served: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mast.access.revoking.FRESH_SECONDS", 0.0)
    town = Town()
    town.person("P0000001")
    good = done(served, "ann").access_token
    with (
        open_ledger(Settings(home=tmp_path)) as ledger,
        desk(town, verify=verifier(served, now, Ended(ledger, time.monotonic))) as asked,
    ):
        client: TestClient = asked.client

        def status(bearer: str) -> int:
            headers = {**ALLOWED, "authorization": f"Bearer {bearer}"}
            sent = client.post("/graphql", json={"query": '{ person(id: "P0000001") { id } }'}, headers=headers)
            return sent.status_code

        assert [status(bearer) for bearer in (good, "lead", token())] == [200, 401, 401]
        revoke(ledger, "ann", "cli:op", now())
        assert [status(bearer) for bearer in (good, good)] == [401, 401]
        assert asked.trail.rows[0][1].actor == "ann"


@pytest.mark.npm
def test_keys_are_rotated_without_an_outage(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    settings = Settings(home=tmp_path, oidc_issuer=f"http://127.0.0.1:{port}")
    first, second = key("first"), key("second")
    clock = [0.0]
    with provider(port, tmp_path, first):
        judge = Issuer(settings, now)
        judge.keys.clock = lambda: clock[0]
        before = done(settings, "ann").access_token
        assert judge.identify(before).user == "ann"
    assert judge.identify(before).user == "ann"  # the provider is down: its keys are known
    clock[0] = 61
    with provider(port, tmp_path, second, first):
        after = done(settings, "bo").access_token
        assert judge.identify(after).user == "bo"
        assert judge.identify(before).user == "ann"
    clock[0] = 700
    with provider(port, tmp_path, second):
        assert judge.identify(after).user == "bo"
        with pytest.raises(TokenRefused):
            judge.identify(before)


def answers(told: Any) -> Any:
    return lambda request: json.dumps(told).encode()


def test_what_the_issuer_gives_for_a_code_is_judged_too() -> None:
    judge = issuer()
    _, pending = begin(judge, SETTINGS, REDIRECT, THEN)
    back = {"state": pending.state, "code": "c", "iss": ISSUER}
    id_claims = {"iss": ISSUER, "aud": "mast-pages", "sub": "ada", "iat": STAMP, "exp": STAMP + 60}
    id_header = {"alg": "RS256", "kid": "k1"}
    good = {"id_token": token({**id_claims, "nonce": pending.nonce}, id_header), "access_token": token()}
    assert finish(judge, SETTINGS, pending, back, THEN, answers(good)).identity.user == "ada"
    bad: list[Any] = [
        {},
        [],
        {**good, "id_token": token({**id_claims, "nonce": "another"}, id_header)},
        {**good, "id_token": token(id_claims, id_header)},
        {**good, "id_token": token({**id_claims, "nonce": pending.nonce, "sub": "eve"}, id_header)},
        {**good, "id_token": token({**id_claims, "nonce": pending.nonce, "aud": "another"}, id_header)},
        {**good, "id_token": good["access_token"]},
        {**good, "access_token": good["id_token"]},
        {"id_token": good["id_token"]},
    ]
    for told in bad:
        with pytest.raises(TokenRefused):
            finish(judge, SETTINGS, pending, back, THEN, answers(told))

    def gone(request: urllib.request.Request) -> bytes:
        raise OSError("connection refused")

    with pytest.raises(IssuerUnreachable):
        finish(judge, SETTINGS, pending, back, THEN, gone)


def test_the_browser_is_sent_with_a_challenge_and_no_secret() -> None:
    url, pending = begin(issuer(), SETTINGS, REDIRECT, THEN)
    asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))
    assert url.startswith(f"{ISSUER}/authorization_endpoint?")
    assert (asked["code_challenge_method"], asked["state"], asked["nonce"]) == ("S256", pending.state, pending.nonce)
    assert pending.verifier not in url
    assert len({pending.state, pending.nonce, pending.verifier}) == 3


def test_while_the_issuer_is_down_the_service_answers_503_and_lets_nobody_in() -> None:
    judge = issuer(Web(down=True))

    async def verify(sent: str) -> Identity:
        return judge.identify(sent)

    town = Town()
    town.person("P0000001")
    with desk(town, verify=verify) as asked:
        headers = {**ALLOWED, "authorization": f"Bearer {token()}"}
        sent = asked.client.post("/graphql", json={"query": '{ person(id: "P0000001") { id } }'}, headers=headers)
        assert sent.status_code == 503
        assert sent.json()["errors"][0]["extensions"]["code"] == "SIGN_IN_UNAVAILABLE"
        assert asked.trail.outcomes() == ["refused"]
        assert not town.calls
