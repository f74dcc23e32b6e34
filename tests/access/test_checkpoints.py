"""Signed checkpoints, and the program that needs the public key alone: whatever was done to the chain is found."""

import json
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mast.access import chain, verifying
from mast.access.audit import AuditLog, Entry, Result
from mast.access.checkpoints import ChainChanged, Notary, heads, public_key, read_checkpoints
from mast.access.verifying import check
from mast.core.errors import InputRefused, LedgerUnreachable, MastError
from mast.core.settings import Settings
from mast.ledger import tables
from mast.ledger.store import Ledger, open_ledger
from tests.access.test_audit import remove_the_guard

pytest_plugins = ["tests.postgres"]

KEY = bytes(range(32))
ENTRY = Entry("ada", "practitioner", "police", "open-case", "CASE-1", "person", "ab" * 32, "request-1", 7)
Rows = list[dict[str, Any]]
Shown = list[tuple[int, str]]


def now() -> datetime:
    return datetime(2026, 10, 31, 12, 0, tzinfo=UTC)


@pytest.fixture
def second_place(tmp_path: Path) -> Path:
    return tmp_path / "elsewhere" / "checkpoints.jsonl"


@pytest.fixture
def log(ledger: Ledger, second_place: Path) -> Iterator[AuditLog]:
    notary = Notary(ledger, second_place, now)
    with AuditLog(ledger, now, 30, notary=notary, checkpoint_seconds=3600) as opened:
        yield opened


def look(log: AuditLog, times: int, *ids: str) -> None:
    for _ in range(times):
        log.outcome(log.intent(ENTRY), Result("ok", ids))


def known(ledger: Ledger, path: Path) -> Any:
    return read_checkpoints(path, public_key(ledger.home / "checkpoint.pub"))


def test_the_head_is_signed_in_a_second_place(ledger: Ledger, log: AuditLog, second_place: Path) -> None:
    notary = Notary(ledger, second_place, now)
    assert notary.note() is None
    look(log, 3, "P0000001")
    log.close()
    (one,) = known(ledger, second_place)
    assert (one.instance, one.seq, one.at) == (ledger.instance_id, 6, "2026-10-31T12:00:00+00:00")
    assert chain.head(ledger) == chain.Head(6, one.hash)
    assert notary.note() is None
    with AuditLog(ledger, now, 30, notary=notary) as again:
        look(again, 1)
    assert [one.seq for one in known(ledger, second_place)] == [6, 8]
    assert chain.verify(ledger, noted=heads(known(ledger, second_place))).ok
    assert second_place.stat().st_mode & 0o077 == 0


def test_it_is_signed_in_the_rhythm_while_rows_come_and_once_they_stop(ledger: Ledger, second_place: Path) -> None:
    noted: list[int] = []

    class Counted(Notary):
        def note(self) -> Any:
            made = super().note()
            noted.append(made.seq if made else 0)
            return made

    with AuditLog(ledger, now, 30, notary=Counted(ledger, second_place, now), checkpoint_seconds=0.05) as log:
        look(log, 1)
        for _ in range(200):
            if noted and noted[-1] == 2:
                break
            log._appender.join(0.05)
    assert noted[-1] == 2
    assert noted == sorted(set(noted))


