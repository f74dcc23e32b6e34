"""Column names of extracts: how they are compared, and those that tell case detail, which never comes in."""

import re
import unicodedata
from typing import Final

_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_NUMBER_OF_IT: Final = frozenset(("id", "no", "num", "number", "ref", "reference", "urn"))
_DETAIL: Final = {
    "free text": """note notes comment comments commentary narrative remark remarks freetext description descr desc
        summary synopsis story memo observation observations text body message background history circumstances""",
    "an offence": """offence offences offense offenses crime crimes charge charges charged conviction convictions
        convicted arrest arrests arrested caution cautioned allegation allegations alleged suspect victim perpetrator
        offender""",
    "a diagnosis": """diagnosis diagnoses diag condition conditions symptom symptoms complaint complaints treatment
        treatments medication medications prescription prescriptions allergy allergies procedure procedures icd icd10
        snomed triage clinical disability disabilities injury injuries illness""",
    "an outcome": """outcome outcomes disposal disposals result results decision decisions verdict finding findings
        conclusion conclusions""",
    "case detail": """reason reasons concern concerns risk risks score scores rating severity abuse need needs
        vulnerability vulnerabilities assessment""",
}
_OF_WORD: Final = {word: detail for detail, words in _DETAIL.items() for word in words.split()}
_DETAILS_OF: Final = frozenset(("case", "incident", "event", "further", "additional", "other", "more", "visit"))


def folded(name: str) -> str:
    """A column name as headers are compared: case, outer and repeated spaces do not count."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def words_of(name: str) -> tuple[str, ...]:
    """The words of a column name in lower case, parted where ``camelCase``, ``_`` or a space parts them."""
    return tuple(word.casefold() for word in _WORD.findall(unicodedata.normalize("NFKD", name)))


def detail_in(name: str) -> str:
    """What case detail a column of this name holds, as in ``an offence``; ``""`` for none.

    A number or reference of such a thing (``CrimeRef``) says nothing about it, and may name an event.
    """
    words = words_of(name)
    if words and words[-1] in _NUMBER_OF_IT:
        return ""
    if "details" in words and _DETAILS_OF & set(words):
        return "free text"
    if "free" in words and "text" in words:
        return "free text"
    return next((_OF_WORD[word] for word in words if word in _OF_WORD), "")
