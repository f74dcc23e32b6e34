"""The errors that the API shows its clients: a code, one clear sentence, and nothing that was not meant for them."""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Final

from graphql import GraphQLError

_FOUND: Final = re.compile(r", found .*$", re.DOTALL)
_TOKEN: Final = re.compile(r"(?<!Expected):? ['\"].*$", re.DOTALL)
"""What a parser's message quotes of the document; the sign that it expected is the grammar's own."""
_VALUE: Final = re.compile(r"(cannot represent[^:]*|is not a valid[^:]*): .*$", re.DOTALL)
_VARIABLE: Final = re.compile(r"Variable '\$(\w+)' (got invalid value|of (required|non-null) type)")


class Code(StrEnum):
    """``extensions.code`` of an error."""

    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    BAD_REQUEST = "BAD_REQUEST"
    BAD_USER_INPUT = "BAD_USER_INPUT"
    GRAPHQL_PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
    GRAPHQL_VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
    QUERY_TOO_COMPLEX = "QUERY_TOO_COMPLEX"
    PERSISTED_QUERY_NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"
    PERSISTED_QUERY_ONLY = "PERSISTED_QUERY_ONLY"
    RATE_LIMITED = "RATE_LIMITED"
    NOT_READY = "NOT_READY"
    GRAPH_UNAVAILABLE = "GRAPH_UNAVAILABLE"
    AUDIT_UNAVAILABLE = "AUDIT_UNAVAILABLE"
    SIGN_IN_UNAVAILABLE = "SIGN_IN_UNAVAILABLE"
    OVERLOADED = "OVERLOADED"
    INTERNAL = "INTERNAL"


class ShownError(GraphQLError):
    """An error for the client to read; every other one is masked. ``field``: the argument at fault."""

    def __init__(self, code: Code, message: str, field: str = "") -> None:
        super().__init__(message, extensions={"code": str(code), **({"field": field} if field else {})})
        self.code = code


class HttpRefusal(Exception):
    """A request that is answered without being run: a status, a code, a sentence, and headers."""

    def __init__(self, status: int, code: Code, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.headers = status, code, message, dict(headers or {})


def bad_input(field: str, message: str) -> ShownError:
    """An argument that cannot be used. The sentence says what is wanted, never what was sent."""
    return ShownError(Code.BAD_USER_INPUT, message, field)


def request_errors(errors: Iterable[GraphQLError], code: Code) -> list[dict[str, Any]]:
    """Errors found in the document or the variables before anything ran.

    They name fields, types and variables of the request; values that were sent are taken out.
    """
    return [_request_error(error, code) for error in errors]


def field_errors(errors: Iterable[GraphQLError], request_id: str) -> list[dict[str, Any]]:
    """Errors raised while the query ran: our own as they are, every other one masked."""
    shown = []
    for error in errors:
        own = own_error(error)
        body: dict[str, Any] = {
            "message": own.message if own else "Internal error",
            "extensions": dict(own.extensions or {}) if own else {"code": str(Code.INTERNAL), "requestId": request_id},
        }
        if error.locations:
            body["locations"] = [place.formatted for place in error.locations]
        if error.path:
            body["path"] = error.path
        shown.append(body)
    return shown


def own_error(error: GraphQLError) -> ShownError | None:
    """The error that we raised, out of the one that the library wrapped around it."""
    inner: BaseException | None = error
    while inner is not None and not isinstance(inner, ShownError):
        inner = inner.original_error if isinstance(inner, GraphQLError) else None
    return inner


def _request_error(error: GraphQLError, code: Code) -> dict[str, Any]:
    variable = _VARIABLE.match(error.message)
    if variable:
        message = f"Variable '${variable[1]}' is missing, or not of the type that the document declares."
        extensions = {"code": str(Code.BAD_USER_INPUT), "variable": variable[1]}
    else:
        message = _VALUE.sub(r"\1.", _FOUND.sub(".", error.message))
        message = _TOKEN.sub(".", message) if code is Code.GRAPHQL_PARSE_FAILED else message
        extensions = {"code": str(code), **(error.extensions or {})}
    body: dict[str, Any] = {"message": message, "extensions": extensions}
    if error.locations:
        body["locations"] = [place.formatted for place in error.locations]
    return body
