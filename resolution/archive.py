"""The archive in the data folder: the model, the plan and the decisions that each generation was resolved with."""

import csv
import io
import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Self

from pydantic import ValidationError

from mast.core.errors import InputRefused, MastError, ModelRefused
from mast.core.settings import Settings
from mast.graph.published import Generation
from mast.resolution.decisions import COLUMNS, Decisions, read_decisions
from mast.resolution.model import Model, dump_model, load_model
from mast.resolution.outputs import write_text
from mast.resolution.plan import Plan, partner_plan

_RESTORE = "Put it back from a backup, or run mast resolve again with what it should be given."


@dataclass(frozen=True, slots=True)
class Terms:
    """What a resolution goes by."""

    model: Model
    plan: Plan
    decisions: Decisions


def plan_version(plan: Plan) -> str:
    """A name made of what the plan says: the same plan, however it was written down, has the same name everywhere."""
    return f"p-{_digest(dump_plan(plan))}"


def decisions_version(decisions: Decisions) -> str:
    """A name made of the decisions, whatever their order; "" where there are none."""
    return f"d-{_digest(dump_decisions(decisions))}" if len(decisions) else ""


def dump_plan(plan: Plan) -> str:
    """The whole plan as JSON, what it took from the built-in one included."""
    return json.dumps(plan.model_dump(mode="json"), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def dump_decisions(decisions: Decisions) -> str:
    """The decisions as ``read_decisions`` takes them: record keys and what was decided, sorted, each pair once."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(decisions.rows())
    return text.getvalue()


@dataclass(frozen=True, slots=True)
class Archive:
    """Three folders of files that only their owner may read, each file named by its content and so never changed."""

    models: Path
    plans: Path
    decided: Path

    @classmethod
    def of(cls, settings: Settings) -> Self:
        return cls(settings.models_folder, settings.plans_folder, settings.decisions_folder)

    def keep(self, terms: Terms) -> None:
        """Write all three to where they are looked for. Raises ``MastError`` where one cannot be written."""
        _write(dump_model(terms.model), self._model_file(terms.model.version))
        _write(dump_plan(terms.plan), self._plan_file(plan_version(terms.plan)))
        if len(terms.decisions):
            _write(dump_decisions(terms.decisions), self._decisions_file(decisions_version(terms.decisions)))

    def terms(self, generation: Generation) -> Terms:
        """What a generation was resolved with. Raises ``InputRefused`` where a file of it is gone or changed."""
        return Terms(self.model(generation.model), self.plan(generation.plan), self.decisions(generation.decisions))

    def model(self, version: str) -> Model:
        """The model of that name. Raises ``ModelRefused`` where its file is gone, damaged or another model's."""
        file = self._model_file(version)
        model = load_model(file)
        if model.version != version:
            raise ModelRefused(f"{file} was changed after it was written. {_RESTORE}")
        return model

    def plan(self, version: str) -> Plan:
        """The plan of that name, the built-in one for "". Raises ``InputRefused`` where its file is gone or changed."""
        if not version:
            return partner_plan()
        file = self._plan_file(version)
        try:
            plan = Plan.model_validate_json(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, ValidationError):
            raise InputRefused(f"{file} is no plan that can be read. {_RESTORE}") from None
        if plan_version(plan) != version:
            raise InputRefused(f"{file} was changed after it was written. {_RESTORE}")
        return plan

    def decisions(self, version: str) -> Decisions:
        """The decisions of that name, none for "". Raises ``InputRefused`` where their file is gone or changed."""
        if not version:
            return Decisions()
        file = self._decisions_file(version)
        try:
            decisions = read_decisions(file)
        except InputRefused as error:
            raise InputRefused(f"{error} The published generation was resolved with {file}. {_RESTORE}") from None
        if decisions_version(decisions) != version:
            raise InputRefused(f"{file} was changed after it was written. {_RESTORE}")
        return decisions

    def _model_file(self, version: str) -> Path:
        return self.models / f"{version}.json"

    def _plan_file(self, version: str) -> Path:
        return self.plans / f"{version}.json"

    def _decisions_file(self, version: str) -> Path:
        return self.decided / f"{version}.csv"


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:12]


def _write(text: str, file: Path) -> None:
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise MastError(
            f"{file.parent} cannot be made: {error.strerror}. Give MAST_HOME a folder of your own."
        ) from None
    write_text(text, file)
