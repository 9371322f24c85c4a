"""Later editions: the same packet but for the signature of its manifest."""

from pathlib import Path

import pytest
from packet_samples import INFO, PAYLOAD, WHEN, fake_signature, fake_sm3_signature, members_of

from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.packaging.bag import WrittenBag, write_bag
from egov_desktop.packaging.editions import with_signature
from egov_desktop.packaging.verification import verify_bag


@pytest.mark.parametrize("sign_sm3", [None, fake_sm3_signature])
def test_only_the_signature_differs(sign_sm3: object, tmp_path: Path) -> None:
    old = write_bag(
        tmp_path / "old.zip",
        "p-1-v1",
        PAYLOAD,
        INFO,
        WHEN,
        sign_tagmanifest=fake_signature,
        sign_sm3=sign_sm3,
    )
    seen: list[bool] = []
    before = old.path.read_bytes()
    longer = b"0\x83 a longer signature with a timestamp" * 20
    new = tmp_path / "out" / "new.zip"
    with_signature(old.path, new, longer, look=lambda path: seen.append(verify_bag(path).valid))
    assert seen == [True]
    assert verify_bag(new).valid
    assert verify_bag(new).signature == longer
    expected = {**members_of(old), "p-1-v1/tagmanifest-sha256.txt.p7s": longer}
    assert members_of(WrittenBag(new, 0, ())) == expected
    assert old.path.read_bytes() == before
    back = tmp_path / "back.zip"
    with_signature(new, back, fake_signature(verify_bag(old.path).tagmanifest or b""))
    assert back.read_bytes() == before


def test_a_look_that_refuses_leaves_nothing(packet: WrittenBag, tmp_path: Path) -> None:
    def refuse(_path: Path) -> None:
        raise InvalidInputError("核对未通过")

    with pytest.raises(InvalidInputError, match="核对未通过"):
        with_signature(packet.path, tmp_path / "new.zip", b"0", look=refuse)
    assert list(tmp_path.iterdir()) == [packet.path]


def test_packets_without_signature_or_damaged_have_no_edition(tmp_path: Path) -> None:
    bag = write_bag(tmp_path / "u.zip", "top", PAYLOAD, INFO, WHEN)
    with pytest.raises(InvalidInputError, match="没有清单签名"):
        with_signature(bag.path, tmp_path / "new.zip", b"0")
    for damaged in (
        b"no zip",
        bag.path.read_bytes().replace(b"\x00\x00\xa4\x81", b"\x01\x00\xa4\x81"),
    ):
        bag.path.write_bytes(damaged)
        with pytest.raises(InvalidInputError):
            with_signature(bag.path, tmp_path / "new.zip", b"0")
    assert not (tmp_path / "new.zip").exists()
