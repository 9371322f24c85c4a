"""Signatures removed, swapped, added or made by others: each reason in words."""

import io
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from app_samples import NOW
from packet_remaking import (
    PDF,
    SIGNATURE,
    Judge,
    Members,
    resigned,
    with_record,
)

from egov_desktop.app.submissions import Signing
from egov_desktop.signing.credential import load_pkcs12
from egov_desktop.signing.pdf import SignerStep, sign_pdf
from egov_desktop.signing.throwaway import make_throwaway_credential

FILING = "needs_analysis"


def test_making_it_again_unchanged_changes_nothing(judge: Judge, signed: Members) -> None:
    assert judge(signed).verdict == "valid"


def test_a_removed_manifest_signature_is_missed(judge: Judge, signed: Members) -> None:
    del signed[SIGNATURE]
    found = judge(signed)
    assert found.verdict == "invalid"
    assert any("p7s" in reason for reason in found.reasons)


def test_a_removed_pdf_signature_is_missed(
    judge: Judge, signed: Members, unsigned: Members
) -> None:
    found = judge(signed | {PDF: unsigned[PDF]})
    assert found.verdict == "invalid"
    assert any("张三" in reason and "移除" in reason for reason in found.reasons)


def test_both_signatures_removed_are_missed(
    judge: Judge, signed: Members, unsigned: Members
) -> None:
    del signed[SIGNATURE]
    found = judge(signed | {PDF: unsigned[PDF]})
    assert found.verdict == "invalid"
    assert found.signatures == ()


def test_a_signature_that_nobody_announced_is_odd(
    judge: Judge, signed: Members, unsigned: Members
) -> None:
    for stray in ({SIGNATURE: signed[SIGNATURE]}, {PDF: signed[PDF]}):
        found = judge(unsigned | stray)
        assert found.verdict == "invalid"
        assert any("未签名" in reason for reason in found.reasons)


@pytest.mark.parametrize("garbage", [b"", b"0\x80garbage", b"\x30\x03\x02\x01\x05"])
def test_a_signature_that_cannot_be_read_is_a_reason(
    judge: Judge, signed: Members, garbage: bytes
) -> None:
    found = judge(signed | {SIGNATURE: garbage})
    assert found.verdict == "invalid"
    assert any("签名" in reason for reason in found.reasons)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 torn", b"PK\x03\x04"])
def test_a_packet_pdf_that_is_none_is_a_reason(
    judge: Judge, signed: Members, unsigned: Members, content: bytes
) -> None:
    for members in (signed, unsigned):
        found = judge(members | {PDF: content})
        assert found.verdict == "invalid"
        assert any("packet.pdf" in reason for reason in found.reasons)


def test_a_page_put_in_after_signing_is_noticed(judge: Judge, signed: Members) -> None:
    with pikepdf.open(io.BytesIO(signed[PDF])) as pdf:
        pdf.add_blank_page()
        stream = io.BytesIO()
        pdf.save(stream)
    assert judge(signed | {PDF: stream.getvalue()}).verdict == "invalid"
    assert judge(signed | {PDF: signed[PDF] + b"\n% more\n"}).verdict == "invalid"


def test_swapped_attachments_are_noticed(judge: Judge, signed: Members, unsigned: Members) -> None:
    one, two = sorted(name for name in signed if name.startswith("data/attachments/"))
    for members in (signed, unsigned):
        found = judge(members | {one: members[two], two: members[one]})
        assert found.verdict == "invalid"
        assert sum("摘要" in reason for reason in found.reasons) == 2


def test_swapped_attachments_with_a_record_that_fits_break_the_code(
    judge: Judge, unsigned: Members, signed: Members
) -> None:
    """Only who can make the code again gets through, and then only as a signer."""
    one, two = sorted(name for name in unsigned if name.startswith("data/attachments/"))

    def swap(record: dict[str, Any]) -> None:
        first, second = record["attachments"]
        first["sha256"], second["sha256"] = second["sha256"], first["sha256"]

    for members in (unsigned, signed):
        changed = with_record(members | {one: members[two], two: members[one]}, swap)
        found = judge(changed)
        assert found.verdict == "invalid"
        assert any("核对码" in reason for reason in found.reasons)


def test_a_stranger_cannot_sign_again_for_the_signer(
    judge: Judge, signed: Members, tmp_path: Path
) -> None:
    stranger, _ = make_throwaway_credential(tmp_path, "张三", NOW, elliptic=True)
    signed = with_record(signed, lambda record: record.update(note="forged"))
    found = judge(resigned(signed, stranger, ""))
    assert found.verdict == "invalid"
    assert any("不是同一张证书" in reason for reason in found.reasons)


def test_a_second_signature_in_the_pdf_is_noticed(
    judge: Judge,
    signed: Members,
    unsigned: Members,
    certificate: tuple[Signing, Path],
    tmp_path: Path,
) -> None:
    """The signer and somebody whom the record does not name have signed, each rightly."""
    stranger, _ = make_throwaway_credential(tmp_path / "x", "李四", NOW, elliptic=True)
    (tmp_path / "in.pdf").write_bytes(unsigned[PDF])
    (signer,) = certificate[0].signers
    steps = [SignerStep(signer.source, "", "x"), SignerStep(load_pkcs12(stranger, None), "", "x")]
    sign_pdf(tmp_path / "in.pdf", tmp_path / "out.pdf", steps, NOW, location="x")
    found = judge(signed | {PDF: (tmp_path / "out.pdf").read_bytes()})
    assert found.verdict == "invalid"
    assert any("李四" in reason for reason in found.reasons)
