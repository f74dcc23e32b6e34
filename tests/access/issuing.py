"""An issuer in memory, whose tokens are made by hand so that no library keeps us from making a bad one."""

import base64
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from joserfc.jwk import RSAKey

from mast.access.oidc import Issuer
from mast.core.settings import Settings

NOW: Final = datetime(2026, 10, 31, 12, tzinfo=UTC)
STAMP: Final = int(NOW.timestamp())
ISSUER: Final = "https://id.example"
SETTINGS: Final = Settings(home=Path("nowhere"), oidc_issuer=ISSUER)
HEADER: Final[dict[str, Any]] = {"alg": "RS256", "kid": "k1", "typ": "at+jwt"}
CLAIMS: Final[dict[str, Any]] = {
    "iss": ISSUER,
    "aud": "mast-api",
    "sub": "ada",
    "iat": STAMP,
    "exp": STAMP + 600,
    "client_id": "mast-pages",
    "mast_role": "lead",
    "mast_agency": "police",
}


def key(kid: str) -> RSAKey:
    return RSAKey.generate_key(2048, parameters={"kid": kid, "use": "sig", "alg": "RS256"})


KEY, OTHER, NEXT = key("k1"), key("k1"), key("k2")


@dataclass
class Web:
    """What the issuer publishes, and how often each page was asked for. ``down``: it does not answer."""

    keys: list[dict[str, Any]] = field(default_factory=lambda: [KEY.as_dict(private=False)])
    asked: list[str] = field(default_factory=list)
    down: bool = False
    issuer: str = ISSUER

    def fetch(self, url: str) -> bytes:
        self.asked.append(url)
        if self.down:
            raise OSError("connection refused")
        if url == f"{ISSUER}/.well-known/openid-configuration":
            names = ("jwks_uri", "authorization_endpoint", "token_endpoint")
            return json.dumps({"issuer": self.issuer, **{name: f"{ISSUER}/{name}" for name in names}}).encode()
        assert url == f"{ISSUER}/jwks_uri"
        return json.dumps({"keys": self.keys}).encode()


def issuer(web: Web | None = None, now: datetime = NOW, settings: Settings = SETTINGS) -> Issuer:
    return Issuer(settings, lambda: now, (web or Web()).fetch)


def encoded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def token(claims: Any = CLAIMS, header: Any = HEADER, by: RSAKey = KEY) -> str:
    """Signed with RS256 whatever the header says. Bytes are taken as they are."""
    head, body = (encoded(part if isinstance(part, bytes) else json.dumps(part).encode()) for part in (header, claims))
    signed = f"{head}.{body}"
    mark = by.private_key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())  # type: ignore[union-attr]
    return f"{signed}.{encoded(mark)}"


def without(name: str, of: dict[str, Any] = CLAIMS) -> dict[str, Any]:
    return {key: value for key, value in of.items() if key != name}
