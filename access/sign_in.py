"""Signing somebody in by the authorization code flow with PKCE (RFC 7636, RFC 9700): for pages that act in a browser.

``begin`` gives the address to send the browser to, and what must be kept in the session until it comes back;
``finish`` takes what it comes back with. Each beginning is good for one finish: whoever calls it forgets what was kept
first.
"""

import base64
import hashlib
import hmac
import json
import secrets
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from mast.access.errors import TokenRefused
from mast.access.oidc import TYPES, Issuer, IssuerUnreachable, open_without_redirects
from mast.access.tokens import Identity
from mast.core.settings import Settings

LONGEST_WAIT: Final = timedelta(minutes=10)

_ID_TYPES: Final = frozenset({"jwt"})

Exchange = Callable[[urllib.request.Request], bytes]


@dataclass(frozen=True, slots=True)
class Pending:
    """What is kept of a sign-in that has begun: secret, and good for one finish."""

    state: str
    nonce: str
    verifier: str
    redirect_uri: str
    begun_at: datetime


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who signed in, and the access token that says so until ``expires_at``."""

    identity: Identity
    access_token: str
    expires_at: datetime


def begin(issuer: Issuer, settings: Settings, redirect_uri: str, now: datetime, **more: str) -> tuple[str, Pending]:
    """The issuer's address to send the browser to, and what to keep. Raises IssuerUnreachable. May block."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    pending = Pending(state, nonce, verifier, redirect_uri, now)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(pending.verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code",
        "client_id": settings.oidc_client_id,
        "redirect_uri": redirect_uri,
        "scope": "openid",
        "state": pending.state,
        "nonce": pending.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        **more,
    }
    return f"{issuer.provider().authorization_endpoint}?{urllib.parse.urlencode(asked)}", pending


def finish(
    issuer: Issuer,
    settings: Settings,
    pending: Pending,
    returned: Mapping[str, str],
    now: datetime,
    exchange: Exchange = open_without_redirects,
) -> SignedIn:
    """Who came back. ``returned``: the parameters of the address that the issuer sent the browser to.

    Raises TokenRefused when they do not belong to what was begun, came too late or from elsewhere, or when the issuer
    does not vouch for them; IssuerUnreachable. May block.
    """
    sent_by = returned.get("iss", settings.oidc_issuer)
    fits = hmac.compare_digest(returned.get("state", ""), pending.state) and sent_by == settings.oidc_issuer
    if not fits or "error" in returned or not returned.get("code") or now - pending.begun_at > LONGEST_WAIT:
        raise _refused()
    told = _exchanged(issuer, settings, pending, returned["code"], exchange)
    id_token, access_token = str(told.get("id_token", "")), str(told.get("access_token", ""))
    claims = issuer.claims(id_token, settings.oidc_client_id, of_type=_ID_TYPES)
    if not hmac.compare_digest(str(claims.get("nonce", "")), pending.nonce):
        raise _refused()
    access = issuer.claims(access_token, settings.oidc_audience, of_type=TYPES)
    if access["sub"] != claims["sub"]:
        raise _refused()
    return SignedIn(issuer.identify(access_token), access_token, datetime.fromtimestamp(access["exp"], UTC))


def _exchanged(
    issuer: Issuer, settings: Settings, pending: Pending, code: str, exchange: Exchange
) -> Mapping[str, Any]:
    """What the issuer gives for the code (RFC 6749, section 4.1.3)."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": pending.redirect_uri,
        "client_id": settings.oidc_client_id,
        "code_verifier": pending.verifier,
    }
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    if settings.oidc_client_secret is not None:
        parts = (settings.oidc_client_id, settings.oidc_client_secret.get_secret_value())
        both = ":".join(urllib.parse.quote(part, safe="") for part in parts)
        headers["Authorization"] = f"Basic {base64.b64encode(both.encode()).decode()}"
    request = urllib.request.Request(issuer.provider().token_endpoint, urllib.parse.urlencode(form).encode(), headers)
    try:
        told = json.loads(exchange(request))
    except urllib.error.HTTPError as error:
        error.close()
        raise _refused() from None
    except (OSError, ValueError):
        raise IssuerUnreachable("The OpenID Connect issuer does not answer: try again shortly.") from None
    if not isinstance(told, dict):
        raise _refused()
    return told


def _refused() -> TokenRefused:
    return TokenRefused(
        "The sign-in is refused: it was not begun here, came too late, or was used before. Begin again."
    )
