"""Why access is refused, with the code that GraphQL gives its clients for it."""

from typing import ClassVar

from mast.core.errors import LedgerUnreachable, MastError


class AccessRefused(MastError):
    """The root of refusals; ``code`` goes to the client, and stands for an HTTP status."""

    code: ClassVar[str] = "FORBIDDEN"


class TokenRefused(AccessRefused):
    """No token, or not a good one. The text never repeats any of it."""

    code = "UNAUTHENTICATED"


class PurposeMissing(AccessRefused):
    """No purpose, an unknown one, or no case reference."""

    exit_code = 2


class NotPermitted(AccessRefused):
    """The policy does not allow it. The text names fields and commands, never what was asked for."""


class GlassHeld(AccessRefused):
    """The glass is not broken: no such reason, or nobody fit stands by."""


class AuditUnavailable(LedgerUnreachable):
    """The audit row is not safely written, so no answer may go out."""

    code: ClassVar[str] = "UNAVAILABLE"
