"""Rows of a JSON array of objects, one element at a time."""

import json
from collections.abc import Iterator
from typing import Final

from mast.loaders.formats.json_lines import JsonLinesTable
from mast.loaders.formats.source import LONGEST_LINE, characters

_SPACE: Final = " \t\r\n"
_DECODER: Final = json.JSONDecoder()


class JsonArrayTable(JsonLinesTable):
    """As JsonLinesTable, of a file that is one array; raises DeliveryRefused where it is no array or ends within it."""

    _last_line_may_be_cut = False  # the bracket that ends the array tells

    def texts(self) -> Iterator[tuple[int, str]]:
        pieces = characters(self._source, self._encoding)
        text = next(pieces, "").lstrip(_SPACE)
        if not text.startswith("["):
            raise self._source.refuse("it is no JSON array", "Check file.format in the mapping: jsonl has no brackets.")
        text, number = text[1:].lstrip(_SPACE), 0
        while True:
            while not text and (more := next(pieces, "")):
                text = more.lstrip(_SPACE)
            if text.startswith("]"):
                break
            number += 1
            element, text = self._element(number, text, pieces)
            yield number, element
            text = self._after(number, text, pieces)
        if text[1:].strip(_SPACE) or any(more.strip(_SPACE) for more in pieces):
            raise self._source.refuse("something follows its array", "Ask the partner for one array and no more.")

    def _element(self, number: int, text: str, pieces: Iterator[str]) -> tuple[str, str]:
        """The text of the element at the start of ``text``, and what follows it."""
        while True:
            try:
                _, end = _DECODER.raw_decode(text)
            except (ValueError, RecursionError) as error:
                more = next(pieces, "")
                if not more:
                    raise self._source.refuse(
                        "it is truncated: its array has no end",
                        "Ask the partner to send the whole file again.",
                        "truncated",
                    ) from error
                if len(text) > LONGEST_LINE or isinstance(error, RecursionError):
                    raise self._source.refuse(
                        f"row {number} is not valid JSON", "Ask the partner to send it again."
                    ) from error
                text += more
            else:
                return text[:end], text[end:]

    def _after(self, number: int, text: str, pieces: Iterator[str]) -> str:
        """What follows the comma after an element, or the bracket that ends the array."""
        text = text.lstrip(_SPACE)
        while not text and (more := next(pieces, "")):
            text = more.lstrip(_SPACE)
        if text.startswith(","):
            return text[1:].lstrip(_SPACE)
        if not text:
            raise self._source.refuse(
                "it is truncated: its array has no end", "Ask the partner to send the whole file again.", "truncated"
            )
        if not text.startswith("]"):
            raise self._source.refuse(f"row {number + 1} is not valid JSON", "Ask the partner to send it again.")
        return text
