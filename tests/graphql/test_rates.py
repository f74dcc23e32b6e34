"""How often one person may ask, and for one purpose; against a rule written out plainly."""

from hypothesis import given
from hypothesis import strategies as st

from mast.graphql.rates import Rate, Rates
from tests.graphql.town import Trail, desk

VIEWER = "{ viewer { user } }"


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@given(
    st.lists(st.tuples(st.integers(0, 8), st.sampled_from("ab"), st.sampled_from("xy")), max_size=60),
    st.integers(1, 4),
    st.integers(1, 3),
)
def test_no_window_holds_more_than_the_rates_allow(asks: list[tuple[int, str, str]], most: int, fewer: int) -> None:
    clock = Clock()
    rates = Rates(Rate(most, 10), Rate(fewer, 15), clock)
    counted: list[tuple[float, str, str]] = []
    for pause, user, purpose in asks:
        clock.now += pause
        own = [at for at, who, _ in counted if who == user and at > clock.now - 10]
        same = [at for at, who, what in counted if (who, what) == (user, purpose) and at > clock.now - 15]
        wait = rates.wait(user, purpose)
        assert (wait == 0) == (len(own) < most and len(same) < fewer)
        if wait == 0:
            counted.append((clock.now, user, purpose))


def test_after_the_wait_that_was_told_the_next_is_let_through() -> None:
    clock = Clock()
    rates = Rates(Rate(2, 60), Rate(0, 1), clock)
    assert [rates.wait("ann", "duty-call") for _ in range(3)] == [0, 0, 60]
    clock.now = 60
    assert rates.wait("ann", "duty-call") == 0


def test_a_person_who_asks_too_often_is_told_when_to_go_on_and_is_on_record() -> None:
    trail, clock = Trail(), Clock()
    with desk(trail=trail, rates=Rates(Rate(2, 60), Rate(0, 1), clock)) as asked:
        assert [asked.post(VIEWER).status_code for _ in range(2)] == [200, 200]
        refused = asked.post(VIEWER)
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "60")
        assert refused.json()["errors"][0]["extensions"]["code"] == "RATE_LIMITED"
        assert trail.outcomes() == ["ok", "ok", "refused"]
        assert asked.post(VIEWER, headers={"authorization": "Bearer lead"}).status_code == 200


def test_one_purpose_runs_out_before_the_others() -> None:
    with desk(rates=Rates(Rate(0, 1), Rate(1, 3600), Clock())) as asked:
        assert asked.post(VIEWER).status_code == 200
        assert asked.post(VIEWER).status_code == 429
        assert asked.post(VIEWER, headers={"mast-purpose": "open-case"}).status_code == 200
