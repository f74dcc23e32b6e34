"""The door of the API: who asks, in which role, and what for. Whoever is turned away is on record first."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from starlette.datastructures import Headers

from mast.access.audit import Entry, Result
from mast.access.errors import GlassHeld, NotPermitted, PurposeMissing, TokenRefused
from mast.access.glass import FIELD, BreakReason, reason_of
from mast.access.oidc import IssuerUnreachable
from mast.access.policy import Permit, Policy
from mast.access.purposes import Purpose, require, stated_case
from mast.access.tokens import Identity
from mast.graphql.errors import Code, HttpRefusal

PURPOSE_HEADER, CASE_HEADER = "mast-purpose", "mast-case-reference"
GLASS_HEADER, SECOND_HEADER = "mast-break-glass", "mast-second-person"
OPERATION = "graphql"
UNUSABLE = "not on the list"
NO_READER = "Your role does not look people up for this purpose."

Verify = Callable[[str], Awaitable[Identity]]
"""The identity a token vouches for. Raises TokenRefused, IssuerUnreachable."""


class AuditTrail(Protocol):
    """What the API needs of the audit log. Both raise AuditUnavailable."""

    async def intent_async(self, entry: Entry) -> int: ...

    async def outcome_async(self, intent_seq: int, result: Result) -> int: ...


@dataclass(frozen=True, slots=True)
class BrokenGlass:
    """Why somebody sees what is sealed, for this one request, and who stands by ("" for nobody)."""

    reason: BreakReason
    second: str


@dataclass(frozen=True, slots=True)
class Entrant:
    """Somebody who was let in, why they look, and what they may read for it."""

    identity: Identity
    purpose: str
    case: str
    permit: Permit
    glass: "BrokenGlass | None" = None

    def entry(self, operation: str, query_sha256: str, request_id: str, generation: int | None) -> Entry:
        named = f"{operation}, glass broken: {self.glass.reason}" if self.glass else operation
        own = _entry(self.identity, self.purpose, self.case, named, request_id)
        return replace(own, query_sha256=query_sha256, generation=generation)


async def admit(headers: Headers, verify: Verify, policy: Policy, audit: AuditTrail, request_id: str) -> Entrant:
    """Let somebody in who has a good token, a purpose with a case reference, and a role that may read for it.

    Raises HttpRefusal 401, 403, or 503 while the issuer of tokens cannot be asked, once the refusal is in the audit
    log; AuditUnavailable when it cannot be.
    """
    purpose, case = _one(headers, PURPOSE_HEADER), _one(headers, CASE_HEADER)
    claimed, named = _on_record(purpose, case)
    stranger = Entry("", "", "", claimed, named, OPERATION, request_id=request_id)
    try:
        identity = await verify(_bearer(headers))
    except TokenRefused as refused:
        await _note_refusal(audit, stranger)
        raise HttpRefusal(401, Code.UNAUTHENTICATED, str(refused), {"WWW-Authenticate": "Bearer"}) from None
    except IssuerUnreachable as error:
        await _note_refusal(audit, stranger)
        raise HttpRefusal(503, Code.SIGN_IN_UNAVAILABLE, str(error), {"Retry-After": "15"}) from None
    known = _entry(identity, claimed, named, OPERATION, request_id)
    try:
        stated = require(purpose, case)
    except PurposeMissing as refused:
        await _note_refusal(audit, known)
        raise HttpRefusal(403, Code.FORBIDDEN, str(refused)) from None
    permit = policy.permit(identity, stated)
    if not permit.fields:
        await _note_refusal(audit, known)
        raise HttpRefusal(403, Code.FORBIDDEN, NO_READER)
    try:
        glass = await _glass(headers, verify, policy, permit)
    except (NotPermitted, GlassHeld, TokenRefused) as refused:
        await _note_refusal(audit, known)
        raise HttpRefusal(403, Code.FORBIDDEN, str(refused)) from None
    return Entrant(identity, stated, (case or "").strip(), permit, glass)


async def _glass(headers: Headers, verify: Verify, policy: Policy, permit: Permit) -> BrokenGlass | None:
    """The glass that the request breaks. Who stands by shows a token of their own, and may break it themselves.

    Raises NotPermitted, GlassHeld, TokenRefused.
    """
    if GLASS_HEADER not in headers and SECOND_HEADER not in headers:
        return None
    permit.require([FIELD])
    reason = reason_of(_one(headers, GLASS_HEADER) or "")
    if SECOND_HEADER not in headers:
        return BrokenGlass(reason, "")
    second = await verify(_one(headers, SECOND_HEADER) or "")
    policy.permit(second, permit.purpose).require([FIELD])
    if second.user == permit.identity.user:
        raise GlassHeld("Nobody stands by themselves: the second person is somebody else.")
    return BrokenGlass(reason, second.user)


async def admit_to(fields: Iterable[str], entrant: Entrant, audit: AuditTrail, entry: Entry) -> None:
    """Let somebody read these fields who may. Raises HttpRefusal 403, once that is on record as ``entry``."""
    try:
        entrant.permit.require(fields)
    except NotPermitted as refused:
        await _note_refusal(audit, entry)
        raise HttpRefusal(403, Code.FORBIDDEN, str(refused)) from None


def _entry(identity: Identity, purpose: str, case: str, operation: str, request_id: str) -> Entry:
    who = identity
    return Entry(who.user, who.role, who.agency, purpose, case, operation, request_id=request_id)


def _on_record(purpose: str | None, case: str | None) -> tuple[str, str]:
    """What the row of a refusal says of these headers: a purpose that is on the list, a case that is one; whatever else
    somebody sent may be a name.
    """
    claimed = purpose or ""
    return (claimed if claimed in set(Purpose) else UNUSABLE if claimed else ""), stated_case(case) or ""


async def _note_refusal(audit: AuditTrail, entry: Entry) -> None:
    await audit.outcome_async(await audit.intent_async(entry), Result("refused"))


def _bearer(headers: Headers) -> str:
    scheme, _, token = (_one(headers, "authorization") or "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise TokenRefused("Send an access token in the header 'Authorization: Bearer …'.")
    return token.strip()


def _one(headers: Headers, name: str) -> str | None:
    """The header's value; None where it is missing, or given twice with who knows which meaning."""
    values = headers.getlist(name)
    return values[0] if len(values) == 1 else None
