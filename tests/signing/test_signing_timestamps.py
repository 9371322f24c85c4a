import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from signing_tsa import Authority, make_authority

from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.signing.credential import Credential
from egov_desktop.signing.detached import sign_detached, verify_detached
from egov_desktop.signing.key_file import load_key_file
from egov_desktop.signing.pdf import SignerStep, sign_pdf
from egov_desktop.signing.revocation import load_revocation_lists
from egov_desktop.signing.timestamps import (
    timestamp_request,
    with_revocation_lists,
    with_timestamp,
)
from egov_desktop.signing.validation import validate_pdf

DATA = "清单\n".encode() * 50
NOW = datetime.now(UTC).replace(microsecond=0)
LATER = NOW + timedelta(hours=1)
YEARS_LATER = NOW + timedelta(days=800)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    made = make_authority(tmp_path_factory.mktemp("authority"))
    made.issue("signer", "王五")
    return made


@pytest.fixture(scope="module")
def credential(authority: Authority) -> Credential:
    (found,) = load_key_file(authority.folder / "signer-both.pem", None)
    return found


@pytest.fixture(scope="module")
def signature(credential: Credential) -> bytes:
    return sign_detached(DATA, credential, NOW)


@pytest.fixture(scope="module")
def reply(authority: Authority, signature: bytes) -> bytes:
    return authority.stamp(timestamp_request(signature, 2**63 + 5))


@pytest.fixture(scope="module")
def stamped(signature: bytes, reply: bytes) -> bytes:
    return with_timestamp(signature, reply)


def test_openssl_reads_the_request(
    tmp_path: Path, signature: bytes, run: Callable[..., str]
) -> None:
    (tmp_path / "query.tsq").write_bytes(timestamp_request(signature, 0xABCDEF0123456789))
    printed = run("openssl", "ts", "-query", "-in", tmp_path / "query.tsq", "-text")
    assert "Hash Algorithm: sha256" in printed
    assert "Nonce: 0xABCDEF0123456789" in printed
    assert "Certificate required: yes" in printed


def test_openssl_accepts_the_reply_and_the_stamped_signature(
    tmp_path: Path,
    authority: Authority,
    signature: bytes,
    reply: bytes,
    stamped: bytes,
    run: Callable[..., str],
) -> None:
    (tmp_path / "query.tsq").write_bytes(timestamp_request(signature, 2**63 + 5))
    (tmp_path / "reply.tsr").write_bytes(reply)
    query = ("-queryfile", tmp_path / "query.tsq", "-in", tmp_path / "reply.tsr")
    assert "OK" in run("openssl", "ts", "-verify", *query, "-CAfile", authority.root)
    (tmp_path / "data").write_bytes(DATA)
    (tmp_path / "data.p7s").write_bytes(stamped)
    verify = ("openssl", "cms", "-verify", "-binary", "-inform", "DER", "-CAfile", authority.root)
    run(
        *verify, "-in", tmp_path / "data.p7s", "-content", tmp_path / "data", "-out", tmp_path / "o"
    )
    shown = ("openssl", "cms", "-cmsout", "-print", "-inform", "DER")
    assert "id-smime-aa-timeStampToken" in run(*shown, "-in", tmp_path / "data.p7s")


def test_a_timestamp_makes_it_b_t(authority: Authority, stamped: bytes) -> None:
    verdict = verify_detached(DATA, stamped, [authority.root], LATER)
    assert verdict.accepted
    assert verdict.trusted
    assert verdict.timestamp is not None
    assert abs(verdict.timestamp - NOW) < timedelta(hours=1)
    assert "CAdES B-T" in verdict.level
    assert "含时间戳" in verdict.level
    assert verdict.revocation == "unknown"


def test_without_roots_a_timestamp_raises_no_level(stamped: bytes) -> None:
    verdict = verify_detached(DATA, stamped, (), LATER)
    assert verdict.accepted
    assert "未核对签发者" in verdict.level
    assert any("时间戳由谁签发" in note for note in verdict.notes)


