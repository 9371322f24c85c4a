from pathlib import Path

import pytest
from packet_samples import INFO, PAYLOAD, WHEN, fake_signature

from egov_desktop.packaging.bag import WrittenBag, write_bag


@pytest.fixture
def packet(tmp_path: Path) -> WrittenBag:
    """A signed packet of a few kilobytes."""
    path = tmp_path / "packet.zip"
    return write_bag(path, "p-1-v1", PAYLOAD, INFO, WHEN, sign_tagmanifest=fake_signature)
