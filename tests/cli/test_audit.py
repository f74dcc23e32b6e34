"""``mast audit`` from the command line: the chain is whole until somebody changes it, and who looked is told."""

import json
import sqlite3
from pathlib import Path

from mast.access import verifying
from tests.cli.test_seal import OWNER, audit, linked
from tests.cli.verbs import done, mast, sentence


def test_the_record_of_who_looked(loaded: dict[str, str], inbox: Path, tmp_path: Path) -> None:
    """One deployment for all of it: to load one takes longer than what is tried here."""
    _who_looked_is_told(loaded)
    _looks_worth_a_question_are_listed(loaded, tmp_path)
    _a_person_who_asks_is_answered(loaded, inbox)
    _the_chain_is_whole_until_somebody_changes_it(loaded)


def _the_chain_is_whole_until_somebody_changes_it(loaded: dict[str, str]) -> None:
    home = Path(loaded["MAST_HOME"])
    done(loaded, "export", "links", "--out", home / "links.csv")
    told = done(loaded, "audit", "verify")
    rows = len(audit(loaded))
    assert told.startswith(f"Whole: {rows} rows")
    assert told.endswith("all but the newest 0.\n")
    assert done(loaded, "audit", "verify", "--without-secret") == told
    assert done(loaded, "audit", "checkpoint") == "Nothing came since the last checkpoint.\n"
    given = ["--store", f"sqlite:///{home / 'mast.sqlite'}", "--checkpoints", str(home / "checkpoints.jsonl")]
    assert verifying.main([*given, "--public-key", str(home / "checkpoint.pub")]) == 0
    with sqlite3.connect(home / "mast.sqlite") as connection:
        connection.execute("DROP TRIGGER audit_no_update")
        connection.execute("UPDATE audit SET actor = 'eve' WHERE seq = 1")
    connection.close()
    changed = mast(loaded, "audit", "verify")
    assert (changed.code, changed.out) == (1, "")
    assert changed.err.startswith("CHANGED: row 1 ")
    assert verifying.main([*given, "--public-key", str(home / "checkpoint.pub")]) == 1
    assert "holds no Ed25519" in sentence(mast(loaded, "audit", "verify", "--public-key", home / "audit.key"), 3)


def _who_looked_is_told(loaded: dict[str, str]) -> None:
    (one, person), (other, _) = linked(loaded)
    done(loaded, "explain", one, other, "--purpose", "audit", "--case", "C-17")
    told = json.loads(done(loaded, "audit", "who-saw", person, "--json"))
    assert [(look["operation"], look["purpose"], look["case_reference"]) for look in told["looks"]][-1] == (
        "explain",
        "audit",
        "C-17",
    )
    assert "C-17" in done(loaded, "audit", "who-saw", one)
    assert "Give a record's key" in sentence(mast(loaded, "audit", "who-saw", "Maria"), 2)
    assert [row.operation for row in audit(loaded) if row.step == "intent"][-1] == "audit who-saw"


def _a_person_who_asks_is_answered(loaded: dict[str, str], inbox: Path) -> None:
    home = Path(loaded["MAST_HOME"])
    extract = next(inbox.glob("adults*")).read_text(encoding="utf-8-sig").splitlines()
    column = extract[0].split(",").index("NHS_NUMBER")
    number = next(line.split(",")[column] for line in extract[1:] if line.split(",")[column].strip())
    asked, answer = home / "asked", home / "answer.json"
    subject = (
        "audit",
        "subject",
        "--searched",
        asked,
        "--out",
        answer,
        "--purpose",
        "subject-access",
        "--case",
        "SAR-1",
    )
    asked.write_text(f"nhs:{number}\n")
    assert number.replace(" ", "") not in done(loaded, *subject)
    told = json.loads(answer.read_text())
    (person,) = {held["person"] for held in told["held"]}
    assert "adults" in {held["agency"] for held in told["held"]}
    assert answer.stat().st_mode & 0o077 == 0
    done(loaded, "seal", "add", person, *OWNER)
    answer.unlink()
    refused = sentence(mast(loaded, *subject), 3)
    assert "under a seal" in refused
    assert not answer.exists()
    asked.write_text("nhs:9434765919\n")
    assert "signed" in done(loaded, *subject)
    assert json.loads(answer.read_text())["statement"]["result"] == "Nothing is held under what was searched for."
    for text, fault in (("nhs:1\n", "Line 1"), ("name: x\n", "Line 1"), ("", "no identifier")):
        asked.write_text(text)
        assert fault in sentence(mast(loaded, *subject), 3)


def _looks_worth_a_question_are_listed(loaded: dict[str, str], tmp_path: Path) -> None:
    (one, person), (other, _) = linked(loaded)
    done(loaded, "explain", one, other)
    (actor,) = {row.actor for row in audit(loaded) if row.step == "intent"}
    staff = tmp_path / "staff.csv"
    staff.write_text(f"user,key\n{actor},{one}\nsomebody,{person}\n")
    told = json.loads(done(loaded, "audit", "flags", "--staff", staff, "--json"))
    assert {(flag["kind"], flag["actor"]) for flag in told if flag["shown"] == person} == {("self", actor)}
    assert "A flag is a question" in done(loaded, "audit", "flags")
    staff.write_text("user,key\n,adults:1\n")
    assert "line 2" in sentence(mast(loaded, "audit", "flags", "--staff", staff), 3)
    assert "cannot be read" in sentence(mast(loaded, "audit", "flags", "--staff", tmp_path / "absent"), 3)


def test_the_legal_bases_are_printed(env: dict[str, str], tmp_path: Path) -> None:
    assert "MAST_LEGAL_BASES" in sentence(mast(env, "audit", "bases"), 1)
    file = tmp_path / "bases.toml"
    said = 'shares_under = "a"\nreceives_under = "b"\nagreement = "c"\nreview_on = 2999-01-01\n'
    partners = ("adults", "children", "police", "hospital", "fire")
    file.write_text("".join(f"[{code}]\n{said}" for code in partners))
    assert "2999-01-01" in done({**env, "MAST_LEGAL_BASES": str(file)}, "audit", "bases")
    file.write_text(f"[adults]\n{said}")
    missing = mast({**env, "MAST_LEGAL_BASES": str(file)}, "audit", "bases")
    assert (missing.code, missing.err.count("no legal basis")) == (1, 4)
