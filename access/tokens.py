"""Signed access tokens: who asks, in which role, for which agency.

JSON Web Tokens (RFC 7519) signed with HMAC-SHA256, after RFC 8725, the best current practice: one algorithm, no header
parameter that could point elsewhere, every claim required and checked.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from joserfc import jwt
from joserfc.jwk import OctKey

from mast.access.errors import TokenRefused
from mast.core.errors import UsageError
from mast.core.keyfile import KEY_BYTES, key_at
from mast.core.settings import Settings

ISSUER = "mast"
AUDIENCE = "mast-api"
ALGORITHM = "HS256"
LEEWAY_SECONDS = 30
LONGEST_TOKEN = 4096

_USER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,127}")
_AGENCY = re.compile(r"[a-z][a-z0-9_-]{0,31}")
_COMPACT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")


class Role(StrEnum):
    """What a user is in MAST. Each answers to its own rules of who may see what."""

    PRACTITIONER = "practitioner"
    LEAD = "lead"
    ANALYST = "analyst"
    STEWARD = "steward"
    BOARD = "board"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who asks. ``agency``: the partner code the user works for; ``""`` for none."""

    user: str
    role: Role
    agency: str


EndedAt = Callable[[str], datetime | None]
"""User → the moment up to which their tokens were ended early."""


def nobodys(user: str) -> None:
    """Of nobody any token was ended early."""


def check_not_ended(identity: Identity, issued: float, ended: EndedAt) -> None:
    """Raises ValueError for a token that was issued at a second up to which its user's were ended."""
    until = ended(identity.user)
    if until is not None and issued <= until.timestamp():
        raise ValueError("a token that was ended")


def signing_key(settings: Settings) -> OctKey:
    """The key of MAST_TOKEN_SECRET, or the one kept in the data folder, made on first use.

    Raises UsageError when the secret is shorter than the 32 bytes that RFC 7518 section 3.2 asks of HS256.
    """
    if settings.token_secret is None:
        return OctKey.import_key(key_at(settings.home / "token.key"))
    secret = settings.token_secret.get_secret_value().encode()
    if len(secret) < KEY_BYTES:
        raise UsageError(f"MAST_TOKEN_SECRET is too short: give it at least {KEY_BYTES} bytes.")
    return OctKey.import_key(secret)


def mint(settings: Settings, user: str, role: str, agency: str, now: datetime, lifetime: timedelta) -> str:
    """A signed token for trying and testing.

    Raises UsageError for an unknown role, a user or agency that is none, a lifetime that ends before it begins, and
    always when an OpenID Connect issuer is configured: then only that issuer says who somebody is.
    """
    if settings.oidc_issuer is not None:
        raise UsageError("Tokens come from the OpenID Connect issuer that is configured: sign in there.")
    if role not in set(Role):
        raise UsageError(f"Unknown role: give one of {', '.join(Role)}.")
    if not _USER.fullmatch(user):
        raise UsageError("A user is up to 128 letters, digits and . _ @ + -, a letter or digit first.")
    if agency and not _AGENCY.fullmatch(agency):
        raise UsageError("An agency is a partner code, as in police.")
    if lifetime <= timedelta(0):
        raise UsageError("A token needs a lifetime of at least one second.")
    issued = int(now.timestamp())
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": user,
        "role": str(role),
        "agency": agency,
        "iat": issued,
        "exp": issued + max(1, int(lifetime.total_seconds())),
    }
    return jwt.encode({"alg": ALGORITHM}, claims, signing_key(settings), algorithms=[ALGORITHM])


def verify(token: str, key: OctKey, now: datetime, ended: EndedAt = nobodys) -> Identity:
    """The identity that the token vouches for. Raises TokenRefused unless it is a whole and current token of ours, and
    was issued after its user's tokens were ended.
    """
    if not isinstance(token, str) or len(token) > LONGEST_TOKEN or not _COMPACT.fullmatch(token):
        raise TokenRefused("The access token is refused: it is not a token of this service.")
    try:
        claims = _claims(token, key, now)
        identity = _identity(claims)
        check_not_ended(identity, claims["iat"], ended)
        return identity
    except Exception:
        # Whatever goes wrong with a stranger's bytes means the same: no access, and not a word of why.
        raise TokenRefused("The access token is refused: it is damaged, expired or not of this service.") from None


def _identity(claims: dict[str, Any]) -> Identity:
    user, agency = claims["sub"], claims["agency"]
    if not _USER.fullmatch(user) or (agency != "" and not _AGENCY.fullmatch(agency)):
        raise ValueError("a user or agency that we would not have minted")
    return Identity(user=user, role=Role(claims["role"]), agency=agency)


def _claims(token: str, key: OctKey, now: datetime) -> dict[str, Any]:
    decoded = jwt.decode(token, key, algorithms=[ALGORITHM])
    if set(decoded.header) - {"alg", "typ"}:
        raise ValueError("a header parameter that our own tokens never have")
    # `decode` checks the signature alone: without this an expired token passes.
    registry = jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=LEEWAY_SECONDS,
        iss={"essential": True, "value": ISSUER},
        aud={"essential": True, "value": AUDIENCE},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
        role={"essential": True},
    )
    registry.validate(decoded.claims)
    return decoded.claims
