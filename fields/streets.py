"""Streets: write out their abbreviations, and find where in a run of words a street's name ends."""

from functools import lru_cache
from typing import Final

from mast.fields.address_words import (
    ABBREVIATIONS,
    BUILDING_ABBREVIATIONS,
    BUILDINGS,
    COMPASS,
    COURTS,
    DIRECTIONS,
    FIRST_ABBREVIATIONS,
    SAINTS,
    SITE_ENDINGS,
    SITES,
    SLIPS,
    STREET_ENDINGS,
    STREET_OPENERS,
    STREET_TYPES,
    STREETS_BEHIND_BUILDINGS,
    STREETS_OF_ONE_WORD,
    TOWNS_BEHIND_COMPASS,
    TOWNS_ON_WAY,
    WEAK_TYPES,
    WELSH_STREETS,
)

Words = tuple[str, ...]
_TYPES: Final = STREET_TYPES | WEAK_TYPES


@lru_cache(maxsize=65_536)
def written_out(words: Words) -> Words:
    """Folded words of a street or building, types, saints and openers in full: ``ST MARYS RD`` is SAINT MARYS ROAD."""
    full: list[str] = []
    for at, word in enumerate(words):
        following = words[at + 1] if at + 1 < len(words) else ""
        if word == "ST":
            full.append("SAINT" if following and (not at or following in SAINTS) else "STREET")
        elif not at:
            full.append(FIRST_ABBREVIATIONS.get(word, word) if following else word)
        elif word in DIRECTIONS and full[-1] in _TYPES:
            full.append(DIRECTIONS[word])
        else:
            full.append(ABBREVIATIONS.get(word) or BUILDING_ABBREVIATIONS.get(word) or SLIPS.get(word, word))
    return tuple(full)


def ends_street(words: Words) -> bool:
    """Whether written-out words end as a street's name surely does; a compass point may stand behind it."""
    kept = words[:-1] if len(words) > 2 and words[-1] in COMPASS else words
    # Chester-le-Street is a town.
    if len(kept) == 1:
        return kept[0] in STREETS_OF_ONE_WORD
    return len(kept) > 1 and kept[-1] in STREET_TYPES and kept[-2] != "LE"


def ends_building(words: Words) -> bool:
    """Whether written-out words end as a building's name does, and not as a street's."""
    return bool(words) and (words[-1] in BUILDINGS or _ends_site(words))


def _ends_site(words: Words) -> bool:
    return len(words) > 1 and words[-1] in SITE_ENDINGS and words[-2] in SITES


def street_behind_building(words: Words, places: int) -> bool:
    """Whether a whole segment behind a building's name is a street without a sure type; ``places`` stand behind it.

    Queens Rise and Church Hill are, and Kingsway before a town; Acocks Green is a locality, unless two places follow.
    """
    last = words[-1]
    if len(words) == 1:
        return places > 0 and last.endswith("WAY") and len(last) > 5 and last not in TOWNS_ON_WAY
    if words[0] in WELSH_STREETS:
        return True
    return last in STREETS_BEHIND_BUILDINGS or last in WEAK_TYPES and places > 1


def street_end(words: Words, closed: bool = False) -> int:
    """How many of the written-out words are the street's name; 0 when none of them tells.

    ``closed``: a comma (or the end of a town's own field) stands behind the words, so that an unsure type at their end
    is the street's. The first sure type with a word before it ends the name, with the types that follow it at once
    (CHURCH STREET CLOSE, PARK ROAD NORTH); failing that the first unsure one (PRIMROSE HILL).
    """
    if not words:
        return 0
    if words[0] in WELSH_STREETS and len(words) > 1 and not closed:
        return 3 if words[1] in ("Y", "YR") and len(words) > 2 else 2
    sure = next((at for at, word in enumerate(words) if at and word in STREET_TYPES), 0)
    if sure:
        return _extended(words, sure, closed) + 1
    if closed:
        return len(words)
    if words[0] == "THE" or words[:2] == ("MOUNT", "PLEASANT"):
        return min(2, len(words))
    unsure = next((at for at, word in enumerate(words) if at and word in WEAK_TYPES), 0)
    if unsure:
        return _extended(words, unsure, closed) + 1
    if words[0] in STREETS_OF_ONE_WORD or words[0].endswith(STREET_ENDINGS) and len(words[0]) > 5:
        return 1
    return 0


def _extended(words: Words, end: int, closed: bool) -> int:
    """The last word of a name whose type stands at ``end``: types and a compass point behind it may belong to it."""
    while end + 1 < len(words) and words[end + 1] in STREET_TYPES:
        end += 1
    if closed and end + 2 == len(words) and words[end + 1] in _TYPES:
        return end + 1
    # PARK HILL ROAD: an unsure type is not the end where a sure one follows it.
    if end + 2 < len(words) and words[end + 1] in WEAK_TYPES and words[end + 2] in STREET_TYPES:
        return _extended(words, end + 2, closed)
    if end + 1 < len(words) and words[end + 1] in COMPASS:
        last = end + 2 == len(words)
        if last or not closed and words[end + 2] not in TOWNS_BEHIND_COMPASS:
            return end + 1
    return end


def building_end(words: Words) -> int:
    """How many of the written-out words are a building's name that stands before a street's, 0 when there is none.

    VICTORIA HOUSE QUEENS ROAD has one; MANOR HOUSE DRIVE has none, since a street must keep a name before its type.
    """
    types = [at for at, word in enumerate(words) if at and word in STREET_TYPES]
    site = next((at + 1 for at in range(1, len(words)) if _ends_site(words[: at + 1])), 0)
    if site and types and types[-1] > site:
        return site
    for at in range(len(words) - 2, 0, -1):
        later = [end for end in types if end - at >= 2]
        if later and (words[at] in BUILDINGS or words[at] in COURTS and at in types):
            first = min(later)
            if not any(end < at for end in types) and first - at <= 4:
                return at + 1
    return 0


def nameless_building_end(words: Words) -> int:
    """As ``building_end`` for a run without any number, where a name with no word for a building may stand in front.

    THE HOLLIES PLECK STREET and WESTHOLME QUEEN STREET: the street keeps one word before its type, and an opener such
    as OLD or UPPER before that.
    """
    found = building_end(words)
    if found:
        return found
    end = next((at for at, word in enumerate(words) if at and word in STREET_TYPES), 0)
    start = end - 1
    if start > 0 and words[start - 1] in STREET_OPENERS:
        start -= 1
    if words[0] == "THE" and start < 2:
        return 0
    return max(start, 0)
