"""On which legal basis each partner shares, and receives: stated in a file of the deployment, and due for review."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from mast.core.errors import InputRefused

_Text = Annotated[str, Field(min_length=1, max_length=500)]


class LegalBasis(BaseModel):
    """One partner's: under what it shares, under what it receives, the agreement, and when that is looked at again."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    shares_under: _Text
    receives_under: _Text
    agreement: _Text
    review_on: date


def read_bases(path: Path) -> dict[str, LegalBasis]:
    """Partner code to its basis. Raises InputRefused, naming the place, for a file that is not what it must be."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        return TypeAdapter(dict[str, LegalBasis]).validate_python(told)
    except OSError as error:
        raise InputRefused(f"{path}: the legal bases cannot be read ({error.strerror}).") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise InputRefused(f"{path}: the legal bases are not TOML. Write one table a partner.") from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise InputRefused(f"{path}: {place}: {first['msg']}.") from None


def faults(bases: Mapping[str, LegalBasis], partners: Iterable[str], today: date) -> list[str]:
    """What is missing, due for review, or of no partner: a sentence each."""
    codes = sorted(partners)
    told = [f"{code}: no legal basis is stated." for code in codes if code not in bases]
    told += [f"{code}: due for review since {bases[code].review_on}." for code in codes if _due(bases, code, today)]
    return told + [f"{code}: is no partner of this deployment." for code in sorted(set(bases) - set(codes))]


def _due(bases: Mapping[str, LegalBasis], code: str, today: date) -> bool:
    return code in bases and bases[code].review_on <= today
