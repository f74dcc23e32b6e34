"""A page as somebody hears it who has never seen it: its heading, forms with labels and buttons, links, and tables."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Control:
    """A field of a form. ``group``: the legend around it."""

    id: str
    name: str
    kind: str
    value: str
    group: str


@dataclass
class Read:
    """A form with its controls and the words on its button."""

    action: str
    controls: list[Control] = field(default_factory=list)
    button: str = ""


class Reading(HTMLParser):
    """``labels``: the words of a control, by its id. ``rows``: of all tables, the words of cells by their columns."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.heading = ""
        self.forms: list[Read] = []
        self.labels: dict[str, str] = {}
        self.links: dict[str, str] = {}
        self.rows: list[dict[str, str]] = []
        self._columns: list[str] = []
        self._cells: list[str] = []
        self._group = self._for = self._href = ""
        self._heard: dict[str, list[str]] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self._heard[tag] = []
        self._for, self._href = said.get("for", self._for), said.get("href", self._href)
        if tag == "form":
            self.forms.append(Read(said["action"]))
        elif tag == "input":
            about = (said.get("id", ""), said["name"], said.get("type", "text"), said.get("value", ""))
            self.forms[-1].controls.append(Control(*about, self._group))
        elif tag == "tr":
            self._cells = []

    def handle_data(self, data: str) -> None:
        for heard in self._heard.values():
            heard.append(data)

    def handle_endtag(self, tag: str) -> None:
        said = " ".join(" ".join(self._heard.pop(tag, [])).split())
        if tag == "h1":
            self.heading = said
        elif tag == "legend":
            self._group = said
        elif tag == "fieldset":
            self._group = ""
        elif tag == "label":
            self.labels[self._for] = said
        elif tag == "button" and self.forms:
            self.forms[-1].button = said
        elif tag == "a":
            self.links.setdefault(said, self._href)
        elif tag in ("th", "td"):
            self._cells.append(said)
        elif tag == "thead":
            self._columns = self._cells
        elif tag == "tr":
            self.rows.append(dict(zip(self._columns, self._cells, strict=False)))
