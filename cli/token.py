"""``mast token``: a signed access token for trying and testing."""

from datetime import timedelta
from typing import Annotated

import typer

from mast.access import tokens
from mast.cli.context import now, read_settings


def token(
    user: Annotated[str, typer.Option(help="Who the token stands for, as the audit will name them.")],
    role: Annotated[str, typer.Option(help="practitioner, lead, analyst, steward, board, auditor or administrator.")],
    agency: Annotated[str, typer.Option(help="Partner code of the user's own agency.")] = "",
    hours: Annotated[float, typer.Option(help="How long the token is good for.")] = 8,
) -> None:
    """Print a signed access token. Refused when an OpenID Connect issuer is configured."""
    typer.echo(tokens.mint(read_settings(), user, role, agency, now(), timedelta(hours=hours)))
