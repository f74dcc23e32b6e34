"""Sign-in by OpenID Connect: who an access token of the configured issuer stands for.

JSON Web Tokens (RFC 7519) as RFC 9068 profiles them for access, judged after RFC 8725: a short list of algorithms, keys
of the issuer's own key set alone (RFC 7517), no header parameter that could point elsewhere, every claim required and
checked.
"""

import base64
import json
import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from mast.access.errors import TokenRefused
from mast.access.tokens import LEEWAY_SECONDS, EndedAt, Identity, Role, check_not_ended, nobodys
from mast.core.errors import MastError, StoreUnreachable, UsageError
from mast.core.settings import Settings

ALGORITHMS: Final = ("RS256", "PS256", "ES256")
TYPES: Final = frozenset({"at+jwt", "application/at+jwt"})
LONGEST_TOKEN: Final = 8192
LONGEST_LIFE_SECONDS: Final = 24 * 3600
KEYS_GOOD_FOR_SECONDS: Final = 600.0
ASK_AGAIN_SECONDS: Final = 60.0
"""How often at most a key that is not known makes us ask the issuer for its keys again."""
FETCH_SECONDS: Final = 3.0
LARGEST_DOCUMENT: Final = 256 * 1024

_COMPACT: Final = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_USER: Final = re.compile(r"[!-~]{1,128}")
_AGENCY: Final = re.compile(r"[a-z][a-z0-9_-]{0,31}")
_HEADERS: Final = frozenset({"alg", "kid", "typ", "x5t", "x5t#S256"})
_OF_AN_ID_TOKEN: Final = frozenset({"nonce", "at_hash", "c_hash", "s_hash"})

Fetch = Callable[[str], bytes]
Key = RSAKey | ECKey


class IssuerUnreachable(StoreUnreachable):
    """The issuer does not answer, and none of its keys is known: nobody can be let in."""


@dataclass(frozen=True, slots=True)
class Provider:
    """Where an issuer is asked: its discovery document (OpenID Connect Discovery 1.0), checked."""

    issuer: str
    jwks_uri: str
    authorization_endpoint: str
    token_endpoint: str


@dataclass(slots=True)
class IssuerKeys:
    """The issuer's key set, kept for ten minutes, asked for again when a token names a key that is not in it.

    What is known stays good while the issuer does not answer. Safe to share between threads. ``clock``: monotonic.
    """

    provider: Callable[[], Provider]
    fetch: Fetch
    clock: Callable[[], float] = time.monotonic
    _known: dict[str, Key] = field(default_factory=dict)
    _fetched_at: float = float("-inf")
    _asked_at: float = float("-inf")
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def key(self, kid: str) -> Key | None:
        """The key of this name, or None. Raises IssuerUnreachable while no key is known at all."""
        with self._lock:
            now = self.clock()
            stale = now - self._fetched_at > KEYS_GOOD_FOR_SECONDS
            if (stale or kid not in self._known) and now - self._asked_at >= ASK_AGAIN_SECONDS:
                self._asked_at = now
                self._ask(now)
            if not self._known:
                self._asked_at = float("-inf")
                raise IssuerUnreachable("The OpenID Connect issuer does not answer: try again shortly.")
            return self._known.get(kid)

    def _ask(self, now: float) -> None:
        try:
            told = json.loads(self.fetch(self.provider().jwks_uri))
            self._known = dict(_keys(told["keys"]))
            self._fetched_at = now
        except (MastError, OSError, ValueError, KeyError, TypeError):
            return  # what was known stays good


