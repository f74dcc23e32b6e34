"""Asks the same GraphQL schema as every client, in this process: one door, one policy, one audit trail."""

from collections.abc import Mapping
from typing import Any

from starlette.datastructures import Headers

from mast.access.errors import AuditUnavailable
from mast.graphql.door import CASE_HEADER, GLASS_HEADER, PURPOSE_HEADER, SECOND_HEADER, admit
from mast.graphql.errors import Code, HttpRefusal
from mast.graphql.execution import Executor
from mast.graphql.messages import Ask
from mast.graphql.observing import Seen
from mast.graphql.rates import keep_pace
from mast.graphql.schema import operations
from mast.web.glass import Glass
from mast.web.sessions import Session


class NotAnswered(Exception):
    """The question was refused or could not be answered. ``field``: the argument at fault, "" for none."""

    def __init__(self, status: int, code: str, message: str, field: str = "") -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.field = status, code, message, field


class Desk:
    """Asks the ready-made operations on behalf of a session."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self._operations = operations()

    async def ask(
        self, session: Session, seen: Seen, operation: str, glass: Glass | None = None, **variables: Any
    ) -> Mapping[str, Any]:
        """The data of ``operations/<operation>.graphql``, through a glass that is broken for this one question.

        Variables that are "" are not sent. Raises NotAnswered.
        """
        services = self._executor.services
        headers = Headers(
            {
                "authorization": f"Bearer {session.token}",
                PURPOSE_HEADER: session.purpose,
                CASE_HEADER: session.case,
                **({GLASS_HEADER: glass.reason} if glass else {}),
                **({SECOND_HEADER: glass.second} if glass and glass.second else {}),
            }
        )
        text = self._operations[operation]
        given = {name: value for name, value in variables.items() if value not in ("", None)}
        seen.operation = operation
        try:
            entrant = await admit(headers, services.verify, services.policy, services.audit, seen.request_id)
            await keep_pace(services.rates, entrant, services.audit, seen.request_id)
            document = self._executor.documents.get(text)
            answer = await self._executor.answer(Ask(text, given), document, entrant, seen.request_id)
        except HttpRefusal as refused:
            seen.codes.add(str(refused.code))
            raise NotAnswered(refused.status, refused.code, refused.message) from None
        except AuditUnavailable:
            seen.codes.add(Code.AUDIT_UNAVAILABLE)
            raise NotAnswered(503, Code.AUDIT_UNAVAILABLE, "The look-up cannot be put on record.") from None
        for error in answer.errors:
            code = error["extensions"]["code"]
            seen.codes.add(code)
            field = error["extensions"].get("field") or error["extensions"].get("variable", "")
            raise NotAnswered(400 if code == Code.BAD_USER_INPUT else 500, code, error["message"], field)
        return answer.data or {}
