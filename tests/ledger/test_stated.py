"""What rows last stated: laid over each other, taken away and found again as a dict would have it."""

from hypothesis import given
from hypothesis import strategies as st

from mast.core.hashes import hashes_of
from mast.ledger.stated import NOTHING, Stated

HASH = st.sampled_from([bytes([one]) * 8 + bytes([other]) * 8 for one in range(3) for other in range(4)])
SAID = st.dictionaries(HASH, HASH)


def stated(said: dict[bytes, bytes]) -> Stated:
    return Stated(hashes_of(said), hashes_of(said.values()))


@given(st.lists(SAID | st.lists(HASH)))
def test_it_holds_what_a_dict_would_hold(turns: list[dict[bytes, bytes] | list[bytes]]) -> None:
    held, model = NOTHING, dict[bytes, bytes]()
    for turn in turns:
        if isinstance(turn, dict):
            held, model = held.under(stated(turn)), model | turn
        else:
            held, model = held.without(turn), {row: said for row, said in model.items() if row not in turn}
    assert dict(held.pairs()) == model
    assert [row[:8] for row, _ in held.pairs()] == sorted(row[:8] for row in model)
    assert len(held) == len(model)


@given(SAID, st.lists(st.tuples(HASH, HASH)))
def test_it_tells_which_rows_state_just_that(said: dict[bytes, bytes], asked: list[tuple[bytes, bytes]]) -> None:
    held, rows = stated(said), hashes_of(row for row, _ in asked)
    at = held.places(rows)
    assert (at >= 0).tolist() == [row in said for row, _ in asked]
    told = held.hold(at, hashes_of(content for _, content in asked))
    assert told.tolist() == [said.get(row) == content for row, content in asked]
