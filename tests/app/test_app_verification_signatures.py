"""A signature that is there but cannot be read is not called missing."""

from collections.abc import Sequence
from typing import Any

import pytest

from egov_desktop.app.verification_signatures import Signatures, signer_problems, sm2_problems
from egov_desktop.signing.sm2 import verify_sm3_manifest

_SIGNER = {"signer": "张三", "issuer": "某颁发机构", "serial": "01", "fingerprint": "ab"}
_RECORD = {"signature": {"level": "B-B", **_SIGNER, "signers": [_SIGNER]}}


def _told(unreadable_pdf: str, unreadable_manifest_signature: str) -> Sequence[str]:
    found = Signatures((), None, None, unreadable_pdf, unreadable_manifest_signature)
    return tuple(signer_problems(_RECORD, found))


def test_what_is_not_there_is_missing() -> None:
    said = "".join(_told("", ""))
    assert "在 packet.pdf 中没有签名" in said
    assert "p7s 缺失" in said


@pytest.mark.parametrize(
    ("pdf", "manifest", "wanted"),
    [("PDF 坏了", "", "p7s 缺失"), ("", "签名坏了", "在 packet.pdf 中没有签名")],
)
def test_only_the_one_that_can_be_read_is_looked_for(pdf: str, manifest: str, wanted: str) -> None:
    said = _told(pdf, manifest)
    assert said
    assert all(wanted in each for each in said)


def test_both_unreadable_lack_nothing_besides() -> None:
    assert _told("PDF 坏了", "签名坏了") == ()


def test_an_unreadable_sm2_key_has_no_empty_name() -> None:
    found = verify_sm3_manifest(b"", {})
    announced: dict[str, Any] = {"sm2": {"signer": "李四", "public_key": "cd"}}
    (said,) = sm2_problems({"signature": announced}, found)
    assert "缺失或已损坏" in said
