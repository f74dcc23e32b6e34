"""Names of people: taken apart, cleaned of titles and placeholders, and shown."""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from mast.fields.text import clean, fold, listed, spelt, title_case

TITLES: Final = listed(
    """MR MRS MS MISS MX DR PROF PROFESSOR REV REVD REVEREND SIR DAME LADY LORD MASTER MSTR MST CLLR COUNCILLOR FR
    FATHER SR SISTER RABBI IMAM CANON HON"""
)
SUFFIXES: Final = listed("JR JNR SR SNR JUNIOR SENIOR II III IV ESQ ESQUIRE PHD OBE MBE CBE BEM")
# Of the titles, those that are hardly ever a forename, so that they are titles even when nothing else is stated.
_PLAIN_TITLES: Final = listed("MR MRS MS MISS MX DR PROF REV CLLR MSTR MST")
PARTICLES: Final = listed(
    """VAN VON DER DEN DE DA DI DO DOS DAS DU DEL DELLA LA LE EL AL UL BIN BINT IBN BEN ABU ST SAINT MAC MC TER TEN AP
    AB FITZ NI MHIC"""
)
_PLACEHOLDERS: Final = listed(
    """UNKNOWN, UNK, NOT KNOWN, UNKNOWN MALE, UNKNOWN FEMALE, MALE UNKNOWN, FEMALE UNKNOWN, N A, NK, N K, NONE, NULL,
    NIL, NOT GIVEN, NOT STATED, NOT RECORDED, NOT PROVIDED, NOT DISCLOSED, NO NAME, NO SURNAME, NO FORENAME, NO FIRST
    NAME, NO LAST NAME, TBC, TBA, XX, XXX, XXXX, TEST, REFUSED, WITHHELD, ANON, ANONYMOUS, DECEASED, DECD, OCCUPIER,
    THE OCCUPIER, HOUSEHOLDER, RESIDENT, THE RESIDENT, TENANT""",
    ",",
)
_UNNAMED_CHILDREN: Final = listed(
    """BABY, BABY BOY, BABY GIRL, BABY OF, INFANT, INFANT OF, MALE INFANT, FEMALE INFANT, UNBORN, UNBORN BABY, NEWBORN,
    TWIN, TWIN 1, TWIN 2, TWIN ONE, TWIN TWO, TWIN I, TWIN II, MALE, FEMALE""",
    ",",
)
_KNOWN_AS: Final = re.compile(r"""[(\["]\s*([^)\]"]+?)\s*[)\]"]|(?<!\w)'([^']{2,})'(?!\w)""")
_ALIAS: Final = re.compile(
    r"[\s,]\(?(?:a\.?k\.?a\.?|k/a|known as|also known as|goes by|prefers)\s+([^\s,()]+)\)?", re.I
)
_BORN: Final = re.compile(r"[\s,]\(?(?:née|nee|formerly|previously)\s+[^,)]*\)?", re.IGNORECASE)
_COUPLE: Final = re.compile(r"^(?:mr|dr)\s*(?:&|and|\+|/)\s*(?:mrs|dr|ms)\b\.?", re.IGNORECASE)
_APOSTROPHE: Final = re.compile(r"\b([OD])\s*'\s*(?=\w)")


class PersonName(NamedTuple):
    """``forenames`` may hold several names or initials. A part that is not known is ``""``."""

    title: str
    forenames: str
    surname: str
    known_as: str


def person_name(*, forenames: str = "", surname: str = "", title: str = "", known_as: str = "") -> PersonName:
    """A name from its parts, cleaned; capitals only become ordinary writing.

    A title before the forenames is moved, a suffix (Jr, OBE) dropped, a name in brackets or quotes or behind "aka" is
    taken as the known-as. A placeholder (UNKNOWN, N/A, Baby Girl) is ``""``.
    """
    found_title, given, alias = _forenames(forenames)
    family, other_alias = _surname(surname)
    known = (_known_as(known_as) if known_as else "") or alias or other_alias
    return PersonName(_title(title) if title else found_title, given, family, known)


@lru_cache(maxsize=131_072)
def _forenames(written: str) -> tuple[str, str, str]:
    """(title, forenames, known-as) of what stands where forenames do."""
    if (only := written.strip()).isalpha() and only.isascii() and only.upper() not in _PLAIN_TITLES:
        return "", _shown(only, _UNNAMED_CHILDREN), ""
    rest, alias = _without_alias(clean(written))
    words = rest.replace(".", " ").replace(",", " ").split()
    title = ""
    while len(words) > 1 and spelt(words[0]) in TITLES or len(words) == 1 and spelt(words[0]) in _PLAIN_TITLES:
        title = title or words[0]
        words = words[1:]
    return _title(title), _shown(" ".join(_without_suffix(words)), _UNNAMED_CHILDREN), _known_as(alias)


@lru_cache(maxsize=131_072)
def _surname(written: str) -> tuple[str, str]:
    """(surname, known-as) of what stands where a surname does."""
    if written.isalpha() and written.isascii():
        return _shown(written), ""
    family, alias = _without_alias(clean(written))
    return _shown(" ".join(_without_suffix(family.replace(".", " ").strip(" ,").split()))), _known_as(alias)


