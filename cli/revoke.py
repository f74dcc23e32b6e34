"""``mast revoke``: end a user's access tokens before their time."""

from typing import Annotated

import typer

from mast.access import revoking
from mast.cli.audited import audited
from mast.cli.context import ledger_alone, now


def revoke(
    user: Annotated[str, typer.Argument(metavar="USER", help="Whose, as the audit log names them.")],
    purpose: Annotated[str | None, typer.Option(help="Why; default MAST_PURPOSE, else operations.")] = None,
    case: Annotated[str | None, typer.Option(help="Case reference; default MAST_CASE.")] = None,
) -> None:
    """Refuse every access token that USER was given until now, whoever issued it, within a second."""
    with ledger_alone() as opened, audited(opened, "revoke", purpose, case, None) as seen:
        revoking.revoke(opened.ledger, user, seen.actor, now())
    typer.echo(f"Every token that {user} was given until now is refused. A new one is good: end their account first.")
