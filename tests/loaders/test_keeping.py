"""A kept delivery comes back as it was, to the holder of the key alone."""

import stat
from pathlib import Path

import pytest

from mast.core.errors import DeliveryRefused, MastError
from mast.core.settings import Settings
from mast.loaders.contract import Mapping
from mast.loaders.formats.source import opened
from mast.loaders.keeping import KeptDeliveries
from mast.loaders.mapping import built_in_mappings
from tests.loaders.files import SAMPLES, adult, adults_csv, mapping_of, source_of

ID = "adults-20261031-1a2b3c4d"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


@pytest.fixture
def kept(settings: Settings) -> KeptDeliveries:
    return KeptDeliveries.of(settings)


def keep(kept: KeptDeliveries, folder: Path, content: str, delivery: str = ID) -> str:
    with source_of(folder, content, "adults with a space.csv") as source:
        kept.keep(delivery, source, mapping_of("adults"))
        return source.sha256


def test_it_comes_back_with_its_name_and_mapping(kept: KeptDeliveries, tmp_path: Path) -> None:
    content = adults_csv(*(adult(CONTACT_ID=f"C{n}") for n in range(2000)))
    sha256 = keep(kept, tmp_path, content)
    with kept.open(ID, sha256) as (source, mapping):
        assert source.rewind().read() == content.encode()
        assert (source.name, source.sha256) == ("adults with a space.csv", sha256)
        assert mapping == mapping_of("adults")
    assert kept.ids() == {ID}
    assert [path.name for path in kept.folder.iterdir()] == [f"{ID}.kept"]


def test_only_the_owner_may_read_and_nothing_is_in_the_clear(
    kept: KeptDeliveries, settings: Settings, tmp_path: Path
) -> None:
    keep(kept, tmp_path, adults_csv())
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (kept.folder, *kept.folder.iterdir())}
    assert modes == {kept.folder: 0o700, kept.folder / f"{ID}.kept": 0o600}
    assert stat.S_IMODE(settings.keep_key.stat().st_mode) == 0o600
    raw = (kept.folder / f"{ID}.kept").read_bytes()
    assert b"LAS_ID" not in raw
    assert b"adults" not in raw


@pytest.mark.parametrize("mapping", built_in_mappings(), ids=lambda mapping: mapping.code)
def test_every_mapping_comes_back_equal(mapping: Mapping) -> None:
    assert Mapping.model_validate(mapping.written()) == mapping


def test_another_file_under_that_id_is_not_taken_for_it(kept: KeptDeliveries, tmp_path: Path) -> None:
    keep(kept, tmp_path, adults_csv())
    with pytest.raises(MastError, match="not the file that was loaded"), kept.open(ID, "0" * 64):
        pass
    assert [path.name for path in kept.folder.iterdir()] == [f"{ID}.kept"]


@pytest.mark.parametrize("at", [0, 50, -1])
def test_a_damaged_one_is_named(kept: KeptDeliveries, tmp_path: Path, at: int) -> None:
    sha256 = keep(kept, tmp_path, adults_csv())
    file = kept.folder / f"{ID}.kept"
    changed = bytearray(file.read_bytes())
    changed[at] ^= 1
    file.write_bytes(changed)
    with pytest.raises(MastError, match=rf"{ID}\.kept is damaged"), kept.open(ID, sha256):
        pass


def test_one_that_is_gone_is_named(kept: KeptDeliveries) -> None:
    kept.folder.mkdir(parents=True)
    with pytest.raises(MastError, match=rf"{ID}\.kept cannot be read"), kept.open(ID, ""):
        pass
    assert not kept.drop(ID)


def test_a_key_that_others_may_read_is_refused(kept: KeptDeliveries, settings: Settings) -> None:
    settings.keep_key.chmod(0o640)
    with pytest.raises(MastError, match="may be read by others"):
        KeptDeliveries.of(settings)


def test_sweeping_leaves_what_is_to_be_kept_and_nothing_a_kill_left(kept: KeptDeliveries, tmp_path: Path) -> None:
    other = "adults-20261101-1a2b3c4d"
    for delivery in (ID, other):
        keep(kept, tmp_path, adults_csv(), delivery)
    (kept.folder / f".open-{ID}").mkdir()
    (kept.folder / f".open-{ID}" / "adults.csv").write_text(adults_csv())
    (kept.folder / f".{ID}.kept.part").write_bytes(b"half")
    kept.sweep({ID, "police-20261031-1a2b3c4d"})
    assert [path.name for path in kept.folder.iterdir()] == [f"{ID}.kept"]


def test_a_file_that_changes_meanwhile_is_not_kept(kept: KeptDeliveries, tmp_path: Path) -> None:
    with source_of(tmp_path, adults_csv()) as source:
        (tmp_path / source.name).write_text(adults_csv(adult(), adult(CONTACT_ID="C2")))
        with pytest.raises(DeliveryRefused, match="changed while it was read"):
            kept.keep(ID, source, mapping_of("adults"))
    assert not list(kept.folder.iterdir())


def test_every_sample_comes_back(kept: KeptDeliveries) -> None:
    for path in sorted(SAMPLES.glob("*_20261031.*")):
        with opened(path) as source:
            kept.keep(ID, source, mapping_of("fire"))
        with kept.open(ID, source.sha256) as (again, _):
            assert again.rewind().read() == path.read_bytes()