def test_a_timestamp_outlives_the_certificate(
    authority: Authority, signature: bytes, stamped: bytes
) -> None:
    bare = verify_detached(DATA, signature, [authority.root], YEARS_LATER)
    assert any("没有时间戳" in note for note in bare.notes)
    verdict = verify_detached(DATA, stamped, [authority.root], YEARS_LATER)
    assert verdict.accepted
    assert not any("没有时间戳" in note for note in verdict.notes)


def test_with_revocation_lists_it_is_b_lt(
    tmp_path: Path, authority: Authority, stamped: bytes, run: Callable[..., str]
) -> None:
    lists = load_revocation_lists([authority.revocation_list("good")])
    complete = with_revocation_lists(with_revocation_lists(stamped, lists), lists)
    verdict = verify_detached(DATA, complete, [authority.root], YEARS_LATER)
    assert verdict.accepted
    assert verdict.revocation == "good"
    assert "CAdES B-LT" in verdict.level
    (tmp_path / "data").write_bytes(DATA)
    (tmp_path / "data.p7s").write_bytes(complete)
    run(
        *("openssl", "cms", "-verify", "-binary", "-inform", "DER", "-crl_check"),
        *("-CAfile", authority.root, "-in", tmp_path / "data.p7s"),
        *("-content", tmp_path / "data", "-out", tmp_path / "out"),
    )


def test_lists_without_a_timestamp_stay_b_b(authority: Authority, signature: bytes) -> None:
    lists = load_revocation_lists([authority.revocation_list("fresh")])
    verdict = verify_detached(DATA, with_revocation_lists(signature, lists), [authority.root], NOW)
    assert verdict.accepted
    assert verdict.revocation == "good"
    assert verdict.level.startswith("CMS 分离签名")
    assert "无时间戳" in verdict.level
    assert "附吊销列表" in verdict.level


def test_the_order_of_the_additions_does_not_matter(
    authority: Authority, signature: bytes, reply: bytes
) -> None:
    lists = load_revocation_lists([authority.revocation_list("order")])
    other = with_timestamp(with_revocation_lists(signature, lists), reply)
    assert "B-LT" in verify_detached(DATA, other, [authority.root], LATER).level


def test_a_second_timestamp_beside_the_first(authority: Authority, stamped: bytes) -> None:
    again = with_timestamp(stamped, authority.stamp(timestamp_request(stamped, 7)))
    assert "B-T" in verify_detached(DATA, again, [authority.root], LATER).level


def test_a_timestamp_by_a_stranger_proves_nothing(
    tmp_path: Path, authority: Authority, signature: bytes
) -> None:
    stranger = make_authority(tmp_path, "别的机构")
    forged = with_timestamp(signature, stranger.stamp(timestamp_request(signature, 1)))
    verdict = verify_detached(DATA, forged, [authority.root], LATER)
    assert verdict.accepted
    assert verdict.timestamp is None
    assert "不可信" in verdict.level
    assert any("没有通过给定根证书的核验" in note for note in verdict.notes)


def test_a_reply_to_another_signature(
    authority: Authority, credential: Credential, signature: bytes
) -> None:
    other = sign_detached(b"other", credential, NOW)
    with pytest.raises(InvalidInputError, match="不是给这个签名的"):
        with_timestamp(signature, authority.stamp(timestamp_request(other, 1)))


def test_a_stolen_timestamp_is_noticed(
    authority: Authority, credential: Credential, stamped: bytes
) -> None:
    from asn1crypto.cms import ContentInfo

    victim = ContentInfo.load(sign_detached(DATA, credential, NOW + timedelta(seconds=1)))
    donor = ContentInfo.load(stamped)["content"]["signer_infos"][0]
    victim["content"]["signer_infos"][0]["unsigned_attrs"] = donor["unsigned_attrs"]
    verdict = verify_detached(DATA, victim.dump(), [authority.root], LATER)
    assert not verdict.accepted
    assert "签名所附的时间戳无效" in verdict.reasons
    assert verdict.timestamp is None


