"""How a name or a date is mistyped: neighbouring keys, transpositions, doubled and dropped letters, misread scans."""

import unicodedata
from datetime import date, timedelta

from mast.synth.population import EPOCH

_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEIGHBOURS = {
    letter: row[max(place - 1, 0) : place] + row[place + 1 : place + 2]
    for row in _KEYBOARD
    for place, letter in enumerate(row)
}
_MISREAD = {"rn": "m", "m": "rn", "l": "i", "i": "l", "e": "c", "h": "b", "cl": "d", "o": "c", "u": "v", "n": "r"}


def mistyped(text: str, dice: int) -> str:
    """``text`` with one typing error inside it, its first letter spared. ``dice``: a number from 0 to 2**30."""
    letters = [place for place in range(1, len(text)) if text[place].isalpha()]
    if len(letters) < 2:
        return text
    kind, dice = dice % 10, dice // 10
    place = letters[dice % len(letters)]
    letter = text[place]
    if kind < 3 and place + 1 < len(text) and text[place + 1].isalpha() and text[place + 1] != letter:
        return text[:place] + text[place + 1] + letter + text[place + 2 :]
    if kind < 5:
        return text[:place] + letter + text[place:]
    if kind < 7 and len(text) > 4:
        return text[:place] + text[place + 1 :]
    if kind == 7:
        for read, seen in _MISREAD.items():
            at = text.find(read, 1)
            if at > 0:
                return text[:at] + seen + text[at + len(read) :]
    near = _NEIGHBOURS.get(letter.lower(), "")
    if not near:
        return text
    other = near[dice // 97 % len(near)]
    return text[:place] + (other.upper() if letter.isupper() else other) + text[place + 1 :]


def without_marks(text: str) -> str:
    """``text`` in plain letters: Łukasz becomes Lukasz, Siân becomes Sian."""
    plain = unicodedata.normalize("NFKD", text.replace("ł", "l").replace("Ł", "L"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def as_date(day: int) -> date:
    return EPOCH + timedelta(days=day)


def swapped_day(born: int) -> int:
    """The birth day with day and month exchanged, or unchanged where that is no date."""
    day = as_date(born)
    return (date(day.year, day.day, day.month) - EPOCH).days if day.day <= 12 else born


def misdated(born: int, latest: int, dice: int) -> int:
    """The birth day with one digit of it wrong, still a date and not after ``latest``."""
    day = as_date(born)
    kind, dice = dice % 4, dice // 4
    if kind == 0:
        day = day.replace(year=day.year - (1, 10, 2, 9)[dice % 4]) if (day.month, day.day) != (2, 29) else day
    elif kind == 1:
        day = day.replace(day=(day.day + (0, 9, 10, 18)[dice % 4]) % 28 + 1)
    elif kind == 2:
        day = day.replace(month=(day.month + dice) % 12 + 1, day=min(day.day, 28))
    else:
        day += timedelta(days=(1, -1, 7, -10)[dice % 4])
    return min((day - EPOCH).days, latest)
