"""Five hundred requests that mean harm, of twenty-odd kinds, each to be refused before anything is looked up.

The kinds follow what GraphQL servers were brought down by: deep and wide documents, fragments that multiply, fields
that must be merged, values and variables that run a parser out of stack, introspection without end, batches and other
media types. Made from a seed, so that each run sends the same.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

CANARY = "Hostilia"
"""Stands in every request where a value can stand; no answer may repeat it."""

_JSON = {"content-type": "application/json"}


@dataclass(frozen=True)
class Hostile:
    kind: str
    body: bytes
    headers: dict[str, str] = field(default_factory=lambda: dict(_JSON))


def corpus(each: int = 22, seed: int = 1) -> list[Hostile]:
    """``each`` requests of every kind."""
    rng = Random(seed)
    return [one for kind, make in _KINDS.items() for one in _some(kind, make, each, rng)]


def _some(kind: str, make: Callable[[Random], Any], each: int, rng: Random) -> Iterator[Hostile]:
    for _ in range(each):
        made = make(rng)
        if isinstance(made, Hostile):
            yield Hostile(kind, made.body, made.headers)
        else:
            yield Hostile(kind, _body(made) if isinstance(made, str) else json.dumps(made).encode())


def _body(query: str, **more: Any) -> bytes:
    return json.dumps({"query": query, **more}).encode()


def _name(rng: Random) -> str:
    return rng.choice(["viewer", "person", "household", "agencies", "timeline", "node"])


def _deep(rng: Random) -> str:
    depth = rng.randint(9, 120)
    return "{ " + f"{_name(rng)} {{ " * depth + "id" + " }" * depth + " }"


def _inline_deep(rng: Random) -> str:
    depth = rng.randint(40, 120)
    return "{ " + "... { " * depth + "viewer { user }" * rng.randint(12, 20) + " }" * depth + " }"


def _aliases(rng: Random) -> str:
    return "{ " + " ".join(f"a{n}: viewer {{ user }}" for n in range(rng.randint(16, 90))) + " }"


def _directives(rng: Random) -> str:
    return "{ viewer " + "@include(if: true) " * rng.randint(21, 70) + "{ user } }"


def _fragment_bomb(rng: Random) -> str:
    levels, wide = rng.randint(8, 19), rng.randint(2, 3)
    spreads = "".join(f" fragment F{n} on Person {{ " + f"...F{n + 1} " * wide + "}" for n in range(levels))
    return f'{{ person(id: "{CANARY}") {{ ...F0 }} }}{spreads} fragment F{levels} on Person {{ id }}'


def _fragment_ring(rng: Random) -> str:
    size = rng.randint(1, 18)
    ring = "".join(f" fragment F{n} on Query {{ ...F{(n + 1) % size} }}" for n in range(size))
    return "{ ...F0 }" + ring


def _fragment_named_schema(rng: Random) -> str:
    depth = rng.randint(17, 60)
    return "{ ...__schema } fragment __schema on Query { " + "viewer { " * depth + "user" + " }" * depth + " }"


def _many_fragments(rng: Random) -> str:
    return "{ viewer { user } }" + "".join(f" fragment F{n} on Viewer {{ user }}" for n in range(rng.randint(21, 60)))


def _repeated(rng: Random) -> str:
    return "{ viewer {" + " user" * rng.randint(11, 450) + " } }"


def _overlapping(rng: Random) -> str:
    inner = " ".join(f"{_name(rng)} {{ id id id }}" for _ in range(4))
    return "{ " + f"node(id: 1) {{ {inner} }} " * rng.randint(8, 10) + "}"


def _many_tokens(rng: Random) -> str:
    return "{ " + "viewer { user } " * rng.randint(120, 500) + "}"


def _costly(rng: Random) -> str:
    first = rng.randint(30, 50)
    page = f"(first: {first})"
    inner = f"household {{ memberships{page} {{ edges {{ node {{ since }} }} }} }} residences{page} {{ totalCount }}"
    return f'{{ searchPeople(name: "{CANARY}", first: 20) {{ edges {{ node {{ person {{ {inner} }} }} }} }} }}'


def _nested_value(rng: Random) -> str:
    depth = rng.randint(200, 4000)
    return "{ person(id: " + "[" * depth + "]" * depth + ") { id } }"


def _huge_literal(rng: Random) -> str:
    return f'{{ person(id: "{CANARY * rng.randint(3000, 9000)}") {{ id }} }}'


def _many_variables(rng: Random) -> str:
    some = " ".join(f"$v{n}: Int = {n}" for n in range(rng.randint(100, 300)))
    return f"query ({some}) {{ viewer {{ user }} }}"


def _deep_introspection(rng: Random) -> str:
    depth = rng.randint(14, 60)
    return "{ __schema { types { " + "fields { type { " * depth + "name" + " } }" * depth + " } } }"


def _wide_introspection(rng: Random) -> str:
    return "{ " + " ".join(f"a{n}: __schema {{ types {{ name }} }}" for n in range(rng.randint(16, 60))) + " }"


def _batch(rng: Random) -> list[Any]:
    return [{"query": "{ viewer { user } }"}] * rng.randint(1, 300)


def _deep_variables(rng: Random) -> Hostile:
    depth = rng.randint(21, 6000)
    value = "[" * depth + f'"{CANARY}"' + "]" * depth
    return Hostile("", f'{{"query": "{{ viewer {{ user }} }}", "variables": {{"a": {value}}}}}'.encode())


def _wrong_variables(rng: Random) -> dict[str, Any]:
    value = rng.choice([None, [CANARY], {"a": CANARY}, 1.5, True])
    return {"query": "query Q($id: ID!) { person(id: $id) { id } }", "variables": {"id": value}}


def _unknown(rng: Random) -> str:
    word = rng.choice(["persn", "Persons", "displayNam", "offences", "riskScore", "diagnosis", "nhsNumber"])
    return f'{{ person(id: "{CANARY}") {{ {word}{rng.randint(0, 99)} }} }}'


def _not_a_query(rng: Random) -> str:
    return rng.choice(["mutation", "subscription"]) + f' {{ erase{rng.randint(0, 99)}(name: "{CANARY}") }}'


def _broken(rng: Random) -> str:
    text = '{ person(id: "' + CANARY + '") { id displayName } }'
    cut = rng.randint(1, len(text) - 2)
    return text[:cut] + rng.choice(["", "\u0000", "}}}}", '"""', "$", "…", "@@"]) + (text[cut + 3 :] if cut % 2 else "")


