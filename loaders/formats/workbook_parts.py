"""The parts of an Excel workbook beside its sheets: which sheets there are, its texts, and what shows a date."""

from typing import Final

from openpyxl.styles.numbers import is_date_format, is_timedelta_format

_DATES_BUILT_IN: Final = frozenset((*range(14, 23), *range(27, 37), *range(50, 59)))


def plain(name: str) -> str:
    """The name of an element or attribute without its prefix."""
    return name.rpartition(":")[2]


class _Quiet:
    """A handler that hears nothing: the parts override what concerns them."""

    def start(self, name: str, attributes: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def text(self, data: str) -> None: ...


class Relations(_Quiet):
    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if plain(name) == "Relationship":
            self.found.append((attributes["Id"], attributes["Target"]))


class About(_Quiet):
    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []
        self.mac_calendar = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if plain(name) == "sheet":
            relation = next(value for key, value in attributes.items() if plain(key) == "id" and key != "id")
            self.found.append((attributes["name"], relation))
        elif plain(name) == "workbookPr":
            self.mac_calendar = attributes.get("date1904", "") in ("1", "true")


class Styles(_Quiet):
    """Finds the indexes (as text) of the cell formats that show a date."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._codes: dict[str, str] = {}
        self._within, self._count = False, 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match plain(name):
            case "numFmt":
                self._codes[attributes["numFmtId"]] = attributes["formatCode"]
            case "cellXfs":
                self._within = True
            case "xf" if self._within:
                if self._shows_date(attributes.get("numFmtId", "0")):
                    self.found.append(str(self._count))
                self._count += 1

    def end(self, name: str) -> None:
        if plain(name) == "cellXfs":
            self._within = False

    def _shows_date(self, number: str) -> bool:
        if number not in self._codes:
            return int(number) in _DATES_BUILT_IN
        code = self._codes[number]
        return bool(is_date_format(code)) and not is_timedelta_format(code)


class Texts(_Quiet):
    """Finds the texts that cells refer to by number, how they are said in East Asian scripts apart."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._pieces: list[str] = []
        self._in_text, self._spoken = False, 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match plain(name):
            case "si":
                self._pieces = []
            case "t":
                self._in_text = not self._spoken
            case "rPh":
                self._spoken += 1

    def end(self, name: str) -> None:
        match plain(name):
            case "si":
                self.found.append("".join(self._pieces))
            case "t":
                self._in_text = False
            case "rPh":
                self._spoken -= 1

    def text(self, data: str) -> None:
        if self._in_text:
            self._pieces.append(data)