def test_a_second_place_that_is_gone_keeps_no_answer_back_and_is_told(ledger: Ledger, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    with AuditLog(ledger, now, 30, notary=Notary(ledger, file, now), checkpoint_seconds=0.01) as log:
        file.unlink()
        file.mkdir()
        look(log, 3)
        for _ in range(200):
            if log.trouble:
                break
            log._appender.join(0.05)
        assert "cannot be written" in log.trouble
        file.rmdir()
        look(log, 1)
    assert log.trouble == ""
    assert known(ledger, file)[-1].seq == 8


def rewrite(ledger: Ledger, rows: Rows, shown: Shown) -> None:
    with ledger.begin() as connection:
        remove_the_guard(connection)
        connection.execute(tables.audit.delete())
        connection.execute(tables.audit_shown.delete())
        if rows:
            connection.execute(tables.audit.insert(), rows)
        if shown:
            connection.execute(tables.audit_shown.insert(), [{"seq": seq, "id": id} for seq, id in shown])


def kept(ledger: Ledger) -> tuple[Rows, Shown]:
    with ledger.read() as connection:
        return [dict(row) for row in chain.rows_of(connection)], list(chain.shown_of(connection))


def forged(rows: Rows, shown: Shown, first: str, key: bytes, at: int = 3) -> Rows:
    """The chain with one row changed and everything after it hashed anew with this key."""
    made: Rows = []
    prev = first
    for row in rows:
        fields = {name: value for name, value in row.items() if name not in ("hash", "mac")}
        if row["seq"] == at:
            fields["actor"] = "eve"
        made.append(chain.link({**fields, "prev": prev}, key))
        prev = str(made[-1]["hash"])
    return made


def test_nothing_more_is_signed_once_the_chain_was_changed(ledger: Ledger, log: AuditLog, second_place: Path) -> None:
    look(log, 3)
    log.close()
    rows, shown = kept(ledger)
    rewrite(ledger, forged(rows, shown, chain.origin(ledger.instance_id), chain.key_of(ledger)), shown)
    with AuditLog(ledger, now, 30, notary=Notary(ledger, second_place, now)) as again:
        look(again, 1)
    assert "not as it was signed" in again.trouble
    with pytest.raises(ChainChanged):
        Notary(ledger, second_place, now).note()


def test_the_program_needs_the_public_key_alone(
    ledger: Ledger, log: AuditLog, second_place: Path, sql_settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    look(log, 4, "P0000001", "A0000002")
    log.close()
    pub = ledger.home / "checkpoint.pub"
    public = second_place.parent / "checkpoint.pub"
    public.write_bytes(pub.read_bytes())
    given = ["--store", sql_settings.sql_address, "--checkpoints", str(second_place), "--public-key", str(public)]
    secrets = [(ledger.home / name, (ledger.home / name).read_bytes()) for name in ("audit.key", "checkpoint.key")]
    for path, _ in secrets:
        path.unlink()
    assert verifying.main(given) == 0
    assert capsys.readouterr().out == "Whole: 8 rows; 1 checkpoints vouch for all but the newest 0.\n"
    rows, shown = kept(ledger)
    key = bytes.fromhex(secrets[0][1].decode())
    for changed_rows, changed_shown in (
        (rows[:-2], shown[:-2]),  # the tail cut off
        ([], []),
        (forged(rows, shown, chain.origin(ledger.instance_id), key), shown),  # by an insider who has the key
        (rows, shown[:-1]),
        (rows, [*shown, (8, "P0000009")]),
    ):
        rewrite(ledger, changed_rows, changed_shown)
        assert verifying.main(given) == 1
        assert capsys.readouterr().out.startswith("CHANGED: ")
    rewrite(ledger, rows, shown)
    assert verifying.main(given) == 0


def test_without_a_checkpoint_nothing_vouches_for_a_chain(
    ledger: Ledger, log: AuditLog, second_place: Path, sql_settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    look(log, 1)
    log.close()
    second_place.write_text("")
    pub = str(ledger.home / "checkpoint.pub")
    given = ["--store", sql_settings.sql_address, "--checkpoints", str(second_place), "--public-key", pub]
    assert verifying.main(given) == 1
    assert capsys.readouterr().out.startswith("NOT VOUCHED FOR")
    second_place.unlink()
    assert verifying.main(given) == 3


@pytest.mark.parametrize("slip", ["signature", "seq", "hash", "macs", "instance", "at", "order", "words", "more"])
def test_a_forged_checkpoint_is_refused(ledger: Ledger, log: AuditLog, second_place: Path, slip: str) -> None:
    look(log, 1)
    log.close()
    with AuditLog(ledger, now, 30, notary=Notary(ledger, second_place, now)) as again:
        look(again, 1)
    lines = [json.loads(line) for line in second_place.read_text().splitlines()]
    if slip == "order":
        lines.reverse()
    elif slip == "words":
        lines[1] = ["no", "checkpoint"]
    elif slip == "more":
        lines[1]["more"] = 1
    else:
        lines[1][slip] = 3 if slip == "seq" else "00" * 32
    second_place.write_text("".join(json.dumps(line) + "\n" for line in lines))
    with pytest.raises(InputRefused, match="line [12]"):
        known(ledger, second_place)


def test_another_key_s_checkpoints_are_refused(
    ledger: Ledger, log: AuditLog, second_place: Path, tmp_path: Path
) -> None:
    look(log, 1)
    log.close()
    with open_ledger(Settings(home=tmp_path / "other")) as other:
        Notary(other, tmp_path / "x.jsonl", now)
        with pytest.raises(InputRefused, match="line 1"):
            read_checkpoints(second_place, public_key(other.home / "checkpoint.pub"))
        with pytest.raises(MastError, match="another deployment"):
            Notary(other, second_place, now).note()
    with pytest.raises(InputRefused, match="no Ed25519"):
        public_key(second_place)


def test_a_store_without_a_chain_is_told_apart(tmp_path: Path) -> None:
    with pytest.raises(LedgerUnreachable):
        check(f"sqlite:///{tmp_path / 'none.sqlite'}", [])


# The chain of the next tests is in memory: they change its content, one change at a time, thousands of times.


BLANK: chain.Fields = {
    column.name: None if column.type.python_type is int else ""
    for column in tables.audit.columns
    if column.name not in ("hash", "mac")
}


def ids_of(seq: int) -> list[str]:
    """What the answer of an outcome showed: nobody, one or two."""
    return [f"P{number:07d}" for number in range(seq % 3)] if seq % 2 == 0 else []


def made(count: int) -> Iterator[dict[str, Any]]:
    """The rows of a chain: an intent and its outcome in turn."""
    prev = chain.origin("x")
    for seq in range(1, count + 1):
        fields: chain.Fields = {**BLANK, "seq": seq, "prev": prev, "at": f"2026-10-31T12:00:{seq % 60:02d}"}
        if seq % 2 == 0:
            ids = ids_of(seq)
            fields |= {"step": "outcome", "outcome": "ok", "operation": chain.KEPT if ids else ""}
            fields |= {"intent_seq": seq - 1, "result_count": len(ids), "result_sha256": chain.ids_digest(ids)}
        else:
            fields |= {"step": "intent", "actor": "ada", "purpose": "audit"}
        row = chain.link(fields, KEY)
        prev = str(row["hash"])
        yield row


def shown_by(count: int) -> Iterator[tuple[int, str]]:
    return ((seq, id) for seq in range(1, count + 1) for id in ids_of(seq))


def head_of(rows: Iterable[dict[str, Any]]) -> chain.Head:
    seq, hash, macs = 0, "", chain.NO_MACS
    for row in rows:
        seq, hash, macs = row["seq"], row["hash"], chain.add_mac(macs, row["mac"])
    return chain.Head(seq, hash, macs)


ROWS, SHOWN = list(made(30)), list(shown_by(30))
HEADS = [head_of(ROWS)]


def is_found(rows: Rows, shown: Shown, key: bytes | None = None, noted: Sequence[chain.Head] = HEADS) -> bool:
    return not chain.verify_rows(rows, shown, chain.origin("x"), key, noted).ok


def flipped(value: Any, draw: random.Random) -> Any:
    """The value with one bit of its bytes turned."""
    if value is None:
        return draw.choice([0, 1, ""])
    if isinstance(value, int):
        return value ^ (1 << draw.randrange(20))
    raw = bytearray(value.encode() or b" ")
    raw[draw.randrange(len(raw))] ^= 1 << draw.randrange(7)
    turned = raw.decode("ascii", "replace")
    return turned if turned != value else f"{value}x"


def flip(draw: random.Random) -> tuple[Rows, Shown]:
    if draw.random() < 0.1:
        place = draw.randrange(len(SHOWN))
        seq, id = SHOWN[place]
        changed = (flipped(seq, draw), id) if draw.random() < 0.5 else (seq, flipped(id, draw))
        return ROWS, sorted([*SHOWN[:place], changed, *SHOWN[place + 1 :]])
    place, name = draw.randrange(len(ROWS)), draw.choice(list(ROWS[0]))
    changed_row = {**ROWS[place], name: flipped(ROWS[place][name], draw)}
    return [*ROWS[:place], changed_row, *ROWS[place + 1 :]], SHOWN


def flips(count: int, key: bytes | None) -> int:
    draw = random.Random(20261126)
    return sum(is_found(*flip(draw), key) for _ in range(count))


def test_the_chain_in_memory_is_whole() -> None:
    assert not is_found(ROWS, SHOWN)
    assert not is_found(ROWS, SHOWN, KEY)


@pytest.mark.parametrize("key", [None, KEY], ids=["public key alone", "with the secret"])
def test_a_flipped_bit_is_found_wherever_it_is(key: bytes | None) -> None:
    assert flips(600, key) == 600


@pytest.mark.slow
@pytest.mark.parametrize("key", [None, KEY], ids=["public key alone", "with the secret"])
def test_ten_thousand_flipped_bits_are_found(key: bytes | None, record_property: Callable[[str, object], None]) -> None:
    assert flips(10_000, key) == 10_000
    record_property("matrix", f"audit: 10000 of 10000 flipped bits found, {'with' if key else 'without'} the secret")


def renumbered(rows: Rows) -> Rows:
    return [{**row, "seq": number} for number, row in enumerate(rows, start=1)]


@pytest.mark.parametrize("place", range(len(ROWS)))
def test_each_row_deleted_swapped_or_put_in_is_found(place: int) -> None:
    without = [*ROWS[:place], *ROWS[place + 1 :]]
    twice = [*ROWS[: place + 1], ROWS[place], *ROWS[place + 1 :]]
    other = (place + 1) % len(ROWS)
    swapped = list(ROWS)
    swapped[place], swapped[other] = ROWS[other], ROWS[place]
    for changed in (without, twice, swapped):
        assert is_found(changed, SHOWN)
        assert is_found(renumbered(changed), SHOWN)
        if changed[: len(ROWS)] != ROWS:  # whoever has the key may add rows, as the service does
            assert is_found(forged(renumbered(changed), SHOWN, chain.origin("x"), KEY, at=0), SHOWN, KEY)


@pytest.mark.parametrize("cut", range(1, len(ROWS) + 1))
def test_a_tail_cut_off_is_found_against_the_checkpoint(cut: int) -> None:
    rows = ROWS[: len(ROWS) - cut]
    shown = [one for one in SHOWN if one[0] <= len(rows)]
    assert not is_found(rows, shown, KEY, noted=())
    assert is_found(rows, shown)


@pytest.mark.parametrize("at", range(1, len(ROWS) + 1))
def test_a_chain_hashed_anew_by_an_insider_is_found_against_the_checkpoint(at: int) -> None:
    rows = forged(ROWS, SHOWN, chain.origin("x"), KEY, at)
    assert not is_found(rows, SHOWN, KEY, noted=())
    assert is_found(rows, SHOWN)
    guessed = forged(ROWS, SHOWN, chain.origin("x"), b"a guess" * 5, at)
    assert is_found(guessed, SHOWN, KEY, noted=())


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_no_false_alarm_in_a_million_rows(record_property: Callable[[str, object], None]) -> None:
    count = 1_000_000
    noted = [head_of(made(count))]
    for key in (None, KEY):
        found = chain.verify_rows(made(count), shown_by(count), chain.origin("x"), key, noted)
        assert found == chain.Verification(True, count, None)
    record_property("matrix", "audit: 1000000 rows, no false alarm")
