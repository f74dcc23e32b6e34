"""The one table of who may read what: role, own agency, field and purpose. What no rule allows is refused.

Everything that reads people asks here for a ``Permit`` first, and only a permit says what a reader may see: the API for
the fields of a request, a command with its own name (``Command.export links``). So counts, lists, searches, exports and
errors all go by the same table.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from mast.access.errors import NotPermitted
from mast.access.purposes import Purpose
from mast.access.tokens import Identity, Role
from mast.core.errors import MastError
from mast.core.settings import Settings

ANY: Final = "*"
OWN: Final = "own"
NOW: Final = "Moment.now"
KNOWN_AT: Final = "Moment.knownAt"

_Texts = Annotated[tuple[str, ...], Field(min_length=1)]


class PolicyRefused(MastError):
    """The table of a deployment does not say what it must."""

    exit_code = 3


class Rule(BaseModel):
    """Opens groups of fields to some roles of some agencies, for some purposes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    roles: Annotated[tuple[Role, ...], Field(min_length=1)]
    purposes: Annotated[tuple[Purpose, ...], Field(min_length=1)]
    groups: _Texts
    agencies: _Texts = (ANY,)
    sees: _Texts = (ANY,)
    areas: _Texts = (ANY,)

    def fits(self, identity: Identity, purpose: Purpose) -> bool:
        of_agency = ANY in self.agencies or identity.agency in self.agencies
        return identity.role in self.roles and of_agency and purpose in self.purposes


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    groups: dict[str, _Texts]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Permit:
    """What one reader may do for one purpose. ``sees`` and ``areas``: of each rule, all of which must admit."""

    identity: Identity
    purpose: Purpose
    fields: frozenset[str]
    sees: tuple[frozenset[str], ...]
    areas: tuple[frozenset[str], ...] = ()

    def require(self, wanted: Iterable[str]) -> None:
        """Raises NotPermitted, which names the fields, when one of them is not allowed."""
        missing = sorted(set(wanted) - self.fields)
        if missing:
            raise NotPermitted(f"Your role may not read this for this purpose: {', '.join(missing)}.")

    def agencies(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Those of the agencies whose facts may be shown."""
        return tuple(code for code in codes if self.sees and all(self._names(rule, code) for rule in self.sees))

    @property
    def is_everywhere(self) -> bool:
        """Whether no rule limits the reader to some areas."""
        return all(ANY in areas for areas in self.areas)

    def admits(self, postcode: str) -> bool:
        """Whether a postcode lies in the areas of every rule; one that is not known lies in all."""
        outward = postcode.partition(" ")[0]
        letters = outward[:2] if outward[1:2].isalpha() else outward[:1]
        return not postcode or all(ANY in areas or {outward, letters} & areas for areas in self.areas)

    def _names(self, rule: frozenset[str], code: str) -> bool:
        return ANY in rule or code in rule or (OWN in rule and code == self.identity.agency)


class Policy:
    """The table, checked: every rule names groups that exist, and no field is in two groups."""

    def __init__(self, groups: Mapping[str, Iterable[str]], rules: Iterable[Rule]) -> None:
        self.groups = {name: frozenset(fields) for name, fields in groups.items()}
        self.rules = tuple(rules)
        self.fields: frozenset[str] = frozenset().union(*self.groups.values())
        unknown = sorted({group for rule in self.rules for group in rule.groups} - set(self.groups))
        if unknown:
            raise PolicyRefused(f"The policy's rules name groups that are not there: {', '.join(unknown)}.")
        if len(self.fields) < sum(map(len, self.groups.values())):
            raise PolicyRefused("A field of the policy is in two groups: leave it in the narrower one.")

    def permit(self, identity: Identity, purpose: Purpose) -> Permit:
        """What this reader may do for this purpose; of a stranger's role or purpose, nothing."""
        fitting = [rule for rule in self.rules if rule.fits(identity, purpose)]
        allowed: frozenset[str] = frozenset().union(*(self.groups[name] for rule in fitting for name in rule.groups))
        sees, areas = ({frozenset(getattr(rule, name)) for rule in fitting} for name in ("sees", "areas"))
        return Permit(identity, purpose, allowed, tuple(sees), tuple(areas))

    def cover(self, fields: Iterable[str]) -> None:
        """Raises PolicyRefused when a field is in no group, so that nobody decided who may read it."""
        missing = sorted(set(fields) - self.fields)
        if missing:
            raise PolicyRefused(f"The policy says of no one who may read: {', '.join(missing)}.")


def policy_of(settings: Settings) -> Policy:
    """The deployment's own table, else the built-in one. Raises PolicyRefused for a file that is no such table."""
    return built_in() if settings.policy is None else _read(settings.policy)


@cache
def built_in() -> Policy:
    """The table that comes with MAST."""
    return _parsed(files("mast.access").joinpath("policy.toml").read_text(encoding="utf-8"), "policy.toml")


def _read(path: Path) -> Policy:
    try:
        return _parsed(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError):
        raise PolicyRefused(f"{path}: refused, it cannot be read as text. Set MAST_POLICY to a policy file.") from None


def _parsed(text: str, name: str) -> Policy:
    try:
        table = _Table.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise PolicyRefused(f"{name}: refused, it is not TOML: {error}.") from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise PolicyRefused(f"{name}: refused, {place}: {first['msg']}.") from None
    return Policy(table.groups, table.rules)
