"""Settings come from the environment, typed; what is unacceptable is named, and never repeated."""

from pathlib import Path

import pytest

from mast.cli.context import read_settings
from mast.core.errors import UsageError
from mast.core.settings import Settings


def test_a_variable_sets_its_setting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MAST_HOME", str(tmp_path))
    monkeypatch.setenv("MAST_LEASE_SECONDS", "12")
    settings = Settings()
    assert (settings.home, settings.lease_seconds) == (tmp_path, 12)
    assert settings.sql_address == f"sqlite:///{tmp_path / 'mast.sqlite'}"


def test_an_empty_variable_is_no_setting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MAST_OIDC_ISSUER", "")
    assert Settings().oidc_issuer is None


def test_a_dotenv_file_in_the_working_folder_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("MAST_CASE=ABC-1\n", encoding="utf-8")
    assert Settings().case == "ABC-1"


def test_a_password_is_never_shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MAST_GRAPH_PASSWORD", "correct-horse")
    monkeypatch.setenv("MAST_SQL_URL", "postgresql://mast:correct-horse@127.0.0.1/mast")
    assert "correct-horse" not in repr(Settings())


def test_what_is_unacceptable_is_named_without_its_value(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MAST_LEASE_SECONDS", "canary")
    with pytest.raises(UsageError, match="MAST_LEASE_SECONDS") as caught:
        read_settings()
    assert "canary" not in str(caught.value)
