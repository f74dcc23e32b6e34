"""GraphiQL for developers, served from this machine: its files come by npm and a lockfile, none from another site.

The page itself shows nothing of anybody: what is asked in it needs a token, a purpose and a case like any request.
"""

from importlib.resources import files
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse
from starlette.routing import BaseRoute, Route

from mast.core.errors import MastError

_FOLDER: Final = "ide"
_ASSETS: Final = {
    "react.js": "node_modules/react/umd/react.production.min.js",
    "react-dom.js": "node_modules/react-dom/umd/react-dom.production.min.js",
    "graphiql.js": "node_modules/graphiql/graphiql.min.js",
    "graphiql.css": "node_modules/graphiql/graphiql.min.css",
    "start.js": "start.js",
    "start.css": "start.css",
}
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src data:; "
    "font-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_PAGE: Final = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>MAST: GraphiQL</title>
<link rel="stylesheet" href="graphiql/graphiql.css"><link rel="stylesheet" href="graphiql/start.css"></head>
<body><div id="graphiql">Loading …</div>
<script src="graphiql/react.js"></script>
<script src="graphiql/react-dom.js"></script>
<script src="graphiql/graphiql.js"></script>
<script src="graphiql/start.js"></script>
</body>
</html>
"""


def graphiql_routes() -> list[BaseRoute]:
    """``/graphiql`` and its files. Raises MastError when they are not installed."""
    folder = Path(str(files("mast.graphql") / _FOLDER))
    paths = {name: folder / place for name, place in _ASSETS.items()}
    if not all(path.is_file() for path in paths.values()):
        raise MastError(
            "MAST_GRAPHIQL switches GraphiQL on, but its files are not installed: run make graphiql, or switch it off."
        )

    async def page(request: Request) -> HTMLResponse:
        return HTMLResponse(_PAGE, headers={"Content-Security-Policy": _POLICY})

    def served(name: str, path: Path) -> Route:
        async def asset(request: Request) -> FileResponse:
            return FileResponse(path)

        return Route(f"/graphiql/{name}", asset, methods=["GET"])

    return [Route("/graphiql", page, methods=["GET"]), *(served(name, path) for name, path in paths.items())]
