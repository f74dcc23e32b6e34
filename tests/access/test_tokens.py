"""Access tokens: ours pass, and everything else is refused without a word of what was in it."""

import base64
import hashlib
import hmac
import json
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from pydantic import SecretStr

from mast.access.errors import TokenRefused
from mast.access.tokens import LEEWAY_SECONDS, LONGEST_TOKEN, Identity, Role, mint, signing_key, verify
from mast.core.errors import MastError, UsageError
from mast.core.keyfile import key_at
from mast.core.settings import Settings

NOW = datetime(2026, 10, 31, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SECRET = "a secret of at least thirty-two bytes"
KEY = OctKey.import_key(SECRET.encode())
RSA = RSAKey.generate_key(2048)
SETTINGS = Settings(home=Path("nowhere"), token_secret=SecretStr(SECRET))
STAMP = int(NOW.timestamp())
CLAIMS: dict[str, Any] = {
    "iss": "mast",
    "aud": "mast-api",
    "sub": "ada",
    "role": "lead",
    "agency": "police",
    "iat": STAMP,
    "exp": STAMP + 3600,
}


def encoded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def signed(claims: object, header: object = None, secret: bytes = SECRET.encode()) -> str:
    """A token made by hand, so that no library keeps us from making a bad one."""
    head = encoded(json.dumps({"alg": "HS256"} if header is None else header).encode())
    body = encoded(json.dumps(claims).encode())
    mark = hmac.new(secret, f"{head}.{body}".encode(), hashlib.sha256).digest()
    return f"{head}.{body}.{encoded(mark)}"


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in CLAIMS.items() if key != name}


def good() -> str:
    return mint(SETTINGS, "ada", "lead", "police", NOW, HOUR)


def refused(token: str) -> None:
    with pytest.raises(TokenRefused) as error:
        verify(token, KEY, NOW)
    assert error.value.code == "UNAUTHENTICATED"
    assert error.value.__cause__ is None
    assert error.value.__context__ is None or error.value.__suppress_context__
    if len(token) > 8:
        assert token not in str(error.value)
        assert token[:12] not in str(error.value)


def test_a_minted_token_says_who() -> None:
    assert verify(good(), KEY, NOW) == Identity("ada", Role.LEAD, "police")
    assert verify(signed(CLAIMS), KEY, NOW) == Identity("ada", Role.LEAD, "police")


@pytest.mark.parametrize("role", list(Role))
def test_every_role_can_be_minted(role: Role) -> None:
    assert verify(mint(SETTINGS, "ada@council.example", role, "", NOW, HOUR), KEY, NOW).role is role


def flipped(token: str, part: int) -> str:
    parts = token.split(".")
    middle = len(parts[part]) // 2
    other = "A" if parts[part][middle] != "A" else "B"
    parts[part] = parts[part][:middle] + other + parts[part][middle + 1 :]
    return ".".join(parts)


