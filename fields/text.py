"""Clean a text as a person wrote it, and fold it to the form in which two texts are compared."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

# Letters that Unicode does not decompose into a plain letter and a mark.
_SPECIAL_LETTERS: Final = {
    **{
        "Æ": "AE",
        "Œ": "OE",
        "Ø": "O",
        "Đ": "D",
        "Ð": "D",
        "Þ": "TH",
        "Ł": "L",
        "ẞ": "SS",
        "Ħ": "H",
        "Ŧ": "T",
        "Ŋ": "NG",
    },
    **{"Ə": "A", "Ɓ": "B", "Ɗ": "D", "Ɖ": "D", "Ƙ": "K", "Ƴ": "Y", "ĸ": "K", "Ɛ": "E", "Ɔ": "O", "Ɩ": "I", "Ɣ": "G"},
}
_PLAIN_PUNCTUATION: Final = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛ʼʻʹˈ`´′＇", "'"),
        **dict.fromkeys("“”„‟″＂«»", '"'),
        **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
    }
)
_LETTERS: Final = str.maketrans(_SPECIAL_LETTERS) | _PLAIN_PUNCTUATION
_INVISIBLE: Final = frozenset(("Cc", "Cf", "Co", "Cs"))
_SPACE: Final = re.compile(r"\s+")
_NOT_FOLDED: Final = re.compile(r"[^A-Z0-9]+")
_WORD: Final = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_ORDINAL: Final = re.compile(r"\d+(?:ST|ND|RD|TH)")
_JOINING: Final = re.compile(
    r"(?<=-)(?:by|cum|de|en|in|juxta|la|le|next|of|on|super|the|under|upon|with|y|yr)(?=-)", re.I
)


@lru_cache(maxsize=131_072)
def clean(text: str) -> str:
    """The text as written, in NFC, without invisible characters: plain quotes and dashes, single spaces, stripped.

    Control, zero-width and bidirectional characters (Unicode Cc, Cf, Co, Cs) are dropped; a tab is a space. NFC is that
    of Unicode Standard Annex 15.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.replace("`", "'").split())
    spaced = _SPACE.sub(" ", unicodedata.normalize("NFC", text))
    visible = "".join(character for character in spaced if unicodedata.category(character) not in _INVISIBLE)
    # What stood between a letter and its mark may be gone now, so they are composed once more.
    return " ".join(unicodedata.normalize("NFC", visible.translate(_PLAIN_PUNCTUATION)).split())


@lru_cache(maxsize=262_144)
def fold(text: str) -> str:
    """The text in A-Z, 0-9 and single spaces: marks off, special letters spelt out, apostrophes gone, the rest a space.

    ``O'Brien`` is ``OBRIEN``, ``Smith-Jones`` is ``SMITH JONES``, ``Małgorzata`` is ``MALGORZATA``. Folding twice
    changes nothing. A text in another script folds to ``""``.
    """
    if text.isascii() and text.isalpha():
        return text.upper()
    upper = clean(text).upper()
    if not upper.isascii():
        apart = unicodedata.normalize("NFKD", upper)
        plain = "".join(character for character in apart if not unicodedata.combining(character))
        upper = plain.translate(_LETTERS).upper()
    return _NOT_FOLDED.sub(" ", upper.replace("'", "").replace("&", " AND ")).strip()


def spelt(text: str) -> str:
    """As ``fold``, and behind it the words of which ``fold`` leaves letters or figures out: ``12 улица Ленина`` is ``12
    УЛИЦА ЛЕНИНА``. It tells two texts apart that folding makes one.
    """
    return fold(text) if text.isascii() else " ".join(filter(None, (fold(text), unfolded(text))))


@lru_cache(maxsize=65_536)
def unfolded(text: str) -> str:
    """The words of a text with a letter or figure that ``fold`` leaves out, in NFKC and capitals; mostly ``""``."""
    if text.isascii():
        return ""
    # Some signs, as the ordinal of 1ª, have no capital until they are plain letters.
    upper = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", clean(text)).upper())
    plain = "".join(letter if unicodedata.category(letter)[0] in "LMN" else " " for letter in upper)
    return " ".join(word for word in plain.split() if any(letter.isalnum() and not fold(letter) for letter in word))


@lru_cache(maxsize=65_536)
def title_case(text: str) -> str:
    """A name or address for display: text all in capitals (or in none) is given capitals where English has them.

    ``MCDONALD`` becomes ``McDonald``, ``O'REILLY`` ``O'Reilly``, ``SMITH-JONES`` ``Smith-Jones``, ``STOKE-ON-TRENT``
    ``Stoke-on-Trent``. Mixed case is left alone, since its writer knew better. Mac- is not split: Macey and Mackie are
    as common as MacKay.
    """
    if not (text.isupper() or text.islower()):
        return text
    if text.isalpha() and text.isascii():
        return _capitalised(text)
    written = _WORD.sub(lambda word: _capitalised(word[0]), text)
    return _JOINING.sub(lambda joining: joining[0].lower(), written) if "-" in text else written


@lru_cache(maxsize=65_536)
def _capitalised(word: str) -> str:
    upper = word.upper()
    if not word.isalpha() and any(character.isdigit() for character in word):
        return word.lower() if _ORDINAL.fullmatch(upper) else upper
    if upper.startswith(("O'", "D'")) and len(word) > 3:
        return upper[:2] + _capitalised(word[2:])
    if upper.startswith("MC") and len(word) > 3:
        return "Mc" + word[2].upper() + word[3:].lower()
    return word[0].title() + word[1:].lower()


def listed(text: str, between: str | None = None) -> frozenset[str]:
    """The words of a text, or its phrases ``between`` separators: how the tables of this room are written down."""
    return frozenset(" ".join(phrase.split()) for phrase in text.split(between))
