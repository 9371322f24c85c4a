"""What anybody can change about a signature file without a key is told."""

import pytest
from asn1crypto import cms as asn1_cms
from asn1crypto import core
from signing_pki import NOW, Pki

from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.signing.der import is_der
from egov_desktop.signing.detached import sign_detached, verify_detached
from egov_desktop.signing.timestamps import timestamp_request

DATA = b"0" * 64 + b"  data/packet.pdf\n"


@pytest.fixture(scope="module")
def signature(ec_pki: Pki) -> bytes:
    return sign_detached(DATA, ec_pki.credential, NOW)


def indefinite(cms: bytes) -> bytes:
    """Return the same with the outermost length left open, as BER allows."""
    assert cms[:2] == b"\x30\x82"
    return b"\x30\x80" + cms[4:] + b"\0\0"


@pytest.mark.parametrize(
    ("data", "is_one"),
    [
        (b"\x02\x01\x05", True),
        (b"\x30\x03\x02\x01\x05", True),
        (b"\x30\x80\x02\x01\x05\x00\x00", False),
        (b"\x30\x81\x03\x02\x01\x05", False),
        (b"\x30\x04\x02\x81\x01\x05", False),
        (b"\x30\x82\x00\x83" + b"\x04\x81\x80" + bytes(128), False),
        (b"\x30\x81\x83\x04\x81\x80" + bytes(128), True),
        (b"\x30\x03\x02\x01\x05\x00", False),
        (b"\x30\x02\x02\x05", False),
        (b"\x30\x84\xff\xff\xff\xff", False),
        (b"\x1f", False),
        (b"\x30", False),
        (b"", False),
        (b"\x30\x00" * 2, False),
    ],
)
def test_what_is_der(data: bytes, is_one: bool) -> None:
    assert is_der(data) is is_one


def test_what_is_nested_deeply_is_judged_too() -> None:
    deep = b"\x05\x00"
    while len(deep) < 120:
        deep = b"\x30" + bytes([len(deep)]) + deep
    assert is_der(deep)
    assert not is_der(deep[:-1] + b"\x01")


def test_a_signature_written_anew_is_refused(signature: bytes, ec_pki: Pki) -> None:
    assert verify_detached(DATA, signature, [ec_pki.root], NOW).accepted
    verdict = verify_detached(DATA, indefinite(signature), [ec_pki.root], NOW)
    assert verdict.valid
    assert not verdict.accepted
    assert verdict.reasons == ("清单签名不是 DER 编码，签名后被改写过",)


def test_what_was_put_in_beside_it_is_refused(signature: bytes, ec_pki: Pki) -> None:
    content = asn1_cms.ContentInfo.load(signature)
    junk = asn1_cms.CMSAttribute({"type": "1.2.3.4.5", "values": [core.OctetString(bytes(3000))]})
    content["content"]["signer_infos"][0]["unsigned_attrs"] = [junk]
    verdict = verify_detached(DATA, content.dump(), [ec_pki.root], NOW)
    assert verdict.valid
    assert verdict.reasons == ("清单签名里有多余的未签名内容，可能是后来加入的",)


def test_any_byte_of_it_may_lie_about_a_length(signature: bytes) -> None:
    refused = 0
    for place in range(len(signature) - 250, len(signature)):
        damaged = signature[:place] + b"\xff" + signature[place + 1 :]
        try:
            timestamp_request(damaged, 1)
        except InvalidInputError:
            refused += 1
    assert refused
