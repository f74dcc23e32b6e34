"""Hostile files in a process of their own: refused or read right, within 512 MiB, nothing written but in staging."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from tests.loaders.files import ADULT, adult, adults_csv
from tests.loaders.hostile import bomb, ods, ods_row, zip_bomb, zipped
from tests.loaders.test_workbook import inline, repacked, with_sheet, xlsx

LARGEST = 512
ENTITIES = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "a" * 100}">' for n in range(12))
PROGRAM = """
import json, sys
from datetime import date
from pathlib import Path
from mast.core.errors import DeliveryRefused
from mast.loaders.checking import check
from mast.loaders.formats.source import opened
from mast.loaders.mapping import read_mapping
from mast.loaders.mapping import BUILT_IN
for line in sys.stdin:
    path, code, staging = json.loads(line)
    Path("/proc/self/clear_refs").write_text("5")  # the peak counts from here
    try:
        with opened(Path(path), Path(staging)) as source:
            checked = check(source, read_mapping(BUILT_IN / f"{code}.toml"), date(2026, 10, 31))
        said = [checked.tally.accepted, sorted({finding.reason for finding in checked.findings})]
    except DeliveryRefused as refused:
        said = refused.reason
    peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    print(json.dumps([said, int(peak.split()[1]) // 1024]), flush=True)
"""
Loads = Callable[[Path, str, Path], tuple[object, int]]


@pytest.fixture(scope="module")
def loads(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loads]:
    """What a process of its own makes of a file, and the most memory it held meanwhile, in MiB. It writes nothing."""
    folder = tmp_path_factory.mktemp("of the process")
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=folder, env={"TMPDIR": str(folder / "no such")},
    ) as process:  # fmt: skip
        assert process.stdin
        assert process.stdout
        asked, answers = process.stdin, process.stdout

        def load(path: Path, code: str, staging: Path) -> tuple[object, int]:
            asked.write(json.dumps([str(path), code, str(staging)]) + "\n")
            asked.flush()
            said, mebibytes = json.loads(answers.readline() or "the process ended")
            return said, mebibytes

        yield load
        asked.close()
        assert process.wait(timeout=60) == 0
        assert not list(folder.iterdir())


def good(name: str = "Lovelace") -> bytes:
    return adults_csv(adult(LAST_NAME=name)).encode()


def billion_laughs() -> bytes:
    xml = f'<?xml version="1.0"?><!DOCTYPE x [{ENTITIES}]><worksheet>&a11;</worksheet>'
    return repacked(xlsx([["a"], [1]]), "xl/worksheets/sheet1.xml", xml.encode())


def shared_strings() -> bytes:
    """More texts than a workbook's table may take."""
    texts = "".join(f"<si><t>{number:060d}</t></si>" for number in range(3_000_000))
    book = repacked(xlsx([["a"], [1]]), "xl/worksheets/sheet1.xml", b"<worksheet/>")
    return repacked_with(book, "xl/sharedStrings.xml", f"<sst>{texts}</sst>".encode())


def repacked_with(book: bytes, member: str, content: bytes) -> bytes:
    out = io.BytesIO(book)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(member, content)
    return out.getvalue()


def with_nul() -> bytes:
    return adults_csv(ADULT, adult(CONTACT_ID="C2", TOWN="Wal\0sall")).encode()


def with_long_field() -> bytes:
    return adults_csv(ADULT, adult(CONTACT_ID="C2", TOWN="x" * 200_000)).encode()


def far_corner() -> bytes:
    return with_sheet(inline("a") + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


UNPACKS, LINE = "it unpacks to far more than an extract does", "it has a line of over a million characters"
Made = Callable[[], bytes]
CASES: list[tuple[str, str, Made, object]] = [
    ("gzip bomb", "adults", lambda: bomb(30), UNPACKS),
    ("zip bomb", "adults", lambda: zip_bomb(30), UNPACKS),
    ("zip slip", "adults", lambda: zipped({"../../../tmp/slipped.csv": good()}), "what it holds has a path for a name"),
    ("nested", "adults", lambda: zipped({"a.zip": zipped({"a.csv": good()})}), "it is an archive in an archive"),
    ("NUL", "adults", with_nul, [1, ["nul_byte"]]),
    ("200 KB field", "adults", with_long_field, [1, ["too_long"]]),
    ("UTF-16", "adults", lambda: good().decode().encode("utf-16"), "line 1 has bytes that are not utf-8"),
    ("mixed", "adults", lambda: good("Zoë") + b"Zo\xebx", "line 3 has bytes that are not utf-8"),
    ("XML bomb", "hospital", billion_laughs, "it declares XML entities"),
    ("far corner", "hospital", far_corner, "its first row is not the header agreed on"),
    ("huge line", "adults", lambda: b"a" * 50_000_000, LINE),
    ("huge object", "fire", lambda: b'{"incident": "' + b"a" * 50_000_000, LINE),
    ("not Excel", "hospital", lambda: ods(ods_row("a", repeated=10**9)), "it is no Excel workbook, or a damaged one"),
    ("shared strings", "hospital", shared_strings, "its table of texts is too large"),
]


def marked(case: tuple[str, str, Made, object]) -> ParameterSet:
    slow = case[0] == "shared strings"
    return pytest.param(*case[1:], id=case[0], marks=[pytest.mark.slow] if slow else [])


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of memory is read from /proc")
@pytest.mark.parametrize(("code", "made", "expected"), list(map(marked, CASES)))
def test_a_hostile_file_is_held_within_bounds(
    tmp_path: Path, loads: Loads, code: str, made: Made, expected: object
) -> None:
    path = tmp_path / "delivered"
    path.write_bytes(made())
    said, mebibytes = loads(path, code, tmp_path / "staging")
    assert said == expected
    assert mebibytes <= LARGEST
    assert {path.name for path in tmp_path.iterdir()} <= {"delivered", "staging"}
    assert not list((tmp_path / "staging").glob("*"))
    assert not Path("/tmp/slipped.csv").exists()