def _not_json(rng: Random) -> Hostile:
    text = rng.choice(
        ['{"query": NaN}', '{"query": "{ a }", "variables": {"a": Infinity}}', '{"query": "\\ud800"}', "{", "{]"]
    )
    return Hostile("", (text + " " * rng.randint(0, 40)).encode())


def _not_utf8(rng: Random) -> Hostile:
    return Hostile("", b'{"query": "{ viewer { user } }' + bytes([0xC0 + rng.randint(0, 40), 0xFF]) + b'"}')


def _form(rng: Random) -> Hostile:
    media = rng.choice(["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", ""])
    return Hostile("", f"query={{viewer{{user}}}}&n={rng.randint(0, 9)}".encode(), {"content-type": media})


def _too_large(rng: Random) -> Hostile:
    return Hostile("", _body("{ viewer { user } }" + " " * rng.randint(17_000, 200_000)))


def _bad_hash(rng: Random) -> dict[str, Any]:
    digest = f"{rng.getrandbits(256):064x}"
    return {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": digest}}}


_KINDS: dict[str, Callable[[Random], Any]] = {
    "deep": _deep,
    "deep by inline fragments": _inline_deep,
    "aliases": _aliases,
    "directives": _directives,
    "fragments that multiply": _fragment_bomb,
    "fragments in a ring": _fragment_ring,
    "a fragment called __schema": _fragment_named_schema,
    "many fragments": _many_fragments,
    "repeated fields": _repeated,
    "overlapping fields": _overlapping,
    "tokens": _many_tokens,
    "costly pages": _costly,
    "nested value": _nested_value,
    "huge literal": _huge_literal,
    "many variables": _many_variables,
    "deep introspection": _deep_introspection,
    "wide introspection": _wide_introspection,
    "batch": _batch,
    "deep variables": _deep_variables,
    "variables of another type": _wrong_variables,
    "unknown fields": _unknown,
    "not a query": _not_a_query,
    "broken text": _broken,
    "not JSON": _not_json,
    "not UTF-8": _not_utf8,
    "another media type": _form,
    "too large": _too_large,
    "an unknown hash": _bad_hash,
}
