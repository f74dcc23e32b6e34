"""The owner of a seal has a mail at once when somebody sees through it, with nothing in it of whom it hides."""

from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from pydantic import SecretStr
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from mast.access import glass, notices, seals
from mast.access.audit import Entry
from mast.access.glass import BreakReason, Glass
from mast.access.notices import Courier, mailbox, post_all, unposted
from mast.access.seals import Reason
from mast.core.errors import UsageError
from mast.core.settings import Settings
from mast.ledger.store import Ledger, open_ledger
from tests.access.mail import MailServer, mail_server
from tests.graphql.sealed_town import NOW, SEALED_PERSON, client_of, opened

OWNER = "dsl@adults.example"
WAIT_SECONDS = 20.0
SECRET = ("Kim", "Hartley", "1990", "P0000004", "adults:4", "Willow", "C-1")


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as made:
        yield made


def of(server: MailServer, home: Path) -> Settings:
    return Settings(home=home, notice_smtp=SecretStr(server.address), notice_sender="mast@council.example")


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ledger]:
    """A store in which a person is sealed by two owners, one of whom has no mailbox."""
    with open_ledger(Settings(home=tmp_path)) as made:
        for owner in (OWNER, "dsl"):
            seals.add(made, "adults:4", Reason.REFUGE, owner, "cli:op", NOW)
        both = [(seal, "P0000004") for seal in seals.seals(made)]
        monkeypatch.setattr("mast.access.glass.seals_on", lambda *_: both)
        yield made


def break_it(ledger: Ledger) -> None:
    entry = Entry("ann", "lead", "police", "duty-call", "C-1", "card", "", "req-7", 3)
    Glass(ledger, lambda: NOW).note(entry, BreakReason.CHILD_AT_RISK, "bo", ["P0000004"])


def test_one_notice_an_owner_with_a_mailbox_and_never_again(ledger: Ledger, server: MailServer, tmp_path: Path) -> None:
    break_it(ledger)
    post = mailbox(of(server, tmp_path))
    assert post is not None
    assert [post_all(ledger, post, "mast@council.example", lambda: NOW) for _ in range(2)] == [1, 0]
    (message,) = server.taken
    assert (message["To"], message["From"]) == (OWNER, "mast@council.example")
    text = f"{message.as_string()}\n{message.get_content()}"
    for said in ("Seal 1,", "2026-10-31 12:00", "ann, of police", "bo stood by", "child-at-risk", "duty-call"):
        assert said in text
    assert [word for word in SECRET if word in text] == []
    assert len(glass.broken(ledger)) == 2  # posted is not reviewed


def test_what_is_not_taken_waits_and_is_told_in_a_kind_alone(
    ledger: Ledger,
    server: MailServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(notices, "AGAIN_SECONDS", 0.05)
    server.refuses = True
    break_it(ledger)
    with capture_logs() as said:
        courier = Courier(ledger, mailbox(of(server, tmp_path)), "mast@council.example", lambda: NOW)
        for _ in range(2):
            assert server.came.acquire(timeout=WAIT_SECONDS)
        assert courier.trouble
        assert server.taken == []
        server.refuses = False
        while not server.taken:
            assert server.came.acquire(timeout=WAIT_SECONDS)
        courier.close()
    assert unposted(ledger) == []
    assert not courier.trouble
    assert "SMTPRecipientsRefused" in str(said)
    assert OWNER not in str(said)


def test_a_server_that_is_not_there_is_trouble_and_the_service_goes_on(ledger: Ledger, tmp_path: Path) -> None:
    break_it(ledger)
    with mail_server() as gone:
        settings = of(gone, tmp_path)
    post = mailbox(settings)
    assert post is not None
    with pytest.raises(ConnectionRefusedError):
        post_all(ledger, post, "mast@council.example", lambda: NOW)
    assert len(unposted(ledger)) == 1


def test_without_a_mail_server_nothing_is_posted_and_nothing_runs(ledger: Ledger) -> None:
    break_it(ledger)
    assert mailbox(Settings()) is None
    courier = Courier(ledger, None, "", lambda: NOW)
    courier.wake()
    courier.close()
    assert len(unposted(ledger)) == 1


@pytest.mark.parametrize("address", ["mail.example:25", "http://mail.example", "smtp://:7", "smtp:mail"])
def test_an_address_that_is_none_is_refused_and_not_repeated(address: str) -> None:
    with pytest.raises(UsageError, match="MAST_NOTICE_SMTP") as refused:
        mailbox(Settings(notice_smtp=SecretStr(address)))
    assert address not in str(refused.value)


def test_to_another_machine_nothing_goes_without_tls(server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server here knows no STARTTLS: seen as another machine's, it is given no message."""
    monkeypatch.setattr(notices, "_LOOPBACK", ())
    post = mailbox(Settings(notice_smtp=SecretStr(server.address)))
    assert post is not None
    with pytest.raises(OSError, match="STARTTLS"):
        post(EmailMessage())
    assert server.taken == []


def test_the_service_posts_before_anybody_asks_for_it(
    settings_for: Callable[[str], Settings], server: MailServer
) -> None:
    settings = settings_for("embedded").model_copy(update={"notice_smtp": SecretStr(server.address)})
    with opened(settings) as (graph, ledger), client_of(settings, graph, ledger) as client:
        seals.add(ledger, str(SEALED_PERSON["id"]), Reason.REFUGE, OWNER, "cli:op", NOW)
        query = {"query": '{ person(id: "P0000004") { displayName } }'}
        shown = client.post("/graphql", json=query, headers={"MAST-Break-Glass": "child-at-risk"})
        assert "Kim Hartley" in shown.text
        assert server.came.acquire(timeout=WAIT_SECONDS)
        assert server.taken[0]["To"] == OWNER
        assert TestClient.get(client, "/health/ready").json()["parts"]["notices"] == "ok"
