"""What checkers of accessibility say of a pack: axe in a browser of its page, veraPDF of its PDF."""

import fcntl
import json
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

import pytest

from mast.reports.files import contents
from tests import npm
from tests.browser import chromium
from tests.reports.city import planted_city
from tests.reports.pango import needs_pango
from tests.reports.test_board import pack_of

VERAPDF = Path(__file__).parents[1] / "data" / "verapdf"
_TRY = """
<pre id="found"></pre><script>{axe}</script><script>
axe.run(document, {{resultTypes: ["violations"]}}).then(
  told => document.getElementById("found").textContent = JSON.stringify(
    {{rules: told.testEngine.version, violations: told.violations.map(one => [one.id, one.nodes.length])}}));
</script></body>"""


@pytest.mark.npm
@pytest.mark.slow
@pytest.mark.browser
def test_axe_finds_nothing_on_the_page(tmp_path: Path) -> None:
    page = contents(pack_of(planted_city()), with_pdf=False)["board.html"].decode()
    axe = (npm.package("axe-core") / "axe.min.js").read_text(encoding="utf-8")
    tried = tmp_path / "board.html"
    tried.write_text(page.replace("</body>", _TRY.format(axe=axe)), encoding="utf-8")
    command = [chromium(), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    command += ["--virtual-time-budget=60000", "--dump-dom", tried.as_uri()]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    found = re.search(r'<pre id="found">(.*?)</pre>', ran.stdout, re.DOTALL)
    assert found is not None, ran.stderr[-2000:]
    assert json.loads(unescape(found[1]))["violations"] == []


@needs_pango
@pytest.mark.slow
def test_the_pdf_keeps_pdf_ua_1(tmp_path: Path) -> None:
    java = shutil.which("java")
    if java is None or not _fetched():
        pytest.skip("veraPDF needs Maven and Java")
    file = tmp_path / "board.pdf"
    file.write_bytes(contents(pack_of(planted_city()))["board.pdf"])
    command = [java, "-cp", str(VERAPDF / "lib" / "*"), "org.verapdf.apps.GreenfieldCliWrapper"]
    ran = subprocess.run(
        [*command, "--flavour", "ua1", "--format", "text", str(file)], capture_output=True, text=True, check=False
    )
    assert ran.stdout.startswith("PASS"), ran.stdout + ran.stderr[-2000:]


def _fetched() -> bool:
    """Whether veraPDF's jars are there; they are fetched where they are not."""
    maven = shutil.which("mvn")
    with (VERAPDF / "pom.xml").open("rb") as pom:
        fcntl.flock(pom, fcntl.LOCK_EX)
        if any((VERAPDF / "lib").glob("greenfield-apps-*.jar")):
            return True
        if maven is None:
            return False
        wanted = [maven, "-q", "-B", "-f", str(VERAPDF / "pom.xml"), "dependency:copy-dependencies"]
        done = subprocess.run(
            [*wanted, "-DoutputDirectory=lib"], stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
        return done.returncode == 0
