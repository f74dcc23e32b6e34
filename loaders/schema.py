"""The JSON Schema of mapping files, for editors and for partners' own tools: made from the contract, kept beside it."""

import json
from importlib.resources import files
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from mast.loaders.contract import Mapping


class _Schema(GenerateJsonSchema):
    """Without titles that only repeat a key."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def schema() -> str:
    """The schema (draft 2020-12) as ``mapping.schema.json`` keeps it."""
    made = Mapping.model_json_schema(schema_generator=_Schema)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "MAST mapping file"}
    return json.dumps(head | {key: made[key] for key in made if key != "title"}, indent=2, ensure_ascii=False) + "\n"


def published_schema() -> str:
    """The text of ``mapping.schema.json``."""
    return (files("mast.loaders") / "mapping.schema.json").read_text(encoding="utf-8")
