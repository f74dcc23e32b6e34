"""Connections: pages of a longer list, after the GraphQL Cursor Connections Specification."""
# mypy: disable-error-code="misc"
# graphene carries no types, so its classes are Any to the type checker.

from typing import Any

import graphene

from mast.graphql.cursors import Page


class PageInfo(graphene.ObjectType):
    """Where a page stands in the whole list."""

    has_next_page = graphene.Boolean(required=True, description="Whether more entries follow.")
    has_previous_page = graphene.Boolean(required=True, description="Whether entries stand before this page.")
    start_cursor = graphene.String(description="Cursor of the first entry of this page.")
    end_cursor = graphene.String(description="Cursor of the last entry of this page: pass it as `after`.")


class Connection(graphene.ObjectType):
    """Fields of every connection; its value is a ``Page``. A connection adds its own ``edges``."""

    class Meta:
        abstract = True

    page_info = graphene.Field(PageInfo, required=True, description="Where this page stands.")
    total_count = graphene.Int(required=True, description="Number of entries on all pages.")

    @staticmethod
    def resolve_page_info(parent: Page[Any], info: Any) -> dict[str, Any]:
        cursors = [cursor for cursor, _ in parent.entries]
        return {
            "has_next_page": parent.has_next,
            "has_previous_page": parent.has_previous,
            "start_cursor": cursors[0] if cursors else None,
            "end_cursor": cursors[-1] if cursors else None,
        }

    @staticmethod
    def resolve_total_count(parent: Page[Any], info: Any) -> int:
        return parent.total

    @staticmethod
    def resolve_edges(parent: Page[Any], info: Any) -> list[dict[str, Any]]:
        return [{"cursor": cursor, "node": entry} for cursor, entry in parent.entries]


def cursor_field() -> Any:
    return graphene.String(required=True, description="Cursor of this entry.")


def edges_field(edge: Any) -> Any:
    return graphene.List(graphene.NonNull(edge), required=True, description="The entries of this page.")


def page_arguments(*, default: int, most: int) -> dict[str, Any]:
    """The arguments of a field that gives a page."""
    return {
        "first": graphene.Int(default_value=default, description=f"How many entries to give, 1 to {most}."),
        "after": graphene.String(description="Cursor behind which to go on; from the start without it."),
    }
