from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from signing_tsa import Authority, make_authority

from egov_desktop.domain.errors import InvalidInputError, SigningError
from egov_desktop.signing.certificate import CertificateFacts
from egov_desktop.signing.revocation import load_revocation_lists, revoked
from egov_desktop.signing.sources import identities
from egov_desktop.signing.troubles import credential_troubles, require_usable

NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    authority = make_authority(tmp_path_factory.mktemp("lists"))
    for name in ("good", "bad"):
        authority.issue(name, name)
    authority.revoke("bad", "superseded")
    return authority


@pytest.fixture(scope="module")
def listed(made: Authority) -> Path:
    return made.revocation_list()


def _facts(authority: Authority, name: str) -> CertificateFacts:
    (found,) = identities(authority.source(name))
    return found


def _root(authority: Authority) -> bytes:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    return x509.load_pem_x509_certificate(authority.root.read_bytes()).public_bytes(Encoding.DER)


def test_revoked_and_not(made: Authority, listed: Path) -> None:
    lists = load_revocation_lists([listed])
    bad = revoked(_facts(made, "bad"), lists, NOW, issuers=[_root(made)])
    assert bad.state == "revoked"
    assert "被吊销" in bad.sentence
    assert "证书已被替换" in bad.sentence
    good = revoked(_facts(made, "good"), lists, NOW, issuers=[_root(made)])
    assert (good.state, good.notes) == ("good", ())


def test_der_and_several_in_a_file(made: Authority, listed: Path, tmp_path: Path) -> None:
    both = tmp_path / "both.pem"
    both.write_bytes(listed.read_bytes() * 2)
    first, second = load_revocation_lists([both])
    assert first == second
    assert load_revocation_lists([first.content]) == (first,)
    assert first.issuer == "某证书颁发机构"


def test_nobody_vouches_for_the_list(made: Authority, listed: Path) -> None:
    lists = load_revocation_lists([listed])
    assert revoked(_facts(made, "bad"), lists, NOW).state == "revoked"
    good = revoked(_facts(made, "good"), lists, NOW)
    assert good.state == "unknown"
    assert "核对不了" in good.notes[0]


def test_a_forged_list_is_not_used(made: Authority, tmp_path: Path) -> None:
    forger = make_authority(tmp_path)
    forger.issue("first", "x")
    forger.issue("second", "y")
    for name in ("first", "second"):
        forger.revoke(name)
    lists = load_revocation_lists([forger.revocation_list()])
    opinion = revoked(_facts(made, "good"), lists, NOW, issuers=[_root(made)])
    assert opinion.state == "unknown"
    assert "签名不对" in opinion.notes[0]


def test_a_list_out_of_date(made: Authority, listed: Path) -> None:
    lists = load_revocation_lists([listed])
    later = NOW + timedelta(days=31)
    good = revoked(_facts(made, "good"), lists, later, issuers=[_root(made)])
    assert good.state == "unknown"
    assert "已过期" in good.notes[0]
    assert revoked(_facts(made, "bad"), lists, later, issuers=[_root(made)]).state == "revoked"


def test_a_list_of_another_authority(made: Authority, tmp_path: Path) -> None:
    stranger = make_authority(tmp_path, "别的机构")
    lists = load_revocation_lists([stranger.revocation_list()])
    opinion = revoked(_facts(made, "bad"), lists, NOW, issuers=[_root(made)])
    assert opinion.state == "unknown"
    assert "没有“某证书颁发机构”签发的" in opinion.notes[0]


def test_no_list_says_nothing(made: Authority) -> None:
    assert revoked(_facts(made, "bad"), (), NOW).state == "unknown"


@pytest.mark.parametrize(
    "content", [b"", b"junk", b"\x30\x00", b"-----BEGIN X509 CRL-----\nAAAAA\n"]
)
def test_what_is_no_list(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.crl"
    path.write_bytes(content)
    with pytest.raises(InvalidInputError, match="不是完好的证书吊销列表"):
        load_revocation_lists([path])
    with pytest.raises(InvalidInputError, match="读不了吊销列表"):
        load_revocation_lists([tmp_path / "none.crl"])


def test_codes_for_the_guards(made: Authority, listed: Path) -> None:
    lists = load_revocation_lists([listed])
    good, bad = _facts(made, "good"), _facts(made, "bad")
    assert credential_troubles(good, NOW, lists) == ()
    ((code, sentence),) = credential_troubles(bad, NOW, lists)
    assert code == "certificate-revoked"
    assert "请换用" in sentence
    late = credential_troubles(bad, NOW + timedelta(days=900), lists)
    assert [each for each, _ in late] == ["certificate-expired", "certificate-revoked"]
    early = credential_troubles(good, NOW - timedelta(days=90))
    assert [each for each, _ in early] == ["certificate-not-yet-valid"]
    ((code, _),) = credential_troubles(
        CertificateFacts(**{**vars(good), "may_sign": False}), NOW, lists
    )
    assert code == "certificate-not-for-signing"


def test_only_what_is_overridden_by_name_is_let_through(made: Authority, listed: Path) -> None:
    lists, bad = load_revocation_lists([listed]), _facts(made, "bad")
    late = NOW + timedelta(days=900)
    with pytest.raises(SigningError, match="被吊销"):
        require_usable(bad, late, lists=lists, overriding=["certificate-expired"])
    with pytest.raises(SigningError, match="已过期"):
        require_usable(bad, late, lists=lists, overriding=["certificate-revoked"])
    require_usable(
        bad, late, lists=lists, overriding=["certificate-expired", "certificate-revoked"]
    )