@pytest.mark.parametrize("seed", range(6))
def test_damaged_replies(signature: bytes, reply: bytes, seed: int) -> None:
    chosen = random.Random(seed)  # noqa: S311
    for _ in range(6):
        forged = bytearray(reply)
        forged[chosen.randrange(len(reply))] ^= 1 << chosen.randrange(8)
        try:
            found = with_timestamp(signature, bytes(forged))
        except InvalidInputError:
            continue
        verdict = verify_detached(DATA, found)
        assert verdict.intact


@pytest.mark.parametrize("junk", [b"", b"junk", b"\x30\x00", b"\x30\x03\x02\x01\x00"])
def test_what_is_no_reply(signature: bytes, junk: bytes) -> None:
    with pytest.raises(InvalidInputError, match="时间戳回复"):
        with_timestamp(signature, junk)
    with pytest.raises(InvalidInputError, match="不是完好的 CMS"):
        timestamp_request(junk, 1)


def test_truncated_reply(signature: bytes, reply: bytes) -> None:
    with pytest.raises(InvalidInputError, match="时间戳回复"):
        with_timestamp(signature, reply[:-10])


def test_a_refusal_is_told(authority: Authority, signature: bytes) -> None:
    weak = timestamp_request(signature, 1).replace(
        bytes.fromhex("0609608648016503040201"), bytes.fromhex("0609608648016503040203")
    )
    with pytest.raises(InvalidInputError, match="没有批准"):
        with_timestamp(signature, authority.stamp(weak))


def test_a_timestamp_of_days_to_come_is_refused(authority: Authority, stamped: bytes) -> None:
    verdict = verify_detached(DATA, stamped, [authority.root], NOW - timedelta(days=300))
    assert not verdict.accepted
    assert "所附时间戳的时间晚于现在" in verdict.reasons


def test_revoked_after_the_timestamp_does_no_harm(tmp_path: Path, plain_pdf: Path) -> None:
    authority = make_authority(tmp_path)
    authority.issue("signer", "赵六")
    (credential,) = load_key_file(tmp_path / "signer-both.pem", None)
    signed = sign_detached(DATA, credential, NOW)
    proven = with_timestamp(signed, authority.stamp(timestamp_request(signed, 1)))
    pdf = tmp_path / "signed.pdf"
    sign_pdf(plain_pdf, pdf, [SignerStep(credential, "", "报送")], NOW, location="成都")
    time.sleep(1.1)  # openssl ca knows no other moment of revocation than now, in whole seconds
    authority.revoke("signer")
    roots, crls = [authority.root], [authority.revocation_list()]
    bare = verify_detached(DATA, signed, roots, LATER, crls)
    assert bare.revocation == "revoked"
    assert not bare.accepted
    assert "被吊销" in bare.reasons[0]
    assert "私钥泄露" in bare.reasons[0]
    late = verify_detached(DATA, proven, roots, LATER, crls)
    assert late.accepted
    assert late.revocation == "good"
    assert any("时间戳之后才被吊销" in note for note in late.notes)
    (alone,) = validate_pdf(pdf, roots, LATER, crls)
    assert not alone.accepted, "the PDF has no timestamp of its own"
    (witnessed,) = validate_pdf(pdf, roots, LATER, crls, late.timestamp)
    assert witnessed.accepted
    assert "无时间戳" in witnessed.level


def test_timestamp_of_a_revoked_authority_proves_nothing(tmp_path: Path) -> None:
    authority = make_authority(tmp_path)
    authority.issue("signer", "赵六")
    (credential,) = load_key_file(tmp_path / "signer-both.pem", None)
    signed = sign_detached(DATA, credential, NOW)
    stamped = with_timestamp(signed, authority.stamp(timestamp_request(signed, 1)))
    authority.revoke("tsa")
    verdict = verify_detached(DATA, stamped, [authority.root], LATER, [authority.revocation_list()])
    assert verdict.accepted
    assert verdict.timestamp is None
    assert "所附时间戳不可信" in verdict.level
    assert any("某时间戳机构" in note and "被吊销" in note for note in verdict.notes)
