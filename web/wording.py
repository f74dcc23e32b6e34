"""Every word of the pages, in one catalogue a language, so that another language is a file beside it."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from mast.core.errors import MastError


@cache
def catalogue(language: str = "en") -> Mapping[str, Any]:
    """The texts of ``messages/<language>.toml``, by section and name. Raises MastError where there is no such file."""
    file = files("mast.web") / "messages" / f"{language}.toml"
    if not file.is_file():
        raise MastError(f"There is no catalogue of messages for the language {language!r}.")
    return tomllib.loads(file.read_text(encoding="utf-8"))
