"""How a name sounds: double metaphone codes."""

from functools import lru_cache

from doublemetaphone import doublemetaphone


@lru_cache(maxsize=131_072)
def sounds(folded: str) -> tuple[str, ...]:
    """The codes of a folded name, each once, the likeliest first; () when it has no sound.

    One word gives one or two codes. A name of several words gives those of the words joined, then those of each word of
    two letters or more, so that ``VAN DER BERG``, ``VANDERBERG`` and ``BERG`` meet.
    L. Philips, "The Double Metaphone Search Algorithm", C/C++ Users Journal 18(6), 2000.
    """
    words = folded.split()
    spoken = ["".join(words), *(word for word in words if len(word) > 1)] if len(words) > 1 else words
    return tuple(dict.fromkeys(code for word in spoken for code in doublemetaphone(word) if code))
