"""The encoding of a text file: checked where the mapping declares it, found out where it does not.

A text read by the wrong encoding is a wrong name, so what is not sure is refused, and never guessed.
"""

import codecs
import re
from collections.abc import Iterator
from typing import Final

from mast.core.errors import DeliveryRefused
from mast.loaders.formats.source import Source

DETECT: Final = "detect"
_CHUNK: Final = 1024**2
_ONE_BYTE_A_CHARACTER: Final = ("windows-1252", "iso-8859-1", "iso-8859-15")
_UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

# Accented letters and typographic punctuation of Western Europe as UTF-8 has them. Read by a one-byte encoding these
# are pairs that nobody writes, such as a capital A with a tilde before a copyright sign.
_UTF_8_LETTER: Final = re.compile(rb"[\xc2-\xc5][\x80-\xbf]|\xe2\x80[\x90-\xaf]")
_C1: Final = re.compile(rb"[\x80-\x9f]")
_NOT_ASCII: Final = re.compile(rb"[^\x00-\x7f]")

# What a text of another encoding looks like when it is read as Windows-1252: signs that no extract has, a quote or a
# capital with an accent within a word.
_IMPLAUSIBLE: Final = re.compile(
    r"[^\x00-\x7f‘’“”–—…£€°·½¼¾²©®\xa0\u00adÀ-ÖØ-öø-ÿŠšŽžŒœŸ]"
    r"|(?<=[a-zß-öø-ÿ])[À-ÖØ-ÞŠŽŒŸ]|(?<=[A-Za-z])[“”](?=[a-z])|(?<=[A-Z]{2})[ß-öø-ÿšžœ](?=[A-Z])"
)


def encoding_of(source: Source, declared: str) -> str:
    """The encoding by which to read the file: the declared one, or the one found. Raises DeliveryRefused.

    A one-byte encoding reads almost any bytes, so there the test is the other way round: what is UTF-8, in whole or in
    one line, and not plain ASCII, was written as UTF-8, since accented Windows-1252 text hardly ever is.
    """
    if declared == DETECT:
        return _detected(source)
    if declared == "utf-16" and not source.rewind().read(2).startswith(_UTF_16):
        raise _not_text(source, declared, "it has no byte order mark")
    _decode_whole(source, declared)
    if declared in _ONE_BYTE_A_CHARACTER:
        _check_one_byte(source, declared)
    return declared


def _detected(source: Source) -> str:
    head = source.rewind().read(_CHUNK)
    if head.startswith(_UTF_16):
        return encoding_of(source, "utf-16")
    if head.startswith(codecs.BOM_UTF8):
        return encoding_of(source, "utf-8")
    if head.count(b"\0") > len(head) // 4:
        raise _unsure(source, "it looks like UTF-16 without a byte order mark")
    try:
        return encoding_of(source, "utf-8")
    except DeliveryRefused:
        pass
    try:
        _decode_whole(source, "windows-1252")
    except DeliveryRefused as refused:
        raise _unsure(source, "it is neither UTF-8 nor windows-1252") from refused
    _check_one_byte(source, "windows-1252")
    for number, line in _lines_beyond_ascii(source):
        if _IMPLAUSIBLE.search(line.decode("windows-1252")):
            raise _unsure(source, f"line {number} is neither UTF-8 nor likely to be windows-1252")
    return "windows-1252"


def _decode_whole(source: Source, encoding: str) -> None:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    line = 1
    handle = source.rewind()
    while chunk := handle.read(_CHUNK):
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError as error:
            line += chunk.count(b"\n", 0, max(error.start, 0))
            raise _not_text(source, encoding, f"line {line} has bytes that are not {encoding}") from error
        line += chunk.count(b"\n")
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise source.refuse(
            "its last character is cut off", "Ask the partner to send the whole file again.", "truncated"
        ) from error


def _check_one_byte(source: Source, encoding: str) -> None:
    all_utf_8 = False
    for number, line in _lines_beyond_ascii(source):
        if encoding != "windows-1252" and _C1.search(line) and not _UTF_8_LETTER.search(line):
            raise _not_text(source, encoding, f"line {number} has bytes that are not {encoding}")
        if _UTF_8_LETTER.search(line) and not _NOT_ASCII.search(_UTF_8_LETTER.sub(b"", line)):
            raise _not_text(source, encoding, f"line {number} is UTF-8, not {encoding}")
        all_utf_8 = True
    if all_utf_8 and _is_utf_8(source):
        raise _not_text(source, encoding, f"it is UTF-8, not {encoding}")


def _is_utf_8(source: Source) -> bool:
    try:
        _decode_whole(source, "utf-8")
    except DeliveryRefused:
        return False
    return True


def _lines_beyond_ascii(source: Source) -> Iterator[tuple[int, bytes]]:
    """Number and bytes of each line that is not plain ASCII; a long line comes in pieces."""
    number, handle = 1, source.rewind()
    while chunk := handle.read(_CHUNK) + handle.readline(_CHUNK):
        if not chunk.isascii():
            for offset, line in enumerate(chunk.split(b"\n")):
                if not line.isascii():
                    yield number + offset, line
        number += chunk.count(b"\n")


def _not_text(source: Source, encoding: str, reason: str) -> DeliveryRefused:
    return source.refuse(reason, f"Ask the partner to send it as {encoding}, or correct file.encoding in the mapping.")


def _unsure(source: Source, reason: str) -> DeliveryRefused:
    return source.refuse(reason, "Ask the partner which encoding it is, and declare it in the mapping (file.encoding).")
