"""Access tokens of an OpenID Connect issuer: the good one passes, and sixty kinds of others do not."""

import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import pytest
from joserfc.jwk import ECKey, OctKey
from pydantic import SecretStr

from mast.access.errors import TokenRefused
from mast.access.oidc import LONGEST_TOKEN, IssuerUnreachable
from mast.access.tokens import Identity, Role, mint
from mast.core.errors import UsageError
from mast.core.settings import Settings
from tests.access.issuing import (
    CLAIMS,
    HEADER,
    ISSUER,
    KEY,
    NEXT,
    NOW,
    OTHER,
    SETTINGS,
    STAMP,
    Web,
    encoded,
    issuer,
    key,
    token,
    without,
)

PUBLIC_PEM = KEY.as_pem(private=False)
DAY = 24 * 3600


def by_hmac(secret: bytes, alg: str = "HS256", **header: Any) -> str:
    """Signed by HMAC with what everybody knows: RS256 taken for HS256."""
    signed = f"{encoded(json.dumps({**HEADER, 'alg': alg, **header}).encode())}.{encoded(json.dumps(CLAIMS).encode())}"
    return f"{signed}.{encoded(hmac.new(secret, signed.encode(), hashlib.sha256).digest())}"


def unsigned(alg: str) -> str:
    return f"{encoded(json.dumps({**HEADER, 'alg': alg}).encode())}.{encoded(json.dumps(CLAIMS).encode())}."


def swapped() -> str:
    """The signature of one token under the claims of another."""
    good, other = token(), token({**CLAIMS, "sub": "eve"})
    return ".".join([*other.split(".")[:2], good.split(".")[2]])


def turned(place: int) -> str:
    parts = token().split(".")
    parts[place] = parts[place][:-4] + ("AAAA" if parts[place][-4:] != "AAAA" else "BBBB")
    return ".".join(parts)


def local() -> str:
    """A token of ``mast token``, from before an issuer was set."""
    secret = Settings(home=SETTINGS.home, token_secret=SecretStr("a secret of at least thirty-two bytes"))
    return mint(secret, "ada", "lead", "police", NOW, timedelta(hours=1))


TWICE = json.dumps(CLAIMS).replace('"aud": "mast-api"', '"aud": "another", "aud": "mast-api"').encode()
TWO_ALGS = b'{"alg": "none", "alg": "RS256", "kid": "k1", "typ": "at+jwt"}'

