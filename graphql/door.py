"""The door of the API: who asks, in which role, and what for. Whoever is turned away is on record first."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from starlette.datastructures import Headers

from mast.access.audit import Entry, Result
from mast.access.errors import PurposeMissing, TokenRefused
from mast.access.purposes import require
from mast.access.tokens import Identity
from mast.graphql.errors import Code, HttpRefusal
from mast.graphql.policy import may_read

PURPOSE_HEADER, CASE_HEADER = "mast-purpose", "mast-case-reference"
OPERATION = "graphql"

Verify = Callable[[str], Identity]
"""The identity a token vouches for. Raises TokenRefused."""


class AuditTrail(Protocol):
    """What the API needs of the audit log. Both raise AuditUnavailable."""

    async def intent_async(self, entry: Entry) -> int: ...

    async def outcome_async(self, intent_seq: int, result: Result) -> int: ...


@dataclass(frozen=True, slots=True)
class Entrant:
    """Somebody who was let in, and why they look."""

    identity: Identity
    purpose: str
    case: str

    def entry(self, operation: str, query_sha256: str, request_id: str, generation: int | None) -> Entry:
        who = self.identity
        return Entry(
            actor=who.user,
            role=who.role,
            agency=who.agency,
            purpose=self.purpose,
            case_reference=self.case,
            operation=operation,
            query_sha256=query_sha256,
            request_id=request_id,
            generation=generation,
        )


async def admit(headers: Headers, verify: Verify, audit: AuditTrail, request_id: str) -> Entrant:
    """Let somebody in who has a good token, a purpose with a case reference, and a role that may read.

    Raises HttpRefusal 401 or 403, once the refusal is in the audit log; AuditUnavailable when it cannot be.
    """
    purpose, case = _one(headers, PURPOSE_HEADER), _one(headers, CASE_HEADER)
    stranger = Entry("", "", "", purpose or "", case or "", OPERATION, request_id=request_id)
    try:
        identity = verify(_bearer(headers))
    except TokenRefused as refused:
        await _note_refusal(audit, stranger)
        raise HttpRefusal(401, Code.UNAUTHENTICATED, str(refused), {"WWW-Authenticate": "Bearer"}) from None
    known = Entrant(identity, purpose or "", case or "").entry(OPERATION, "", request_id, None)
    try:
        entrant = Entrant(identity, require(purpose, case), (case or "").strip())
    except PurposeMissing as refused:
        await _note_refusal(audit, known)
        raise HttpRefusal(403, Code.FORBIDDEN, str(refused)) from None
    if not may_read(identity):
        await _note_refusal(audit, known)
        raise HttpRefusal(403, Code.FORBIDDEN, "Your role does not look people up.")
    return entrant


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
