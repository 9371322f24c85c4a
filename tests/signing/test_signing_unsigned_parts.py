"""What comes with a timestamp, or stands beside the signatures, without being signed itself."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import cms as asn1_cms
from asn1crypto import core, parser, pem, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from signing_tsa import Authority

from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.signing.credential import Credential, make_credential
from egov_desktop.signing.detached import sign_detached, verify_detached
from egov_desktop.signing.timestamps import timestamp_request, with_timestamp

DATA = b"0" * 64 + b"  data/packet.pdf\n"
NOW = datetime.now(UTC).replace(microsecond=0)
SWOLLEN = "清单签名里有多余的未签名内容，可能是后来加入的"


@pytest.fixture(scope="module")
def credential(authority: Authority) -> Credential:
    """A signer below an intermediate authority."""
    authority.issue("middle", "中级颁发机构", "v3_ca")
    middle = x509.load_pem_x509_certificate((authority.folder / "middle.pem").read_bytes())
    middle_key = load_pem_private_key((authority.folder / "middle.key").read_bytes(), None)
    assert isinstance(middle_key, ec.EllipticCurvePrivateKey)
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "郑下级")]))
        .issuer_name(middle.subject)
        .public_key(key.public_key())
        .serial_number(77)
        .not_valid_before(NOW - timedelta(days=2))
        .not_valid_after(NOW + timedelta(days=20))
        .sign(middle_key, hashes.SHA256())
    )
    return make_credential(key, certificate, [middle])


@pytest.fixture(scope="module")
def signature(credential: Credential) -> bytes:
    return sign_detached(DATA, credential, NOW)


@pytest.fixture(scope="module")
def reply(authority: Authority, signature: bytes) -> bytes:
    return authority.stamp(timestamp_request(signature, 5))


def _with_token(reply: bytes, token: bytes) -> bytes:
    """Return a reply with another token in it."""
    status: bytes = tsp.TimeStampResp.load(reply)["status"].dump()
    return bytes(parser.emit(0, 1, 16, status + token))


def _token(reply: bytes) -> asn1_cms.ContentInfo:
    return asn1_cms.ContentInfo.load(tsp.TimeStampResp.load(reply)["time_stamp_token"].dump())


def _more_certificates(reply: bytes, ders: Sequence[bytes]) -> bytes:
    token = _token(reply)
    kept = [each.chosen.dump() for each in token["content"]["certificates"]]
    token["content"]["certificates"] = asn1_cms.CertificateSet(
        [asn1_x509.Certificate.load(der) for der in (*ders, *kept)]
    )
    return _with_token(reply, token.dump())


def test_a_certificate_with_the_timestamp_does_not_displace_the_signers(
    authority: Authority, signature: bytes, reply: bytes
) -> None:
    whole = pem.unarmor((authority.folder / "middle.pem").read_bytes())[2]
    damaged = whole[:-1] + bytes([whole[-1] ^ 1])
    stamped = with_timestamp(signature, _more_certificates(reply, [damaged]))
    verdict = verify_detached(DATA, stamped, [authority.root], NOW)
    assert verdict.reasons == ()
    assert verdict.trusted


def test_without_the_intermediate_it_says_that_one_may_be_missing(
    authority: Authority, credential: Credential, signature: bytes
) -> None:
    content = asn1_cms.ContentInfo.load(signature)
    content["content"]["certificates"] = asn1_cms.CertificateSet(
        [asn1_x509.Certificate.load(credential.certificate)]
    )
    verdict = verify_detached(DATA, content.dump(), [authority.root], NOW)
    assert not verdict.accepted
    assert "缺少中级证书" in verdict.reasons[0]


def test_changed_data_does_not_make_the_certificate_a_strangers(
    authority: Authority, signature: bytes
) -> None:
    verdict = verify_detached(DATA + b"\n", signature, [authority.root], NOW)
    assert not verdict.accepted
    assert verdict.trusted


def test_junk_inside_a_timestamp_is_refused(
    authority: Authority, signature: bytes, reply: bytes
) -> None:
    token = _token(reply)
    junk = asn1_cms.CMSAttribute({"type": "1.2.3.4.5", "values": [core.OctetString(bytes(3000))]})
    token["content"]["signer_infos"][0]["unsigned_attrs"] = [junk]
    stamped = with_timestamp(signature, _with_token(reply, token.dump()))
    verdict = verify_detached(DATA, stamped, [authority.root], NOW)
    assert verdict.reasons == (SWOLLEN,)


def test_junk_among_the_revocation_lists_is_refused(authority: Authority, signature: bytes) -> None:
    content = asn1_cms.ContentInfo.load(signature)
    other = asn1_cms.OtherRevocationInfoFormat(
        {"other_rev_info_format": "1.2.3.4.5", "other_rev_info": core.OctetString(bytes(3000))}
    )
    content["content"]["crls"] = [asn1_cms.RevocationInfoChoice("other", other)]
    verdict = verify_detached(DATA, content.dump(), [authority.root], NOW)
    assert verdict.reasons == (SWOLLEN,)


def test_a_timestamp_that_is_not_der_is_not_put_in(signature: bytes, reply: bytes) -> None:
    token = _token(reply)
    content = token["content"].untag().dump()
    longer = b"\xa0\x84" + len(content).to_bytes(4) + content
    loose = _with_token(reply, parser.emit(0, 1, 16, token["content_type"].dump() + longer))
    with pytest.raises(InvalidInputError, match="不是 DER 编码"):
        with_timestamp(signature, loose)


def test_a_list_that_revokes_in_days_to_come_says_so(
    authority: Authority, tmp_path: Path, signature: bytes
) -> None:
    key = load_pem_private_key((authority.folder / "middle.key").read_bytes(), None)
    middle = x509.load_pem_x509_certificate((authority.folder / "middle.pem").read_bytes())
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    entry = x509.RevokedCertificateBuilder().serial_number(77)
    listed = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(middle.subject)
        .last_update(NOW)
        .next_update(NOW + timedelta(days=30))
        .add_revoked_certificate(entry.revocation_date(NOW + timedelta(days=2)).build())
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "early.crl"
    path.write_bytes(listed.public_bytes(Encoding.DER))
    verdict = verify_detached(DATA, signature, [authority.root], NOW, [path])
    assert not verdict.accepted
    assert "已列入吊销列表，自" in verdict.reasons[0]
