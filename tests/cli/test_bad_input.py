"""Bad input anywhere ends with one clear sentence, the right exit code, and nothing half-written."""

import csv
import json
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.held import digest
from tests.cli.verbs import AS_OF, SAMPLES, done, free_port, mast, sentence
from tests.engines import Engine

ADULTS = "adults_social_care_20261031.csv"


def test_paths_that_lead_nowhere(env: dict[str, str], embedded: Engine, tmp_path: Path, home: Path) -> None:
    dangling = tmp_path / ADULTS
    dangling.symlink_to(tmp_path / "gone.csv")
    before = digest(embedded)
    for path in (tmp_path / "no such folder", tmp_path / "no_such_20261031.csv", dangling):
        assert str(path) in sentence(mast(env, "load", path), 2)
    assert "Correct the path" in sentence(mast(env, "load", SAMPLES / ADULTS, dangling), 2)
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "none of these files" in sentence(mast(env, "load", empty), 3)
    assert digest(embedded) == before
    assert not any(file for file in (home / "rejects").glob("*"))


def test_a_file_that_cannot_be_read(env: dict[str, str], embedded: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / ADULTS).symlink_to("/proc/self/mem")  # may be opened; the first read fails as on a broken disk
    before = digest(embedded)
    said = sentence(mast(env, "load", folder / ADULTS), 3)
    assert ADULTS in said
    assert ADULTS in sentence(mast(env, "load", folder), 3)
    assert json.loads(done(env, "status", "--json"))["deliveries"] == {}
    assert digest(embedded) == before


def test_usage(env: dict[str, str], tmp_path: Path) -> None:
    assert "is no date: write it as 2026-10-31" in sentence(mast(env, "load", SAMPLES, "--as-of", "31/10/2026"), 2)
    assert "is no date" in sentence(mast(env, "export", "counts", "--as-of", "x", "--out", tmp_path / "c"), 2)
    assert "is no date" in sentence(mast(env, "synth", tmp_path / "s", "--as-of", "2026-02-30"), 2)
    assert "from 1970-01-01" in sentence(mast(env, "synth", tmp_path / "s", "--as-of", "0003-01-01"), 2)
    assert not (tmp_path / "s").exists()
    assert "adults" in sentence(mast(env, "load", SAMPLES, "--partner", "library"), 2)
    for usage in (("lode",), ("load",), ("load", "--fast", SAMPLES), ("export", "names"), ("serve", "--port", "99999")):
        ran = mast(env, *usage)
        assert ran.code == 2, usage
        assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("name", "value", "secret"),
    [
        ("MAST_GRAPH_LINGER_SECONDS", "soon", False),
        ("MAST_GRAPH_HEAP", "lots", False),
        ("MAST_LEASE_SECONDS", "0", False),
        ("MAST_SQL_URL", "mysql://somebody:hidden@127.0.0.1/mast", True),
        ("MAST_GRAPH_URI", "http://127.0.0.1:7474", False),
        ("MAST_GRAPH_URI", "bolt://somebody:hidden@127.0.0.1:7687", True),
    ],
)
def test_settings_that_make_no_sense(home: Path, name: str, value: str, secret: bool) -> None:
    ran = mast({"MAST_HOME": str(home), name: value}, "status")
    assert name in sentence(ran, 2)
    assert not secret or "hidden" not in ran.err