BAD: dict[str, str] = {
    # forged
    "alg none": unsigned("none"),
    "alg None": unsigned("None"),
    "alg NONE, empty": unsigned("NONE"),
    "no alg": token(header=without("alg", HEADER)),
    "alg null": token(header={**HEADER, "alg": None}),
    "alg a list": token(header={**HEADER, "alg": ["RS256"]}),
    "alg in small letters": token(header={**HEADER, "alg": "rs256"}),
    "HMAC with the public key": by_hmac(PUBLIC_PEM),
    "HMAC with the modulus": by_hmac(str(KEY.as_dict(private=False)["n"]).encode()),
    "HMAC with nothing": by_hmac(b""),
    "HS512": by_hmac(PUBLIC_PEM, "HS512"),
    "another's key under the same name": token(by=OTHER),
    "a key that is not published": token(header={**HEADER, "kid": "k9"}, by=NEXT),
    "no kid": token(header=without("kid", HEADER)),
    "kid a path": token(header={**HEADER, "kid": "../../dev/null"}),
    "kid a statement": token(header={**HEADER, "kid": "k1' OR '1'='1"}),
    "kid a number": token(header={**HEADER, "kid": 1}),
    "kid null": token(header={**HEADER, "kid": None}),
    "kid of another case": token(header={**HEADER, "kid": "K1"}),
    "its own key (jwk)": token(header={**HEADER, "jwk": OTHER.as_dict(private=False)}, by=OTHER),
    "its own key's address (jku)": token(header={**HEADER, "jku": "https://evil.example/jwks"}, by=OTHER),
    "its own certificate (x5c)": token(header={**HEADER, "x5c": ["MIIB"]}, by=OTHER),
    "its own certificate's address (x5u)": token(header={**HEADER, "x5u": "https://evil.example/c"}, by=OTHER),
    "jku beside a good signature": token(header={**HEADER, "jku": "https://evil.example/jwks"}),
    "crit": token(header={**HEADER, "crit": ["exp"]}),
    "crit with b64": token(header={**HEADER, "crit": ["b64"], "b64": False}),
    "zip": token(header={**HEADER, "zip": "DEF"}),
    "signature of another token": swapped(),
    "claims turned": turned(1),
    "header turned": turned(0),
    "signature turned": turned(2),
    "signature cut": token()[:-10],
    "signature gone": token().rpartition(".")[0] + ".",
    "another algorithm's name": token(header={**HEADER, "alg": "PS256"}),
    "an elliptic one's name": token(header={**HEADER, "alg": "ES256"}),
    # stale
    "expired": token({**CLAIMS, "exp": STAMP - 31, "iat": STAMP - 600}),
    "expired long ago": token({**CLAIMS, "exp": 1, "iat": 0}),
    "no exp": token(without("exp")),
    "exp null": token({**CLAIMS, "exp": None}),
    "exp a text": token({**CLAIMS, "exp": str(STAMP + 600)}),
    "exp true": token({**CLAIMS, "exp": True}),
    "exp without end": token({**CLAIMS, "exp": 10**12}),
    "exp infinite": token(json.dumps(CLAIMS).replace(str(STAMP + 600), "1e999").encode()),
    "good for over a day": token({**CLAIMS, "exp": STAMP + DAY + 1}),
    "not yet": token({**CLAIMS, "nbf": STAMP + 60}),
    "issued in the future": token({**CLAIMS, "iat": STAMP + 60, "exp": STAMP + 700}),
    "no iat": token(without("iat")),
    # confused
    "another issuer": token({**CLAIMS, "iss": "https://evil.example"}),
    "the issuer with a slash": token({**CLAIMS, "iss": ISSUER + "/"}),
    "issuer a list": token({**CLAIMS, "iss": [ISSUER]}),
    "no issuer": token(without("iss")),
    "for another service": token({**CLAIMS, "aud": "another"}),
    "for the pages": token({**CLAIMS, "aud": "mast-pages"}),
    "for nobody": token({**CLAIMS, "aud": []}),
    "no audience": token(without("aud")),
    "an ID token": token({**CLAIMS, "aud": "mast-pages", "nonce": "n"}, {**HEADER, "typ": "JWT"}),
    "an ID token for this service": token({**CLAIMS, "nonce": "n"}),
    "an ID token by its hash": token({**CLAIMS, "at_hash": "x"}),
    "typ JWT": token(header={**HEADER, "typ": "JWT"}),
    "typ of a logout token": token(header={**HEADER, "typ": "logout+jwt"}),
    "no typ": token(header=without("typ", HEADER)),
    "a name twice in the claims": token(TWICE),
    "a name twice in the header": token(header=TWO_ALGS),
    "no subject": token(without("sub")),
    "subject empty": token({**CLAIMS, "sub": ""}),
    "subject with a line break": token({**CLAIMS, "sub": "ada\neve"}),
    "subject a list": token({**CLAIMS, "sub": ["ada"]}),
    "no role": token(without("mast_role")),
    "an unknown role": token({**CLAIMS, "mast_role": "king"}),
    "two roles": token({**CLAIMS, "mast_role": ["lead", "auditor"]}),
    "role a number": token({**CLAIMS, "mast_role": 1}),
    "an agency that is none": token({**CLAIMS, "mast_agency": "police; drop"}),
    "claims no object": token([CLAIMS]),
    "claims no JSON": token(b"claims"),
    "claims not UTF-8": token(b"\xff\xfe"),
    # replayed, or from elsewhere
    "a token of mast token": local(),
    "huge": token({**CLAIMS, "more": "x" * LONGEST_TOKEN}),
    "five parts": f"{token()}.a.b",
    "two parts": token().rpartition(".")[0],
    "empty": "",
    "white space": f" {token()}",
    "a line break": f"{token()}\n",
    "padding": token() + "=",
    "another alphabet": token().replace("-", "+").replace("_", "/") + "+",
}


