"""Revocation lists (证书吊销列表, CRL) handed in as files: what they say of a certificate."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.signing.certificate import CertificateFacts
from egov_desktop.signing.library import cannot_parse, quiet_library
from egov_desktop.signing.verdict import RevocationState

if TYPE_CHECKING:
    from cryptography import x509

_LARGEST_FILE = 64 << 20
_PEM_BEGIN, _PEM_END = b"-----BEGIN X509 CRL-----", b"-----END X509 CRL-----"
_WHY = {
    "keyCompromise": "私钥泄露",
    "cACompromise": "颁发机构私钥泄露",
    "affiliationChanged": "隶属关系变更",
    "superseded": "证书已被替换",
    "cessationOfOperation": "停止使用",
    "certificateHold": "证书冻结",
    "privilegeWithdrawn": "权限收回",
}


@dataclass(frozen=True)
class RevocationList:
    """A revocation list as its issuer published it; whether he signed it is judged in use."""

    issuer: str
    issued_at: datetime
    next_update: datetime | None
    content: bytes = field(repr=False)
    """DER."""

    def is_out_of_date(self, moment: datetime) -> bool:
        """Tell whether a newer list should have replaced it by then."""
        return self.next_update is not None and self.next_update < moment


@dataclass(frozen=True)
class RevocationOpinion:
    """What the lists say of one certificate; `sentence` is filled when it is revoked."""

    state: RevocationState
    sentence: str = ""
    notes: tuple[str, ...] = ()


def load_revocation_lists(sources: Sequence[Path | bytes]) -> tuple[RevocationList, ...]:
    """Read revocation lists, DER or PEM (one or several), from files or from memory.

    Raises InvalidInputError for a file that holds none, or only the changes since another list.
    """
    quiet_library()
    lists: list[RevocationList] = []
    for source in sources:
        where = f"“{source.name}”" if isinstance(source, Path) else "给出的数据"
        content = _content(source) if isinstance(source, Path) else source
        lists += [_loaded(block, where) for block in _blocks(content)]
    return tuple(lists)


def revoked(
    facts: CertificateFacts,
    lists: Sequence[RevocationList],
    now: datetime,
    *,
    issuers: Sequence[bytes] = (),
    proven: datetime | None = None,
) -> RevocationOpinion:
    """Say what revocation lists tell of a certificate.

    `issuers` are certificates (DER) among which the lists' signers are looked for; `proven` is
    the moment at which a timestamp vouches for the signature: what was revoked later harms nothing.
    A list that nobody vouches for can take trust away, but never gives any.
    """
    from cryptography import x509

    if not lists:
        return RevocationOpinion("unknown")
    try:
        certificate = x509.load_der_x509_certificate(facts.certificate)
    except cannot_parse():
        return RevocationOpinion("unknown", notes=("证书格式不规范，不能对照吊销列表",))
    state: RevocationState = "unknown"
    notes = []
    for each in lists:
        parsed = x509.load_der_x509_crl(each.content)
        if parsed.issuer != certificate.issuer:
            continue
        if (vouched := _vouched(parsed, issuers)) is False:
            notes.append(f"“{each.issuer}”的吊销列表签名不对，没有采用")
            continue
        entry = parsed.get_revoked_certificate_by_serial_number(certificate.serial_number)
        if entry is not None:
            if proven is None or entry.revocation_date_utc <= proven:
                return RevocationOpinion("revoked", _sentence(facts, entry, now), tuple(notes))
            notes.append(f"证书在时间戳之后才被吊销（{_day(entry.revocation_date_utc)}）")
        if problem := _why_inconclusive(each, certificate, vouched, proven or now):
            notes.append(problem)
        else:
            state = "good"
    if state == "unknown" and not notes:
        notes.append(f"给出的吊销列表里没有“{facts.issuer}”签发的，不能判断证书是否被吊销")
    return RevocationOpinion(state, notes=() if state == "good" and not proven else tuple(notes))


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise InvalidInputError(f"吊销列表文件“{path.name}”超过 64 MB，请核对是否选错了文件。")
        return path.read_bytes()
    except OSError as error:
        raise InvalidInputError(f"读不了吊销列表文件“{path}”：{error.strerror}。") from error


def _blocks(content: bytes) -> Iterator[bytes]:
    import base64

    if _PEM_BEGIN not in content:
        yield content
        return
    for part in content.split(_PEM_BEGIN)[1:]:
        try:
            yield base64.b64decode(part.partition(_PEM_END)[0])
        except ValueError:
            yield b""


def _loaded(content: bytes, where: str) -> RevocationList:
    from cryptography import x509
    from cryptography.x509.oid import ExtensionOID

    try:
        parsed = x509.load_der_x509_crl(content)
        issuer, kinds = parsed.issuer, {extension.oid for extension in parsed.extensions}
        found = RevocationList(
            _readable(issuer), parsed.last_update_utc, parsed.next_update_utc, content
        )
    except cannot_parse() as error:
        raise InvalidInputError(
            f"{where}不是完好的证书吊销列表；请给出颁发机构公布的 PEM 或 DER 格式的 CRL 文件。"
        ) from error
    if ExtensionOID.DELTA_CRL_INDICATOR in kinds:
        raise InvalidInputError(f"{where}只是增量吊销列表；请给出完整的吊销列表。")
    return found


def _readable(name: "x509.Name") -> str:
    from cryptography.x509.oid import NameOID

    for part in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME):
        if found := name.get_attributes_for_oid(part):
            return str(found[0].value)
    return name.rfc4514_string() or "（无名）"


def _vouched(parsed: "x509.CertificateRevocationList", issuers: Sequence[bytes]) -> bool | None:
    """Tell whether the issuer signed the list; None when his certificate is not at hand."""
    from cryptography import x509

    verdict = None
    for der in issuers:
        try:
            candidate = x509.load_der_x509_certificate(der)
            if candidate.subject != parsed.issuer:
                continue
            verdict = parsed.is_signature_valid(candidate.public_key())  # type: ignore[arg-type]
        except cannot_parse():
            continue
        if verdict:
            return True
    return verdict


def _why_inconclusive(
    each: RevocationList,
    certificate: "x509.Certificate",
    vouched: bool | None,
    moment: datetime,
) -> str | None:
    from cryptography import x509

    if vouched is None:
        return f"没有“{each.issuer}”的证书，核对不了它的吊销列表由谁签发"
    if each.is_out_of_date(moment) and each.next_update is not None:
        return f"“{each.issuer}”的吊销列表已过期（应在 {_day(each.next_update)} 前更新）"
    if not _covers(x509.load_der_x509_crl(each.content), certificate):
        return f"“{each.issuer}”的吊销列表只涵盖一部分证书，不能据此判断证书有效"
    return None


def _covers(parsed: "x509.CertificateRevocationList", certificate: "x509.Certificate") -> bool:
    """Tell whether the list would name the certificate if it were revoked (RFC 5280, 5.2.5)."""
    from cryptography import x509

    scopes = []
    for extension in parsed.extensions:
        if isinstance(extension.value, x509.IssuingDistributionPoint):
            scopes.append(extension.value)
        elif extension.critical:
            return False
    if not scopes:
        return True
    (scope,) = scopes
    if scope.indirect_crl or scope.only_some_reasons or scope.only_contains_attribute_certs:
        return False
    if scope.only_contains_ca_certs or scope.relative_name is not None:
        return False
    return scope.full_name is None or bool(set(scope.full_name) & _published_at(certificate))


def _published_at(certificate: "x509.Certificate") -> "set[x509.GeneralName]":
    from cryptography import x509

    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except cannot_parse():
        return set()
    return {name for point in points for name in point.full_name or ()}


def _sentence(facts: CertificateFacts, entry: "x509.RevokedCertificate", now: datetime) -> str:
    from cryptography import x509

    try:
        reason = entry.extensions.get_extension_for_class(x509.CRLReason).value.reason.value
    except cannot_parse():
        reason = ""
    why = f"，原因：{_WHY[reason]}" if reason in _WHY else ""
    since = entry.revocation_date_utc
    if since > now:
        return f"“{facts.holder}”的证书已列入吊销列表，自 {_day(since)} 起被吊销{why}"
    return f"“{facts.holder}”的证书已被吊销（吊销时间 {_day(since)}{why}）"


def _day(moment: datetime) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"