def test_a_port_in_use(loaded: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"Port {port}" in sentence(mast(loaded, "serve", "--port", port), 1)
        assert f"Port {port}" in sentence(mast(loaded, "demo", "--port", port), 1)
    assert not (Path(loaded["MAST_HOME"]) / "demo").exists()
    assert "--host" in sentence(mast(loaded, "serve", "--host", "198.51.100.1", "--port", port), 1)


def test_a_graph_that_is_down(home: Path) -> None:
    env = {"MAST_HOME": str(home), "MAST_GRAPH_URI": f"bolt://127.0.0.1:{free_port()}", "MAST_GRAPH_PASSWORD": "hidden"}
    for verb in (
        ("load", SAMPLES),
        ("train",),
        ("resolve",),
        ("status",),
        ("serve",),
        ("export", "links", "--out", "l"),
    ):
        said = sentence(mast(env, *verb), 5)
        assert "MAST_GRAPH_URI" in said
        assert "hidden" not in said
    assert not (home.parent / "l").exists()
    assert not (home / "rejects").exists()


@pytest.mark.neo4j
def test_a_wrong_password(engine_of: Callable[[str], Engine], home: Path) -> None:
    env = {**engine_of("neo4j").environment(home), "MAST_GRAPH_PASSWORD": "hidden"}
    said = sentence(mast(env, "load", SAMPLES), 5)
    assert "MAST_GRAPH_PASSWORD" in said
    assert "hidden" not in said


def test_an_sql_store_that_is_down(home: Path) -> None:
    env = {"MAST_HOME": str(home), "MAST_SQL_URL": f"postgresql://mast:hidden@127.0.0.1:{free_port()}/mast"}
    assert "hidden" not in sentence(mast(env, "load", SAMPLES), 5)


def test_verbs_before_their_time(env: dict[str, str], inbox: Path, tmp_path: Path, home: Path) -> None:
    out = tmp_path / "out.csv"
    assert "run mast load first" in sentence(mast(env, "train"), 3)
    for verb in (("links",), ("counts",), ("address-counts",)):
        assert "run mast load" in sentence(mast(env, "export", *verb, "--out", out), 1)
    assert "run mast train first" in sentence(mast(env, "resolve"), 3)
    done(env, "load", inbox, *AS_OF)
    assert "run mast train first" in sentence(mast(env, "resolve"), 3)
    assert "Nothing is published" in sentence(mast(env, "export", "links", "--out", out), 1)
    assert not list(tmp_path.glob("out.csv*"))
    assert json.loads(done(env, "status", "--json"))["generation"] is None
    done(env, "train")
    done(env, "resolve")


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"version": 1}', "\x00\x01"])
def test_a_damaged_model(loaded: dict[str, str], embedded: Engine, tmp_path: Path, damage: str) -> None:
    (model,) = (Path(loaded["MAST_HOME"]) / "models").glob("m-????????????.json")
    whole = model.read_text(encoding="utf-8")
    before = digest(embedded, numbered=True)
    other = tmp_path / "model.json"
    for text in (damage, whole[: len(whole) // 2]):
        model.write_text(text, encoding="utf-8")
        other.write_text(text, encoding="utf-8")
        assert model.name in sentence(mast(loaded, "resolve"), 3)
        assert other.name in sentence(mast(loaded, "resolve", "--model", other), 3)
    assert "no_such.json" in sentence(mast(loaded, "resolve", "--model", tmp_path / "no_such.json"), 3)
    assert digest(embedded, numbered=True) == before
    model.write_text(whole, encoding="utf-8")
    done(loaded, "resolve")


def test_files_that_cannot_be_written(loaded: dict[str, str], tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    folder = tmp_path / "folder"
    folder.mkdir()
    for out in (tmp_path / "no such" / "links.csv", in_the_way / "links.csv", folder):
        assert str(out) in sentence(mast(loaded, "export", "links", "--out", out), 1)
    for out in (tmp_path / "no such" / "model.json", in_the_way / "model.json", folder):
        assert str(out) in sentence(mast(loaded, "train", "--out", out), 1)
    assert str(in_the_way) in sentence(mast(loaded, "synth", in_the_way / "s", "--people", 60), 1)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder", "home"]
    assert not list(folder.iterdir())


def test_a_data_folder_that_cannot_be_used(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    for home in (in_the_way, in_the_way / "home"):
        ran = mast({"MAST_HOME": str(home)}, "load", SAMPLES)
        assert "MAST_HOME" in sentence(ran, ran.code)
        assert ran.code in (1, 5)


def test_a_token_where_an_issuer_gives_them(home: Path) -> None:
    env = {"MAST_HOME": str(home), "MAST_OIDC_ISSUER": "https://login.example"}
    ran = mast(env, "token", "--user", "u", "--role", "practitioner")
    assert "MAST_OIDC_ISSUER" in sentence(ran, ran.code) or "OpenID Connect" in ran.err
    assert ran.code in (1, 2)
    assert not ran.out


def test_a_purpose_that_nobody_knows(loaded: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "links.csv"
    for why in (("--purpose", "curiosity"), ("--purpose", "audit")):
        ran = mast(loaded, "export", "links", "--out", out, *why)
        sentence(ran, ran.code)
        assert ran.code in (1, 2)
        assert not out.exists()


def test_nothing_said_tells_of_a_person(env: dict[str, str], inbox: Path, tmp_path: Path, home: Path) -> None:
    told: list[str] = []
    for number, spoilt in enumerate(spoil(inbox / ADULTS, tmp_path)):
        ran = mast(env, "load", spoilt, *AS_OF)
        told += [ran.err, ran.out]
        assert ran.code in (0, 3), number
    for verb in (
        ("load", inbox, *AS_OF),
        ("train",),
        ("resolve",),
        ("status",),
        ("load", inbox),
        ("resolve", "--dry-run"),
    ):
        ran = mast(env, *verb)
        told += [ran.err, ran.out]
    told += [file.read_text(encoding="utf-8", errors="replace") for file in (home / "graph").glob("*.log*")]
    told += [file.read_text(encoding="utf-8") + file.name for file in (home / "rejects").iterdir()]
    said = "\n".join(told).upper()
    with (inbox / ADULTS).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 20
    for row in rows:
        for field in ("NHS_NUMBER", "LAST_NAME", "ADDRESS_1", "POSTCODE", "WORKER_EMAIL"):
            value = (row[field] or "").upper()
            assert len(value) < 5 or value not in said, field


def spoil(file: Path, folder: Path) -> Iterator[Path]:
    """The file with whatever may go wrong in it, each time under a name of its own."""
    text = file.read_bytes()
    lines = text.splitlines(keepends=True)
    damages = {
        "cut": text[: len(text) - 40],
        "quote": text + b'"4838718,9992637293',
        "nul": text.replace(b"19", b"\x00", 40),
        "bytes": text.replace(b"a", b"\xff\xfe", 60),
        "short": b"".join([*lines, b"4838718,Thornfield\r\n"]),
        "twice": b"".join([*lines, *lines[1:]]),
        "headless": b"".join(lines[1:]),
        "years": text.replace(b"/20", b"/29"),
    }
    for name, damaged in damages.items():
        spoilt = folder / file.name.replace("_2026", f"_{name}_2026")
        spoilt.write_bytes(damaged)
        yield spoilt