def test_a_good_token_says_who() -> None:
    judge = issuer()
    assert judge.identify(token()) == Identity("ada", Role.LEAD, "police")
    assert judge.identify(token({**CLAIMS, "mast_role": ["lead", "other"]})) == Identity("ada", Role.LEAD, "police")
    assert judge.identify(token(without("mast_agency"))) == Identity("ada", Role.LEAD, "")
    assert judge.identify(token({**CLAIMS, "aud": ["another", "mast-api"]})).user == "ada"
    assert judge.identify(token({**CLAIMS, "exp": STAMP - 29, "iat": STAMP - 600})).user == "ada"
    own = SETTINGS.model_copy(update={"oidc_user_claim": "upn", "oidc_role_claim": "roles"})
    claims = {**without("mast_role"), "upn": "ada@police.example", "roles": ["auditor"]}
    assert issuer(settings=own).identify(token(claims)) == Identity("ada@police.example", Role.AUDITOR, "police")


def test_there_are_sixty_kinds() -> None:
    assert len(BAD) >= 60
    assert len(set(BAD.values())) == len(BAD)


@pytest.mark.parametrize("kind", BAD)
def test_none_is_accepted(kind: str) -> None:
    with pytest.raises(TokenRefused) as refused:
        issuer().identify(BAD[kind])
    assert "ada" not in str(refused.value)
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


def test_a_rotated_key_is_learnt_and_a_token_of_a_retired_one_is_refused() -> None:
    web = Web()
    judge, clock = issuer(web), [0.0]
    judge.keys.clock = lambda: clock[0]
    assert judge.identify(token()).user == "ada"
    rotated = token(header={**HEADER, "kid": "k2"}, by=NEXT)
    web.keys = [NEXT.as_dict(private=False)]
    with pytest.raises(TokenRefused):
        judge.identify(rotated)  # asked less than a minute ago
    clock[0] = 61
    assert judge.identify(rotated).user == "ada"
    with pytest.raises(TokenRefused):
        judge.identify(token())
    assert web.asked.count(f"{ISSUER}/jwks_uri") == 2


def test_unknown_keys_do_not_make_us_flood_the_issuer() -> None:
    web = Web()
    judge = issuer(web)
    for number in range(50):
        with pytest.raises(TokenRefused):
            judge.identify(token(header={**HEADER, "kid": f"x{number}"}))
    assert web.asked.count(f"{ISSUER}/jwks_uri") == 1


def test_known_keys_stay_good_while_the_issuer_is_down_and_without_any_nobody_comes_in() -> None:
    web = Web(down=True)
    judge, clock = issuer(web), [0.0]
    judge.keys.clock = lambda: clock[0]
    with pytest.raises(IssuerUnreachable):
        judge.identify(token())
    web.down = False
    assert judge.identify(token()).user == "ada"
    web.down, clock[0] = True, 10_000
    assert judge.identify(token()).user == "ada"
    web.down, web.keys, clock[0] = False, [NEXT.as_dict(private=False)], 20_000
    with pytest.raises(TokenRefused):
        judge.identify(token())


@pytest.mark.parametrize(
    "unfit",
    [
        {**KEY.as_dict(private=False), "use": "enc"},
        KEY.as_dict(private=True),
        OctKey.generate_key(256, parameters={"kid": "k1"}).as_dict(private=True),
        ECKey.generate_key("P-256", parameters={"kid": "k1"}).as_dict(private=False),
        {name: value for name, value in KEY.as_dict(private=False).items() if name != "kid"},
        {**KEY.as_dict(private=False), "alg": "RS1"},
    ],
    ids=["for encryption", "private", "symmetric", "of another kind", "without a name", "for another algorithm"],
)
def test_what_is_no_key_for_signatures_is_not_used(unfit: dict[str, Any]) -> None:
    more = key("k3")
    with pytest.raises(TokenRefused):
        issuer(Web(keys=[unfit, more.as_dict(private=False)])).identify(token())


def test_an_issuer_that_calls_itself_otherwise_is_refused() -> None:
    with pytest.raises(UsageError, match="another issuer"):
        issuer(Web(issuer="https://evil.example")).provider()
    for address in ("http://id.example", "ftp://id.example", "id.example"):
        with pytest.raises(UsageError, match="https"):
            issuer(settings=SETTINGS.model_copy(update={"oidc_issuer": address})).provider()


def test_mast_token_is_refused_where_an_issuer_is_set() -> None:
    with pytest.raises(UsageError, match="sign in there"):
        mint(SETTINGS, "ada", "lead", "police", NOW, timedelta(hours=1))
