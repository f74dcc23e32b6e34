"""Listens to the whole test run: nothing of a person and no secret may be in what the code says of itself.

Heard are log lines, the standard error of every command, the texts of errors (raised, and answered over HTTP), metrics,
the addresses in links and redirects; and, once all tests have run, the names of all files and what is in logs, crash
dumps, checkpoints, certificates and what lies encrypted. Known are the people of the sample extracts and of the tests'
own town, and every key and password that a test made.
"""

import csv
import json
import os
import re
import urllib.parse
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import httpx2 as httpx
import structlog

from mast.core.errors import MastError

SAMPLES: Final = Path(__file__).parent / "data" / "samples"
TOWN: Final = ("9434765870", "kim hartley", "maria thornfield", "lee thornfield", "dee marlow")
NUMBERS: Final = ("NHS_NUMBER", "NHSNo", "UPN", "WORKER_PHONE", "WORKER_EMAIL", "KeyWorkerTel", "KeyWorkerEmail")
NAMES: Final = (("FIRST_NAME", "LAST_NAME"), ("Forenames", "Surname"), ("FORENAME_1", "SURNAME"))

SEARCHED: Final = re.compile(
    r".*\.log(\.\d+)?|hs_err.*|core(\.\d+)?|.*\.(dump|mdmp|hprof|jsonl|kept|rows|prom)|server\.json|run\.json|.*\.pid"
    r"|purge-.*\.json|lock|latest"
)
"""Files that must tell of nobody, by name. Extracts, exports and the stores of the graph are data and hold people."""
GIVEN: Final = re.compile(r"(.*/)?fire_[^/]*\.jsonl|.*/extracts?/.*")
"""Extracts among those, by path."""
SECRET_FILES: Final = re.compile(r".*\.key|password")
_JWT: Final = re.compile(r"eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}")
_WORD: Final = re.compile(r"[^\W_]+(?:[-'’.@+][^\W_]+)*")
_LINK: Final = re.compile(r"""(?:href|src|action)=["']?(?!tel:|mailto:)([^"'\s>]+)""")
"""Whom to ring is a link that a browser keeps nowhere."""
_TITLE: Final = re.compile(r"<title>([^<]*)")
"""The first is the page's, which stays in a browser's history; others are of pictures."""
LARGEST_FILE: Final = 64 * 2**20


def _people() -> Iterator[str]:
    yield from TOWN
    for path in (*SAMPLES.glob("adults_*.csv"), *SAMPLES.glob("child*.csv"), *SAMPLES.glob("police_*.txt")):
        encoding, delimiter = ("cp1252", "|") if path.suffix == ".txt" else ("utf-8-sig", ",")
        with path.open(encoding=encoding, newline="") as lines:
            for row in csv.DictReader(lines, delimiter=delimiter):
                yield from (row[name] for name in NUMBERS if row.get(name))
                yield from (f"{row[one]} {row[other]}" for one, other in NAMES if row.get(one) and row.get(other))


class Ear:
    """``found``: where a canary was → how often. It never keeps the canary itself."""

    def __init__(self) -> None:
        self._single: set[str] = set()
        self._double: set[str] = set()
        self._secrets: set[str] = set()
        self.found: Counter[str] = Counter()
        self.heard: Counter[str] = Counter()
        for text in _people():
            words = _WORD.findall(text.casefold())
            (self._single if len(words) == 1 else self._double).add(" ".join(words[:2]))

    def learn(self, secrets: Iterable[str]) -> None:
        """Keys and passwords, once they are made; one of the same character over and over is in many a digest."""
        self._secrets.update(secret for secret in secrets if len(secret) >= 8 and len(set(secret)) >= 6)

    def hear(self, where: str, text: str) -> None:
        """``where``: the kind of place, and after a colon which one."""
        if not text:
            return
        self.heard[where.partition(":")[0]] += 1
        words = _WORD.findall(text.casefold())
        bad = sum(word in self._single for word in words)
        for one, other in zip(words, words[1:], strict=False):
            bad += f"{one} {other}" in self._double or f"{other} {one}" in self._double
        bad += len(_JWT.findall(text)) + sum(secret in text for secret in self._secrets)
        if bad:
            self.found[where] += bad

    def hear_folder(self, folder: Path) -> None:
        """The names of all files there, and what is in those that must tell of nobody."""
        files = [Path(at) / name for at, _, names in os.walk(folder) for name in sorted(names)]
        files = [path for path in files if path.is_file() and not path.is_symlink()]
        self.learn(_read(path).strip() for path in files if SECRET_FILES.fullmatch(path.name))
        for path in files:
            name = str(path.relative_to(folder))
            self.hear("file names", name.replace(".", " "))
            if SEARCHED.fullmatch(path.name) and not GIVEN.fullmatch(name):
                self.hear(f"files: {path.name}", _read(path))


def _read(path: Path) -> str:
    """A file's text; nothing of one that is very large, or that a server took away while it was on its way out."""
    try:
        return path.read_text(encoding="utf-8", errors="replace") if path.stat().st_size <= LARGEST_FILE else ""
    except FileNotFoundError:
        return ""


EAR: Final = Ear()


def listen() -> None:
    """From now on, hear what the code in this process logs, raises and answers."""
    _hear_errors()
    _hear_logs()
    _hear_answers()


def _hear_errors() -> None:
    made = MastError.__init__

    def heard(self: MastError, *args: Any) -> None:
        EAR.hear(f"errors: {type(self).__name__}", " ".join(map(str, args)))
        made(self, *args)

    MastError.__init__ = heard  # type: ignore[assignment,method-assign]


def _hear_logs() -> None:
    for name in ("msg", "info", "warning", "error", "critical", "debug"):
        said = getattr(structlog.PrintLogger, name)

        def heard(self: Any, message: str, said: Any = said) -> None:
            EAR.hear("logs", message)
            said(self, message)

        setattr(structlog.PrintLogger, name, heard)


def _hear_answers() -> None:
    sent = httpx.Client.send

    def heard(self: httpx.Client, request: httpx.Request, **how: Any) -> httpx.Response:
        response = sent(self, request, **how)
        if not how.get("stream"):
            hear_response(request, response)
        return response

    httpx.Client.send = heard  # type: ignore[method-assign]


def hear_response(request: httpx.Request, response: httpx.Response) -> None:
    """Errors, metrics, and the addresses and title that an answer of the service would have somebody's browser keep."""
    kind = response.headers.get("content-type", "")
    if request.url.path == "/metrics":
        EAR.hear("metrics", response.text)
    elif "json" in kind:
        try:
            told = response.json()
        except ValueError:
            return
        if isinstance(told, dict) and told.get("errors"):
            EAR.hear("errors: answered", json.dumps(told["errors"], ensure_ascii=False))
    elif "html" in kind:
        kept = [*_LINK.findall(response.text), *(found[1] for found in [_TITLE.search(response.text)] if found)]
        EAR.hear("addresses", urllib.parse.unquote_plus("\n".join(kept)))
    EAR.hear("addresses", urllib.parse.unquote_plus(response.headers.get("location", "")))
