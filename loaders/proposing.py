"""A mapping file proposed from a sample, with a comment at each thing that a person has to decide."""

import json
from collections.abc import Sequence

from mast.loaders.contract import Meaning
from mast.loaders.guessing import Guess, guesses
from mast.loaders.sampling import Sample

_OPEN, _CLOSED = ("open", "current", "active", "y", "yes"), ("closed", "ended", "inactive", "n", "no")
_SEXES = {"m": "male", "male": "male", "1": "male", "f": "female", "female": "female", "2": "female"}


def proposal(sample: Sample, code: str, file_pattern: str) -> str:
    """The text of a mapping file; ``code``: of the partner, ``file_pattern``: of its files' names.

    A line that ends with ``# DECIDE`` and what follows it is for a person; until then ``mast mapping check`` may refuse
    the file.
    """
    found = guesses(sample.columns, sample.rows)
    by_meaning = {guess.meaning: guess for guess in found if guess.meaning is not None}
    parts = (
        _partner(code, Meaning.CASE_STATUS in by_meaning),
        _file(sample, file_pattern),
        _columns(found),
        _dates(by_meaning),
        _codes(by_meaning),
        _touchpoints(by_meaning.get(Meaning.KIND)),
        _records(Meaning.RECORD in by_meaning, Meaning.NHS in by_meaning),
        '[professionals]\nrole = "Worker"  # DECIDE what the worker of a row is called on a card',
        '[delivery]\nkind = "delta"  # DECIDE full, if each delivery holds all that the partner has\n'
        "# expected_rows = 1000  # DECIDE how many rows a day's delivery usually has",
    )
    return "\n\n".join(part for part in parts if part) + "\n"


def _said(text: str) -> str:
    """A TOML string, which for these is what JSON writes."""
    return json.dumps(text, ensure_ascii=False)


def _partner(code: str, has_cases: bool) -> str:
    return f"""\
# Proposed by mast mapping new from a sample. Settle every line marked DECIDE, then run mast mapping check.

[partner]
code = {_said(code)}
name = {_said(code.replace("_", " ").capitalize())}  # DECIDE the agency's name on a card
has_cases = {str(has_cases).lower()}
stale_after_days = 7  # DECIDE after how many days its data count as not available

[partner.duty_desk]
team = "Duty desk"  # DECIDE whom to ring when no worker is known
phone = "none given"  # DECIDE"""


def _file(sample: Sample, pattern: str) -> str:
    said = [f"name = {_said(pattern)}", f"format = {_said(sample.format)}"]
    if sample.encoding:
        said.append(f"encoding = {_said(sample.encoding)}")
    if sample.format == "csv":
        said.append(f"delimiter = {_said(sample.delimiter)}")
    return "\n".join(["[file]", *said])


def _columns(found: Sequence[Guess]) -> str:
    lines = ["[columns]"]
    for guess in found:
        if guess.meaning is None:
            lines.append(f'{_said(guess.column)} = "ignored"  # {_mark(guess.why)}')
        else:
            lines.append(f"{_said(guess.column)} = {_said(guess.meaning)}")
    has = {guess.meaning for guess in found}
    for meaning in (Meaning.EVENT, Meaning.ON):
        if meaning not in has:
            lines.append(f"# DECIDE which column is '{meaning}': none was recognised")
    if not has & {Meaning.SURNAME, Meaning.FULL_NAME}:
        lines.append("# DECIDE which column is 'surname' or 'full_name': none was recognised")
    return "\n".join(lines)


def _mark(why: str) -> str:
    return why if "never comes in" in why else f"DECIDE: {why}"


def _dates(by_meaning: dict[Meaning, Guess]) -> str:
    said = []
    for meaning, guess in by_meaning.items():
        if meaning in (Meaning.ON, Meaning.BORN_ON, Meaning.CASE_OPENED_ON, Meaning.CASE_CLOSED_ON):
            written = guess.formats[0] if guess.formats else "%d/%m/%Y"
            note = "" if guess.formats else "  # DECIDE: the sample has no text to tell it by"
            said.append(f"formats.{meaning} = {_said(written)}{note}")
    return "\n".join(["[dates]", *said]) if said else "[dates]\nformats = {}"


def _codes(by_meaning: dict[Meaning, Guess]) -> str:
    """Codes say what a row is, not whom it is about; those of a column with many values are left out."""
    lines = []
    for meaning, known in ((Meaning.SEX, _SEXES), (Meaning.CASE_STATUS, {})):
        for code in by_meaning[meaning].codes if meaning in by_meaning else ():
            meant, note = known.get(code.casefold(), ""), ""
            if meaning is Meaning.CASE_STATUS:
                meant = "open" if code.casefold() in _OPEN else "closed"
                note = "" if code.casefold() in (*_OPEN, *_CLOSED) else "  # DECIDE open or closed"
            elif not meant:
                note = "  # DECIDE male, female or other; empty for not known"
            lines.append(f"{meaning}.{_said(code)} = {_said(meant)}{note}")
    if Meaning.NHS_STATUS in by_meaning:
        for code in by_meaning[Meaning.NHS_STATUS].codes:
            lines.append(f'nhs_status.{_said(code)} = "{"verified" if code == "01" else "not_verified"}"')
    if Meaning.KIND in by_meaning:
        for code in by_meaning[Meaning.KIND].codes:
            lines.append(f"kind.{_said(code)} = {_said(code.casefold())}  # DECIDE the kind's name on a card")
    return "\n".join(["[codes]", *lines]) if lines else ""


def _touchpoints(kind: Guess | None) -> str:
    if kind is None or not kind.codes:
        return '[touchpoints]\nkinds = ["contact"]  # DECIDE\nkind = "contact"'
    kinds = ", ".join(_said(name) for name in dict.fromkeys(code.casefold() for code in kind.codes))
    return f"[touchpoints]\nkinds = [{kinds}]  # DECIDE the closed list of kinds"


def _records(has_ids: bool, has_numbers: bool) -> str:
    lines = ["[records]"]
    if has_ids:
        lines.append("may_name_nobody = false  # DECIDE true, if a row may be about an address alone")
    else:
        lines.append("id_is_event = true  # DECIDE: no column of ids of people was recognised")
    if has_numbers:
        lines.append("nhs_live = true  # DECIDE false, if its NHS numbers are of the range for tests (999)")
    return "\n".join(lines)
