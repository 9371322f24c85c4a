"""What is read out of a judged packet is what was judged."""

import zlib
from pathlib import Path

import pytest
from packet_samples import INFO, WHEN

from egov_desktop.domain.errors import InvalidInputError, NotFoundError
from egov_desktop.packaging.bag import PayloadFile, WrittenBag, write_bag
from egov_desktop.packaging.verification import extract_member, read_member, verify_bag


def test_members_come_out_as_they_were_judged(packet: WrittenBag, tmp_path: Path) -> None:
    verdict = verify_bag(packet.path)
    assert read_member(verdict, "data/packet.pdf").startswith(b"%PDF-1.7")
    with (tmp_path / "out.pdf").open("w+b") as target:
        extract_member(verdict, "data/packet.pdf", target)
        target.seek(0)
        assert target.read() == read_member(verdict, "data/packet.pdf")
    with pytest.raises(InvalidInputError, match="大得不合理"):
        read_member(verdict, "data/packet.pdf", max_bytes=3)
    with pytest.raises(NotFoundError, match="没有文件"):
        read_member(verdict, "data/other.pdf")


def test_a_packet_that_changes_after_the_verdict_gives_nothing(packet: WrittenBag) -> None:
    verdict = verify_bag(packet.path)
    data = packet.path.read_bytes().replace(b"%PDF-1.7", b"%PDF-1.8")
    packet.path.write_bytes(data)
    with pytest.raises(InvalidInputError):
        read_member(verdict, "data/packet.pdf")
    bag = write_bag(packet.path, "t", [PayloadFile("a", b"plumless")], INFO, WHEN)
    verdict = verify_bag(bag.path)
    assert zlib.crc32(b"plumless") == zlib.crc32(b"buckeroo")
    packet.path.write_bytes(packet.path.read_bytes().replace(b"plumless", b"buckeroo"))
    with pytest.raises(InvalidInputError, match="在校验之后被改动"):
        read_member(verdict, "data/a")
    packet.path.unlink()
    with pytest.raises(InvalidInputError, match="无法读取"):
        read_member(verdict, "data/a")
