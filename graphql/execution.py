"""Run one operation for one person who was let in, with an audit row before and another before the answer goes out."""

import asyncio
import inspect
import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from graphql import ExecutionResult, GraphQLError, OperationDefinitionNode, execute
from graphql.execution.values import get_variable_values

from mast.access.audit import Result
from mast.core.errors import GraphUnreachable
from mast.core.window import Window
from mast.graphql.batches import Batches
from mast.graphql.context import Context
from mast.graphql.documents import Document, Documents
from mast.graphql.door import Entrant
from mast.graphql.errors import Code, HttpRefusal, field_errors, own_error, request_errors
from mast.graphql.messages import Ask
from mast.graphql.observing import note_failure
from mast.graphql.policy import visibility_of
from mast.graphql.pool import Overloaded
from mast.graphql.reading import CardReader
from mast.graphql.services import Services

RETRY_SECONDS = 15
AD_HOC = "ad hoc"


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back. ``data`` is absent (None, with ``ran`` False) where the operation was never run."""

    errors: list[dict[str, Any]]
    data: dict[str, Any] | None = None
    ran: bool = False


class Executor:
    """Runs operations against the published generation. ``operations``: hash of a ready-made document to its name."""

    def __init__(self, services: Services, documents: Documents, operations: Mapping[str, str]) -> None:
        self.services, self.documents, self.operations = services, documents, operations

    def name_of(self, document: Document) -> str:
        """A name that is safe to log: a ready-made operation's, never one that the client made up."""
        return self.operations.get(document.sha256, AD_HOC)

    async def answer(self, ask: Ask, document: Document, entrant: Entrant, request_id: str) -> Answer:
        """Raises HttpRefusal 503 when the graph does not answer in time; AuditUnavailable when a row is not written."""
        operation = document.operation(ask.operation_name)
        if document.tree is None:
            return Answer(list(document.errors))
        if operation is None:
            return Answer([_no_operation(ask)])
        given = get_variable_values(
            self.documents.schema, operation.variable_definitions, ask.variables, max_errors=10, hide_suggestions=True
        )
        if isinstance(given, list):
            return Answer(request_errors(given, Code.BAD_USER_INPUT))
        deadline = asyncio.get_running_loop().time() + self.services.request_seconds
        context = await self._context(entrant, deadline)
        fingerprint = _fingerprint(document, ask)
        entry = entrant.entry(self.name_of(document), fingerprint, request_id, context.generation.number)
        intent = await self.services.audit.intent_async(entry)
        try:
            result = await self._run(document, operation, ask, context, deadline)
        except BaseException as error:
            cancelled = isinstance(error, asyncio.CancelledError)
            await self.services.audit.outcome_async(intent, Result("aborted" if cancelled else "error"))
            raise
        errors = result.errors or []
        failures = [error.original_error or error for error in errors if own_error(error) is None]
        for failure in failures:
            note_failure(request_id, failure)
        await self.services.audit.outcome_async(intent, Result("error" if failures else "ok", sorted(context.seen)))
        return Answer(field_errors(errors, request_id), result.data, ran=True)

    async def _context(self, entrant: Entrant, deadline: float) -> Context:
        services = self.services
        visibility = visibility_of(entrant.identity, services.partners)
        try:
            async with asyncio.timeout_at(deadline):
                reader = await services.pool.run(services.pin, visibility)
        except (TimeoutError, GraphUnreachable, Overloaded) as error:
            raise _unavailable(error) from None
        if reader is None:
            raise HttpRefusal(
                503,
                Code.NOT_READY,
                "Nothing is published yet: load the partners' extracts and resolve them first.",
                {"Retry-After": str(RETRY_SECONDS)},
            )
        return self._made(entrant, reader)

    def _made(self, entrant: Entrant, reader: CardReader) -> Context:
        services = self.services
        window = Window.twelve_months_to(services.today())
        return Context(
            identity=entrant.identity,
            partners=services.partners,
            window=window,
            reader=reader,
            batches=Batches(reader, services.pool, services.partners, window),
            pool=services.pool,
            follow=services.follow,
        )

    async def _run(
        self, document: Document, operation: OperationDefinitionNode, ask: Ask, context: Context, deadline: float
    ) -> ExecutionResult:
        assert document.tree is not None
        try:
            async with asyncio.timeout_at(deadline):
                running = execute(
                    self.documents.schema,
                    document.tree,
                    context_value=context,
                    variable_values=ask.variables,
                    operation_name=operation.name.value if operation.name else None,
                )
                result = await running if inspect.isawaitable(running) else running
        except TimeoutError as error:
            raise _unavailable(error) from None
        for found in result.errors or []:
            if isinstance(found.original_error, GraphUnreachable | Overloaded):
                raise _unavailable(found.original_error) from None
        return result


def _unavailable(error: Exception) -> HttpRefusal:
    headers = {"Retry-After": str(RETRY_SECONDS)}
    if isinstance(error, Overloaded):
        return HttpRefusal(503, Code.OVERLOADED, "Too many requests are waiting: try again shortly.", headers)
    return HttpRefusal(503, Code.GRAPH_UNAVAILABLE, "The graph does not answer in time: try again shortly.", headers)


def _no_operation(ask: Ask) -> dict[str, Any]:
    message = (
        "The document has no operation of the name given in 'operationName'."
        if ask.operation_name
        else "The document has several operations, or none: name one of them in 'operationName'."
    )
    return request_errors([GraphQLError(message)], Code.BAD_USER_INPUT)[0]


def _fingerprint(document: Document, ask: Ask) -> str:
    """Hash of the document and its variables, for the audit row."""
    variables = json.dumps(ask.variables, sort_keys=True, separators=(",", ":"))
    return sha256(f"{document.sha256}\n{variables}".encode()).hexdigest()