BAD: dict[str, Callable[[], str]] = {
    "none algorithm": lambda: signed(CLAIMS, {"alg": "none"}),
    "none algorithm without signature": lambda: signed(CLAIMS, {"alg": "none"}).rpartition(".")[0] + ".",
    "None algorithm": lambda: signed(CLAIMS, {"alg": "None"}),
    "NONE algorithm": lambda: signed(CLAIMS, {"alg": "NONE"}),
    "lower-case algorithm": lambda: signed(CLAIMS, {"alg": "hs256"}),
    "no algorithm": lambda: signed(CLAIMS, {"typ": "JWT"}),
    "algorithm is a number": lambda: signed(CLAIMS, {"alg": 256}),
    "algorithm is a list": lambda: signed(CLAIMS, {"alg": ["HS256"]}),
    "another strong algorithm": lambda: jwt.encode({"alg": "HS512"}, CLAIMS, KEY, algorithms=["HS512"]),
    "signed by RSA": lambda: jwt.encode({"alg": "RS256"}, CLAIMS, RSA),
    "RSA public key as HMAC secret": lambda: signed(CLAIMS, secret=RSA.as_pem(private=False)),
    "says RS256, signed by HMAC": lambda: signed(CLAIMS, {"alg": "RS256"}),
    "another secret": lambda: signed(CLAIMS, secret=b"another secret of thirty-two bytes"),
    "empty secret": lambda: signed(CLAIMS, secret=b""),
    "header changed": lambda: flipped(good(), 0),
    "claims changed": lambda: flipped(good(), 1),
    "signature changed": lambda: flipped(good(), 2),
    "signature cut": lambda: good()[:-4],
    "signature missing": lambda: good().rpartition(".")[0] + ".",
    "signature of another token": lambda: (
        signed({**CLAIMS, "role": "board"}).rpartition(".")[0] + "." + good().rpartition(".")[2]
    ),
    "expired": lambda: signed({**CLAIMS, "exp": STAMP - LEEWAY_SECONDS}),
    "expired long ago": lambda: signed({**CLAIMS, "exp": 1}),
    "no expiry": lambda: signed(without("exp")),
    "expiry null": lambda: signed({**CLAIMS, "exp": None}),
    "expiry text": lambda: signed({**CLAIMS, "exp": str(STAMP + 60)}),
    "expiry infinite": lambda: signed({**CLAIMS, "exp": float("inf")}),
    "expiry not a number": lambda: signed({**CLAIMS, "exp": float("nan")}),
    "expiry true": lambda: signed({**CLAIMS, "exp": True}),
    "not yet valid": lambda: signed({**CLAIMS, "nbf": STAMP + LEEWAY_SECONDS + 1}),
    "issued in the future": lambda: signed({**CLAIMS, "iat": STAMP + LEEWAY_SECONDS + 1}),
    "no time of issue": lambda: signed(without("iat")),
    "wrong issuer": lambda: signed({**CLAIMS, "iss": "another"}),
    "no issuer": lambda: signed(without("iss")),
    "issuer list": lambda: signed({**CLAIMS, "iss": ["mast"]}),
    "wrong audience": lambda: signed({**CLAIMS, "aud": "another"}),
    "no audience": lambda: signed(without("aud")),
    "no subject": lambda: signed(without("sub")),
    "empty subject": lambda: signed({**CLAIMS, "sub": ""}),
    "subject number": lambda: signed({**CLAIMS, "sub": 7}),
    "subject with a line break": lambda: signed({**CLAIMS, "sub": "ada\nrole=board"}),
    "unknown role": lambda: signed({**CLAIMS, "role": "superuser"}),
    "role in capitals": lambda: signed({**CLAIMS, "role": "LEAD"}),
    "role list": lambda: signed({**CLAIMS, "role": ["lead", "board"]}),
    "no role": lambda: signed(without("role")),
    "no agency": lambda: signed(without("agency")),
    "agency null": lambda: signed({**CLAIMS, "agency": None}),
    "agency list": lambda: signed({**CLAIMS, "agency": []}),
    "agency with a space": lambda: signed({**CLAIMS, "agency": "police fire"}),
    "key address": lambda: signed(CLAIMS, {"alg": "HS256", "jku": "https://evil.example/keys"}),
    "certificate address": lambda: signed(CLAIMS, {"alg": "HS256", "x5u": "https://evil.example/cert"}),
    "own key": lambda: signed(CLAIMS, {"alg": "HS256", "jwk": {"kty": "oct", "k": encoded(SECRET.encode())}}),
    "key id": lambda: signed(CLAIMS, {"alg": "HS256", "kid": "../../dev/null"}),
    "critical header": lambda: signed(CLAIMS, {"alg": "HS256", "crit": ["exp"], "exp": STAMP}),
    "unencoded payload": lambda: signed(CLAIMS, {"alg": "HS256", "b64": False, "crit": ["b64"]}),
    "encrypted form": lambda: ".".join(["eyJhbGciOiJkaXIifQ", "", "a", "b", "c"]),
    "claims are a list": lambda: signed(["mast"]),
    "claims are a word": lambda: signed("mast"),
    "header is a list": lambda: signed(CLAIMS, ["HS256"]),
    "header nested deeply": lambda: f"{encoded(b'[' * 3000)}.e30.e30",
    "no JSON at all": lambda: f"{encoded(b'header')}.{encoded(b'claims')}.{encoded(b'mark')}",
    "too large": lambda: signed({**CLAIMS, "note": "x" * LONGEST_TOKEN}),
    "huge": lambda: "a." * 5_000_000,
    "empty": lambda: "",
    "dots": lambda: "..",
    "not ASCII": lambda: "é.é.é",
    "a line break after it": lambda: good() + "\n",
    "a space before it": lambda: " " + good(),
    "padded": lambda: good() + "=",
    "two tokens": lambda: f"{good()} {good()}",
    "NUL": lambda: good() + "\x00",
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_token_is_refused(name: str) -> None:
    refused(BAD[name]())


def test_no_token_is_refused() -> None:
    for nothing in (None, b"bytes", 7):
        with pytest.raises(TokenRefused):
            verify(nothing, KEY, NOW)  # type: ignore[arg-type]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60) | st.from_regex(r"[A-Za-z0-9_-]{1,40}\.[A-Za-z0-9_-]{1,40}\.[A-Za-z0-9_-]{1,40}"))
def test_whatever_a_stranger_sends_is_refused_and_nothing_else_happens(token: str) -> None:
    with pytest.raises(TokenRefused):
        verify(token, KEY, NOW)


@settings(max_examples=100, deadline=None)
@given(st.integers(min_value=0), st.characters(codec="ascii"))
def test_no_single_changed_character_passes_as_another_identity(place: int, character: str) -> None:
    token = good()
    place %= len(token)
    changed = token[:place] + character + token[place + 1 :]
    try:
        identity = verify(changed, KEY, NOW)
    except TokenRefused:
        return
    # The last character of a part carries spare bits, so another spelling of the same bytes may pass.
    assert identity == Identity("ada", Role.LEAD, "police")


def test_clocks_may_differ_by_the_leeway_and_no_more() -> None:
    token = mint(SETTINGS, "ada", "lead", "", NOW, timedelta(seconds=60))
    verify(token, KEY, NOW - timedelta(seconds=LEEWAY_SECONDS))
    verify(token, KEY, NOW + timedelta(seconds=59 + LEEWAY_SECONDS))
    for moment in (
        NOW - timedelta(seconds=LEEWAY_SECONDS + 1),
        NOW + timedelta(seconds=60 + LEEWAY_SECONDS),
    ):
        with pytest.raises(TokenRefused):
            verify(token, KEY, moment)


def test_none_is_minted_where_an_issuer_says_who_is_who() -> None:
    configured = SETTINGS.model_copy(update={"oidc_issuer": "https://login.example"})
    with pytest.raises(UsageError, match="OpenID Connect"):
        mint(configured, "ada", "lead", "", NOW, HOUR)


@pytest.mark.parametrize(
    ("user", "role", "agency", "lifetime"),
    [
        ("ada", "superuser", "", HOUR),
        ("ada", "", "", HOUR),
        ("", "lead", "", HOUR),
        ("ada lovelace", "lead", "", HOUR),
        ("ada\n", "lead", "", HOUR),
        ("a" * 129, "lead", "", HOUR),
        ("ada", "lead", "Police", HOUR),
        ("ada", "lead", "police,fire", HOUR),
        ("ada", "lead", "", timedelta(0)),
        ("ada", "lead", "", -HOUR),
    ],
)
def test_a_token_that_would_not_verify_is_not_minted(user: str, role: str, agency: str, lifetime: timedelta) -> None:
    with pytest.raises(UsageError):
        mint(SETTINGS, user, role, agency, NOW, lifetime)


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(UsageError, match="MAST_TOKEN_SECRET") as error:
        signing_key(Settings(token_secret=SecretStr("short-word")))
    assert "short-word" not in str(error.value)


def test_the_kept_key_outlives_the_process_and_is_closed_to_others(tmp_path: Path) -> None:
    kept = Settings(home=tmp_path / "home")
    token = mint(kept, "ada", "lead", "", NOW, HOUR)
    assert verify(token, signing_key(kept), NOW).user == "ada"
    assert stat.S_IMODE((tmp_path / "home" / "token.key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["token.key"]


def test_eight_first_uses_at_once_make_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(lambda _: key_at(tmp_path / "token.key"), range(32)))
    assert len(keys) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["token.key"]


@pytest.mark.parametrize("content", ["", "not hex", "ab" * 31, "é"])
def test_a_damaged_key_is_named_and_kept(tmp_path: Path, content: str) -> None:
    path = tmp_path / "token.key"
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(MastError, match="damaged"):
        key_at(path)
    assert path.read_text() == content


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "token.key"
    key_at(path)
    path.chmod(0o640)
    with pytest.raises(MastError, match="chmod 600"):
        key_at(path)


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(MastError, match="cannot be used"):
        key_at(tmp_path / "file" / "token.key")
