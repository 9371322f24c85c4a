"""SM2 signatures (国密) over the SM3 tag manifest of a packet, with a key in a file.

Three files stand beside the manifest: the signature alone (.sm2, judged by `openssl dgst -sm3`),
the same as CMS in the GM form (.p7s, GB/T 35275), and whose key it is (.pem). A key without a
certificate signs no CMS. Nothing here touches the PDF.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from egov_desktop.domain.errors import InvalidInputError, SigningError
from egov_desktop.signing.certificate import CertificateFacts, certificate_facts
from egov_desktop.signing.gm_chain import chain_problem
from egov_desktop.signing.gm_key_file import load_certificates, load_key
from egov_desktop.signing.gm_signature import (
    UNREADABLE,
    fingerprint,
    is_signed,
    point_of,
    public_key_info,
    sign,
)
from egov_desktop.signing.trust import NO_REVOCATION

if TYPE_CHECKING:
    from asn1crypto import x509

    from egov_desktop.signing.gm_cms import GmSignature

MANIFEST = "tagmanifest-sm3.txt"
SIGNATURE_FILE, CMS_FILE, KEY_FILE = (f"{MANIFEST}.{kind}" for kind in ("sm2", "p7s", "pem"))
NO_SM2_ROOTS = "没有给出 SM2 根证书：只核对了国密签名与文件一致，没有核对证书由谁签发"
BARE_KEY = "国密签名只附公钥、没有证书：请向报送单位核对公钥"
_LARGEST_FILE = 64 << 10


@dataclass(frozen=True)
class Sm2Key:
    """Where an SM2 key lies: PEM (PKCS#8, plain or encrypted, or SEC1), and its certificate."""

    path: Path
    password: str | None = field(default=None, repr=False)
    certificate: Path | None = None
    """PEM or DER; left out when it stands in the key file, or when there is none."""


@dataclass(frozen=True, kw_only=True)
class Sm2Credential:
    """An SM2 key that can sign, and what its certificate says when it has one."""

    public_key: str
    """SHA-256 of the public key (SubjectPublicKeyInfo, DER), hexadecimal."""
    facts: CertificateFacts | None
    chain: tuple[bytes, ...] = field(repr=False)
    """The certificates, DER, the signer's own first; empty when there is none."""
    secret: int = field(repr=False)
    point: bytes = field(repr=False)

    @property
    def holder(self) -> str:
        """Who signs; a bare key names nobody but itself."""
        return self.facts.holder if self.facts else _bare_name(self.public_key)


@dataclass(frozen=True, kw_only=True)
class Sm2Verdict:
    """Everything that was found out about the SM2 signature of a packet."""

    signer: str
    issuer: str
    """Empty when the key has no certificate."""
    serial: str
    public_key: str
    """SHA-256 of the public key, hexadecimal; empty when it could not be read."""
    signing_time: datetime | None
    """As the signer claims it, in the CMS; a bare signature has none."""
    intact: bool
    """Every signature belongs to the key and covers the manifest as it is."""
    trusted: bool | None
    """The certificate was issued below one of the given roots; None when none were given."""
    reasons: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def accepted(self) -> bool:
        """Tell whether every bottom line holds; an unasked one (trusted is None) does not count."""
        return self.intact and self.trusted is not False and not self.reasons


def open_sm2(source: Sm2Key) -> Sm2Credential:
    """Load an SM2 key; SigningError says what is wrong with it.

    Dates and purpose of the certificate are judged by `sm2_problem`.
    """
    secret, point = load_key(source.path, source.password)
    certificates = load_certificates(source.certificate or source.path)
    mine = [one for one in certificates if _point_or_none(one) == point]
    if source.certificate and not mine:
        raise SigningError(
            f"“{source.certificate.name}”里没有与 SM2 私钥“{source.path.name}”对应的证书；"
            "请重新选择证书文件。"
        )
    chain = [*mine[:1], *(one for one in certificates if one not in mine)] if mine else []
    return Sm2Credential(
        public_key=fingerprint(point),
        facts=certificate_facts(mine[0]) if mine else None,
        chain=tuple(one.dump() for one in chain),
        secret=secret,
        point=point,
    )


def sm2_problem(credential: Sm2Credential, now: datetime) -> str | None:
    """Say in one sentence why nothing can be signed with it at a moment, or None."""
    from egov_desktop.signing.troubles import credential_problem

    return credential_problem(credential.facts, now) if credential.facts else None


def sign_sm3_manifest(data: bytes, credential: Sm2Credential, now: datetime) -> Mapping[str, bytes]:
    """Sign tagmanifest-sm3.txt; return the files that belong beside it by name."""
    from asn1crypto import pem, x509

    from egov_desktop.signing.gm_cms import signed_data

    if problem := sm2_problem(credential, now):
        raise SigningError(problem)
    files = {SIGNATURE_FILE: sign(data, credential.secret)}
    if not credential.chain:
        key = public_key_info(credential.point).dump()
        return {**files, KEY_FILE: pem.armor("PUBLIC KEY", key)}
    chain = [x509.Certificate.load(der) for der in credential.chain]
    return {
        **files,
        CMS_FILE: signed_data(data, credential.secret, chain, now),
        KEY_FILE: pem.armor("CERTIFICATE", credential.chain[0]),
    }


def verify_sm3_manifest(
    data: bytes,
    files: Mapping[str, bytes],
    roots: Sequence[Path] = (),
    now: datetime | None = None,
) -> Sm2Verdict:
    """Judge the SM2 signatures over tagmanifest-sm3.txt; `now` adds what only the clock can tell.

    Raises InvalidInputError when a root certificate cannot be read; damaged signatures are told
    in the verdict.
    """
    anchors = [one for root in roots for one in _root_certificates(root)]
    reasons = []
    if max(map(len, (data, *files.values()))) > _LARGEST_FILE:
        return _refused("国密签名文件大得不合理")
    try:
        certificate, point = _whose(files[KEY_FILE])
    except UNREADABLE:
        return _refused(f"国密签名的证书或公钥（{KEY_FILE}）缺失或已损坏")
    if not _is_signed(data, files.get(SIGNATURE_FILE, b""), point):
        reasons.append(f"国密签名（{SIGNATURE_FILE}）与清单或公钥不符，已损坏或被改动")
    public_key = fingerprint(point)
    if certificate is None:
        if CMS_FILE in files:
            reasons.append(f"{CMS_FILE} 在，{KEY_FILE} 里却没有证书，证书可能被移除")
        return _bare_verdict(public_key, reasons, is_rooted=bool(anchors))
    cms, problem = _cms(data, files.get(CMS_FILE, b""), certificate)
    if problem:
        reasons.append(problem)
    is_intact = not reasons
    notes = [] if anchors else [NO_SM2_ROOTS]
    facts = certificate_facts(certificate)
    if cms is not None:
        reasons += _certificate_reasons(cms, anchors, now)
        if now is not None and now > facts.not_after and not reasons:
            notes.append("国密签名的证书现已过期；没有时间戳，无法证明签名早于到期日")
    return Sm2Verdict(
        signer=facts.holder,
        issuer=facts.issuer,
        serial=facts.serial,
        public_key=public_key,
        signing_time=cms.signing_time if cms else None,
        intact=is_intact,
        trusted=not reasons if anchors else None,
        reasons=tuple(reasons),
        notes=(*notes, NO_REVOCATION),
    )


def _root_certificates(root: Path) -> "list[x509.Certificate]":
    try:
        found = [one for one in load_certificates(root) if _point_or_none(one)]
    except SigningError as error:
        raise InvalidInputError(str(error)) from error
    if not found:
        raise InvalidInputError(f"“{root}”里没有 SM2 根证书；请给出 PEM 或 DER 格式的证书文件。")
    return found


def _whose(content: bytes) -> "tuple[x509.Certificate | None, bytes]":
    """Return the certificate, if there is one, and the public key of the signer."""
    from asn1crypto import keys, pem, x509

    kind, headers, der = pem.unarmor(content)
    if headers or pem.armor(kind, der) != content:
        raise ValueError("not the one PEM form")
    if kind == "PUBLIC KEY":
        return None, point_of(keys.PublicKeyInfo.load(der, strict=True))
    if kind != "CERTIFICATE":
        raise ValueError("neither certificate nor public key")
    certificate = x509.Certificate.load(der, strict=True)
    certificate_facts(certificate)  # parsed lazily: do it here
    return certificate, point_of(certificate.public_key)


def _is_signed(data: bytes, signature: bytes, point: bytes) -> bool:
    try:
        return is_signed(data, signature, point)
    except UNREADABLE:
        return False


def _cms(
    data: bytes, content: bytes, certificate: "x509.Certificate"
) -> "tuple[GmSignature | None, str | None]":
    """Return what the CMS says, and what is wrong with it."""
    from egov_desktop.signing.gm_cms import read_signed_data

    try:
        cms = read_signed_data(data, content)
    except UNREADABLE:
        return None, f"国密 CMS 签名（{CMS_FILE}）缺失或已损坏"
    if cms.certificate.dump() != certificate.dump():
        return None, f"{CMS_FILE} 与 {KEY_FILE} 不是同一张证书"
    if not (cms.digest_fits and cms.signature_fits):
        return cms, f"国密 CMS 签名（{CMS_FILE}）与清单或证书不符，已损坏或被改动"
    return cms, None


def _certificate_reasons(
    cms: "GmSignature", anchors: "Sequence[x509.Certificate]", now: datetime | None
) -> Iterator[str]:
    """Yield why the certificate of a signature is not accepted."""
    facts = certificate_facts(cms.certificate)
    if not facts.may_sign:
        yield "国密签名的证书用途不含签名"
    if cms.signing_time is None:
        yield "国密签名没有注明签名时间"
    elif problem := facts.validity_problem(cms.signing_time):
        yield f"国密签名时证书{problem}"
    elif now is not None and cms.signing_time > now:
        yield f"国密签名注明的时间 {cms.signing_time.astimezone():%Y-%m-%d %H:%M} 晚于现在"
    if anchors:
        try:
            moment = cms.signing_time or facts.not_before
            problem = chain_problem(cms.certificate, cms.others, anchors, moment)
        except UNREADABLE:
            problem = "国密签名所附的证书已损坏"
        if problem:
            yield problem


def _bare_verdict(public_key: str, reasons: Sequence[str], *, is_rooted: bool) -> Sm2Verdict:
    rooted = [f"{BARE_KEY}，不能按根证书核对"] if is_rooted else []
    return Sm2Verdict(
        signer=_bare_name(public_key),
        issuer="",
        serial="",
        public_key=public_key,
        signing_time=None,
        intact=not reasons,
        trusted=False if is_rooted else None,
        reasons=(*reasons, *rooted),
        notes=(BARE_KEY,),
    )


def _refused(reason: str) -> Sm2Verdict:
    return Sm2Verdict(
        signer="",
        issuer="",
        serial="",
        public_key="",
        signing_time=None,
        intact=False,
        trusted=None,
        reasons=(reason,),
        notes=(),
    )


def _point_or_none(certificate: "x509.Certificate") -> bytes | None:
    try:
        return point_of(certificate.public_key)
    except ValueError:
        return None


def _bare_name(public_key: str) -> str:
    return f"SM2 公钥 {public_key[:16]}"