class Issuer:
    """Judges access tokens of the issuer of these settings."""

    def __init__(
        self,
        settings: Settings,
        now: Callable[[], datetime],
        fetch: Fetch | None = None,
        ended: EndedAt = nobodys,
    ) -> None:
        assert settings.oidc_issuer is not None
        self.fetch = fetch or fetch_document
        self._settings, self._now, self._ended = settings, now, ended
        self._provider: Provider | None = None
        self.keys = IssuerKeys(self.provider, self.fetch)

    def provider(self) -> Provider:
        """The issuer's addresses, asked for once. Raises IssuerUnreachable, UsageError for another issuer's."""
        if self._provider is None:
            self._provider = discover(str(self._settings.oidc_issuer), self.fetch)
        return self._provider

    def identify(self, token: str) -> Identity:
        """Who the token stands for. Raises TokenRefused unless it is a whole, current access token for this service,
        and IssuerUnreachable while that cannot be known. May block.
        """
        claims = self.claims(token, self._settings.oidc_audience, of_type=TYPES)
        try:
            if _OF_AN_ID_TOKEN & set(claims):
                raise ValueError("an ID token")
            identity = self._identity(claims)
            check_not_ended(identity, claims["iat"], self._ended)
            return identity
        except Exception:
            raise _refused() from None

    def claims(self, token: str, audience: str, of_type: frozenset[str]) -> dict[str, Any]:
        """The claims of a token of this issuer for an audience. Raises as ``identify`` does."""
        if not isinstance(token, str) or len(token) > LONGEST_TOKEN or not _COMPACT.fullmatch(token):
            raise _refused()
        try:
            kid = _kid(token, of_type)
            key = self.keys.key(kid)
            if key is None:
                raise ValueError("a key that the issuer does not have")
            return self._claims(token, key, audience)
        except IssuerUnreachable:
            raise
        except Exception:
            # Whatever goes wrong with a stranger's bytes means the same: no access, and not a word of why.
            raise _refused() from None

    def _claims(self, token: str, key: Key, audience: str) -> dict[str, Any]:
        decoded = jwt.decode(token, key, algorithms=list(ALGORITHMS))
        now = int(self._now().timestamp())
        registry = jwt.JWTClaimsRegistry(
            now=now,
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": str(self._settings.oidc_issuer)},
            aud={"essential": True, "value": audience},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
        )
        registry.validate(decoded.claims)
        claims = _once(_part(token, 1))
        if claims != decoded.claims or isinstance(claims["iat"], bool) or isinstance(claims["exp"], bool):
            raise ValueError("claims that can be read in two ways")
        if claims["exp"] - claims["iat"] > LONGEST_LIFE_SECONDS or claims["iat"] > now + LEEWAY_SECONDS:
            raise ValueError("a token that lives too long, or was issued in the future")
        return claims

    def _identity(self, claims: Mapping[str, Any]) -> Identity:
        settings = self._settings
        user, agency = claims[settings.oidc_user_claim], claims.get(settings.oidc_agency_claim, "")
        given = claims[settings.oidc_role_claim]
        roles = [role for role in ([given] if isinstance(given, str) else given) if role in set(Role)]
        if not _USER.fullmatch(user) or (agency != "" and not _AGENCY.fullmatch(agency)) or len(roles) != 1:
            raise ValueError("a user, an agency or roles that say nothing to us")
        return Identity(user, Role(roles[0]), agency)


def discover(issuer: str, fetch: Fetch) -> Provider:
    """Ask an issuer for its addresses. Raises IssuerUnreachable, and UsageError where it says that it is another."""
    _check_address(issuer)
    try:
        told = json.loads(fetch(f"{issuer.rstrip('/')}/.well-known/openid-configuration"))
        found = Provider(*(str(told[name]) for name in Provider.__dataclass_fields__))
    except (OSError, ValueError, KeyError, TypeError):
        raise IssuerUnreachable("The OpenID Connect issuer does not answer: try again shortly.") from None
    if found.issuer != issuer:
        raise UsageError("MAST_OIDC_ISSUER answers as another issuer: write it exactly as its own page does.")
    for address in (found.jwks_uri, found.authorization_endpoint, found.token_endpoint):
        _check_address(address)
    return found


def fetch_document(url: str) -> bytes:
    """The body of a small document, without following anywhere else. Raises OSError."""
    return open_without_redirects(urllib.request.Request(url, headers={"Accept": "application/json"}))


def open_without_redirects(request: urllib.request.Request) -> bytes:
    """Raises OSError for anything but a small answer with status 200."""
    with _OPENER.open(request, timeout=FETCH_SECONDS) as answer:
        body: bytes = answer.read(LARGEST_DOCUMENT + 1)
    if len(body) > LARGEST_DOCUMENT:
        raise OSError("too large")
    return body


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


_OPENER: Final = urllib.request.build_opener(_NoRedirects, urllib.request.ProxyHandler({}))


def _check_address(url: str) -> None:
    """Raises UsageError for an address that is neither https nor on this machine."""
    parts = urllib.parse.urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1")):
        raise UsageError("MAST_OIDC_ISSUER and its addresses must begin with https://, or be on this machine.")


def _kid(token: str, of_type: frozenset[str]) -> str:
    header = _once(_part(token, 0))
    kid = header.get("kid")
    if set(header) - _HEADERS or header.get("alg") not in ALGORITHMS or not isinstance(kid, str):
        raise ValueError("a header that we do not take")
    if str(header.get("typ", "JWT")).lower() not in of_type:
        raise ValueError("another kind of token")
    return kid


def _part(token: str, place: int) -> bytes:
    text = token.split(".")[place]
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _once(raw: bytes) -> dict[str, Any]:
    """The JSON object in which no name is there twice: two readers would read it differently."""

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({name for name, _ in pairs}) < len(pairs):
            raise ValueError("a name is there twice")
        return dict(pairs)

    told = json.loads(raw, object_pairs_hook=unique)
    if not isinstance(told, dict):
        raise ValueError("no object")
    return told


def _keys(told: list[dict[str, Any]]) -> list[tuple[str, Key]]:
    """The keys that may have signed a token, by name; private, symmetric and unnamed ones are left out."""
    found: list[tuple[str, Key]] = []
    for one in told:
        signs = one.get("use", "sig") == "sig" and one.get("alg", ALGORITHMS[0]) in ALGORITHMS
        if not signs or "d" in one or not isinstance(one.get("kid"), str):
            continue
        if one.get("kty") == "RSA":
            found.append((one["kid"], RSAKey.import_key(one)))
        elif one.get("kty") == "EC":
            found.append((one["kid"], ECKey.import_key(one)))
    return found


def _refused() -> TokenRefused:
    return TokenRefused("The access token is refused: it is damaged, expired or not for this service.")
