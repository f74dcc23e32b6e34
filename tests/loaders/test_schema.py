"""The published JSON Schema of mapping files is the contract that is in force."""

import json
import tomllib

from mast.loaders.contract import Mapping
from mast.loaders.mapping import BUILT_IN
from mast.loaders.schema import published_schema, schema


def test_the_published_schema_is_that_of_the_contract() -> None:
    """When this fails on purpose: write ``schema()`` to loaders/mapping.schema.json."""
    assert published_schema() == schema()


def test_every_key_is_described() -> None:
    published = json.loads(published_schema())
    for name, table in [("Mapping", published), *published["$defs"].items()]:
        for key, said in table.get("properties", {}).items():
            part = published["$defs"].get(said.get("$ref", "").rpartition("/")[2], {})
            assert said.get("description") or part.get("description"), f"{name}.{key}"


def test_the_schema_knows_every_key_that_the_built_in_mappings_use() -> None:
    published = json.loads(published_schema())
    for path in BUILT_IN.glob("*.toml"):
        for table in tomllib.loads(path.read_text(encoding="utf-8")):
            assert table in published["properties"]
    assert set(published["properties"]) == set(Mapping.model_fields)