@lru_cache(maxsize=4_096)
def _title(written: str) -> str:
    return _shown(clean(written).rstrip("."))


@lru_cache(maxsize=65_536)
def _known_as(written: str) -> str:
    return _shown(clean(written), _UNNAMED_CHILDREN)


@lru_cache(maxsize=131_072)
def parse_full_name(text: str) -> PersonName:
    """A name written in one: ``Mr J Walker``, ``WALKER, John``, ``Mrs A van der Berg``, ``Margaret (Peggy) Jones``.

    The surname is what stands before a comma; else words in capitals beside a word that is not (``WALKER John``), or
    those before closing initials (``Walker J P``); else the last word with the particles before it. A lone name is a
    surname. Which parts a name may have: W3C, "Personal names around the world".
    """
    rest, alias = _without_alias(clean(text))
    if spelt(rest) in _PLACEHOLDERS:
        return PersonName("", "", "", "")
    couple = _COUPLE.match(rest)
    title = clean(couple[0]) if couple else ""
    rest = rest[couple.end() :].strip() if couple else rest
    if "," in rest:
        surname, _, given = rest.partition(",")
        given = " ".join(_without_suffix(given.replace(",", " ").split(), least=0))
        if given:
            words, found = _without_title(surname.split())
            return person_name(forenames=given, surname=" ".join(words), title=title or found, known_as=alias)
        rest = surname
    words, found = _without_title(rest.replace(".", " ").split())
    words = _without_suffix(words)
    if len(words) == 1 and spelt(words[0]) in _PLAIN_TITLES:
        words, found = [], words[0]
    given_words, surname_words, later_title = _split(words, bool(title or found))
    return person_name(
        forenames=" ".join(given_words),
        surname=" ".join(surname_words),
        title=title or found or later_title,
        known_as=alias,
    )


def forename_set(forenames: str, known_as: str) -> tuple[str, ...]:
    """The folded words of the forenames, then those of the known-as, in order, each once. Initials are among them."""
    return tuple(dict.fromkeys([*fold(forenames).split(), *fold(known_as).split()]))


def display_name(name: PersonName) -> str:
    """``Margaret (Peggy) Jones``; the known-as only where it is not among the forenames."""
    known = f"({name.known_as})" if name.known_as and fold(name.known_as) not in fold(name.forenames).split() else ""
    return " ".join(part for part in (name.forenames, known, name.surname) if part)


def _split(words: list[str], titled: bool) -> tuple[list[str], list[str], str]:
    """Forenames, surname and a title that stood between them (``WALKER MR J``)."""
    for at, word in enumerate(words[1:], 1):
        if spelt(word) in _PLAIN_TITLES:
            return words[at + 1 :], words[:at], word
    capitals = [len(word) > 1 and word.isupper() for word in words]
    if capitals and capitals[0] and not all(capitals):
        end = capitals.index(False)
        if any(len(word) > 1 for word in words[end:]):
            return words[end:], words[:end], ""
    initials = next((at for at, word in enumerate(words) if all(len(later) == 1 for later in words[at:])), len(words))
    if 0 < initials < len(words):
        return words[initials:], words[:initials], ""
    start = max(len(words) - 1, 0)
    while start > 1 and fold(words[start - 1]) in PARTICLES:
        start -= 1
    if start == 1 and titled and fold(words[0]) in PARTICLES:
        start = 0
    return words[:start], words[start:], ""


def _without_title(words: list[str]) -> tuple[list[str], str]:
    if len(words) > 1 and spelt(words[0]) in TITLES:
        # "Rev Dr A Hill": the first title is shown, the others are dropped by person_name.
        rest = words[1:]
        while len(rest) > 1 and spelt(rest[0]) in TITLES:
            rest = rest[1:]
        return rest, words[0]
    return words, ""


def _without_suffix(words: list[str], least: int = 1) -> list[str]:
    while len(words) > least and spelt(words[-1]) in SUFFIXES:
        words = words[:-1]
    return words


def _without_alias(text: str) -> tuple[str, str]:
    """The text without a known-as, and the known-as. A former surname is dropped: it is neither."""
    if text.isalpha():
        return text, ""
    text = clean(_BORN.sub(" ", _APOSTROPHE.sub(r"\1'", text)))
    marked = _ALIAS.search(text)
    if marked:
        before, after = text[: marked.start()], text[marked.end() :]
        # "Ann Jones aka Peggy Smith": the first surname is the one to keep.
        keep = "" if len([word for word in before.split() if spelt(word) not in TITLES]) > 1 else after
        return clean(f"{before} {keep}"), marked[1]
    bracketed = _KNOWN_AS.search(text)
    if bracketed is None or not any(letter.isalpha() for letter in bracketed[0]):
        return text, ""
    rest, name = clean(text[: bracketed.start()] + " " + text[bracketed.end() :]), bracketed[1] or bracketed[2]
    return rest, "" if spelt(name) in TITLES else name


def _shown(text: str, also: frozenset[str] = frozenset()) -> str:
    folded = spelt(text)
    # "Na" is a surname; "NA" is what a form says for none.
    if folded in _PLACEHOLDERS or folded in also or text == "NA":
        return ""
    if not (text.isalpha() or any(letter.isalpha() for letter in text)):
        return ""
    return title_case(text)
