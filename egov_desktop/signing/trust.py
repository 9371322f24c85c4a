"""Judging a signature's cryptography and certificate: the part PDFs and manifests share."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.signing.certificate import CertificateFacts, certificate_facts
from egov_desktop.signing.evidence import Evidence
from egov_desktop.signing.library import cannot_parse
from egov_desktop.signing.verdict import RevocationState

if TYPE_CHECKING:
    from asn1crypto import x509
    from pyhanko.sign.validation.settings import KeyUsageConstraints
    from pyhanko.sign.validation.status import StandardCMSSignatureStatus
    from pyhanko_certvalidator import ValidationContext

Root = Path | bytes

NO_ROOTS = "没有给出根证书：只核对了签名与文件一致，没有核对证书由谁签发"
NO_REVOCATION = "离线核验，没有查询证书是否已被吊销"
FUTURE_STAMP = "所附时间戳的时间晚于现在"
_CLOCK_TOLERANCE = timedelta(minutes=10)
_NO_TIME = "签名没有注明签名时间"

_TRUST_PROBLEMS = {
    "NO_CERTIFICATE_CHAIN_FOUND": "签名人的证书不是由给定的根证书签发的，或者缺少中级证书",
    "CRYPTO_CONSTRAINTS_FAILURE": "签名用的算法或密钥强度不够",
    "CRYPTO_CONSTRAINTS_FAILURE_NO_POE": "签名用的算法或密钥强度不够",
    "OUT_OF_BOUNDS_NO_POE": "签名时证书不在有效期内",
    "CHAIN_CONSTRAINTS_FAILURE": "证书链不允许这种用途",
    "CERTIFICATE_CHAIN_GENERAL_FAILURE": "证书链不成立：证书损坏，或签发它的证书无权签发",
}


@dataclass(frozen=True)
class Opinion:
    """What is thought of a signer's certificate: trusted or not, and why."""

    facts: CertificateFacts
    signing_time: datetime | None
    trusted: bool | None
    reasons: tuple[str, ...]
    notes: tuple[str, ...]
    revocation: RevocationState
    timestamp: datetime | None
    grade: str
    """`B-B`, `B-T` or `B-LT`, no higher than it is."""
    timing: str
    """The same in words: what vouches for the time, and whether revocation lists are there."""


def load_roots(roots: Sequence[Root]) -> "list[x509.Certificate]":
    """Parse root certificates, PEM (one or several) or DER, from files or from memory."""
    from pyhanko.keys import load_certs_from_pemder_data

    certificates = []
    for root in roots:
        content = _content(root) if isinstance(root, Path) else root
        try:
            found = list(load_certs_from_pemder_data(content))
            for certificate in found:
                certificate_facts(certificate)  # asn1crypto parses lazily: do it here
        except cannot_parse() as error:
            raise _not_a_root(root) from error
        if not found:
            raise _not_a_root(root)
        certificates += found
    return certificates


def _content(root: Path) -> bytes:
    try:
        return root.read_bytes()
    except OSError as error:
        raise InvalidInputError(f"读不了根证书文件“{root}”：{error.strerror}。") from error


def validation_context(
    roots: "Iterable[x509.Certificate]", moment: datetime
) -> "ValidationContext":
    """Return how certificates are judged: at a moment, below these roots, never fetching."""
    from pyhanko_certvalidator import ValidationContext

    return ValidationContext(trust_roots=list(roots), moment=moment, allow_fetching=False)


def any_key_usage() -> "KeyUsageConstraints":
    """Return constraints that leave the purpose of the certificate to `certificate_opinion`."""
    from pyhanko.sign.validation.settings import KeyUsageConstraints

    return KeyUsageConstraints(key_usage=set())


def moment_of(certificate: "x509.Certificate", claimed: datetime | None) -> datetime:
    """Return the moment at which a certificate is judged; without a claim, its first."""
    return aware(claimed) or certificate.not_valid_before


def aware(moment: datetime | None) -> datetime | None:
    """Return a time with a zone: a PDF may leave it out, UTC is meant then."""
    if moment is None or moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=UTC)


def certificate_opinion(
    status: "StandardCMSSignatureStatus",
    claimed: datetime | None,
    evidence: Evidence,
    now: datetime | None,
) -> Opinion:
    """Say what is thought of the certificate of a signature that pyHanko has checked."""
    facts = certificate_facts(status.signing_cert)
    rooted = bool(evidence.anchors)
    signing_time = aware(claimed)
    moment = evidence.proven or now or signing_time or facts.not_before
    revocation = evidence.revocation(facts, moment)
    reasons = [
        *_cryptographic_problems(status),
        *_certificate_problems(facts, signing_time, evidence.proven, now),
        *_stamp_problems(evidence, signing_time, now),
        *([revocation.sentence] if revocation.state == "revoked" else []),
    ]
    if status.intact and status.valid and (problem := _trust_problem(status, rooted)):
        reasons.append(problem)
    notes = [] if rooted else [NO_ROOTS]
    notes += _stamp_notes(evidence, now)
    if now is not None and now > facts.not_after and not evidence.proven and not reasons:
        notes.append("证书现已过期；没有时间戳，无法证明签名早于到期日")
    notes += revocation.notes
    if not (evidence.lists or evidence.embedded):
        notes.append(NO_REVOCATION)
    stamp = evidence.stamp
    grade, timing = _graded(evidence, facts)
    return Opinion(
        facts=facts,
        signing_time=signing_time,
        trusted=_is_below_a_root(status) if rooted else None,
        reasons=tuple(dict.fromkeys(reasons)),
        notes=tuple(dict.fromkeys(notes)),
        revocation=revocation.state,
        timestamp=stamp.moment if stamp and not stamp.problem else None,
        grade=grade,
        timing=timing,
    )


def _graded(evidence: Evidence, facts: CertificateFacts) -> tuple[str, str]:
    """Name the level no higher than it is (ETSI EN 319 142-1, 319 122-1), and say it in words."""
    lists = "，附吊销列表" if evidence.embedded else ""
    if evidence.stamp is None:
        return "B-B", f"无时间戳{lists}"
    if evidence.stamp.problem:
        return "B-B", f"所附时间戳不可信{lists}"
    if evidence.proven is None:
        return "B-B", f"所附时间戳未核对签发者{lists}"
    if evidence.is_long_term(facts):
        return "B-LT", "含时间戳和吊销列表"
    return "B-T", f"含时间戳{lists}"


def _stamp_problems(
    evidence: Evidence, signing_time: datetime | None, now: datetime | None
) -> Iterable[str]:
    if any(not stamp.is_genuine for stamp in evidence.stamps):
        yield "签名所附的时间戳无效"
    if now is not None and any(is_in_the_future(each.moment, now) for each in evidence.stamps):
        yield FUTURE_STAMP
    if evidence.proven and signing_time and signing_time - evidence.proven > _CLOCK_TOLERANCE:
        yield "注明的签名时间晚于时间戳，两者矛盾"


def is_in_the_future(moment: datetime, now: datetime) -> bool:
    """Tell whether a third party's clock is ahead by more than clocks differ."""
    return moment - now > _CLOCK_TOLERANCE


def _stamp_notes(evidence: Evidence, now: datetime | None) -> Iterable[str]:
    stamp = evidence.stamp
    if stamp is None:
        return
    if stamp.problem and stamp.is_genuine:
        yield stamp.problem
    elif stamp.trusted is None:
        yield "没有给出根证书，没有核对时间戳由谁签发"
    elif now is not None and now > stamp.authority.not_after:
        yield "时间戳机构的证书现已过期"


def _cryptographic_problems(status: "StandardCMSSignatureStatus") -> Iterable[str]:
    if not status.intact:
        yield "内容与签名时不一致，签名后被改动过"
    if not status.valid:
        yield "签名值与证书不符，签名本身已损坏或被伪造"
    for stamp in (status.timestamp_validity, status.content_timestamp_validity):
        if stamp is not None and not (stamp.intact and stamp.valid):
            yield "签名所附的时间戳无效"


def _certificate_problems(
    facts: CertificateFacts,
    signing_time: datetime | None,
    proven: datetime | None,
    now: datetime | None,
) -> Iterable[str]:
    if not facts.may_sign:
        yield "证书用途不含签名"
    if signing_time is None:
        yield _NO_TIME
        return
    if problem := facts.validity_problem(proven or signing_time):
        yield f"签名时证书{problem}"
    if now is not None and signing_time > now:
        yield f"注明的签名时间 {signing_time.astimezone():%Y-%m-%d %H:%M} 晚于现在"


def _trust_problem(status: "StandardCMSSignatureStatus", rooted: bool) -> str | None:
    name = getattr(status.trust_problem_indic, "name", "")
    if not rooted:
        # without roots no chain can be found; weak algorithms are a problem all the same
        return _TRUST_PROBLEMS[name] if name.startswith("CRYPTO_CONSTRAINTS") else None
    if status.trusted:
        return None
    return _TRUST_PROBLEMS.get(name, f"证书链没有通过核验（{name}）")


def _is_below_a_root(status: "StandardCMSSignatureStatus") -> bool:
    """Tell whose certificate it is, whatever became of the signed data."""
    is_judged = status.valid and status.validation_path is not None
    return bool(is_judged and status.trust_problem_indic is None)


def _not_a_root(root: Root) -> InvalidInputError:
    where = f"“{root}”" if isinstance(root, Path) else "给出的数据"
    return InvalidInputError(f"{where}里没有可用的根证书；请给出 PEM 或 DER 格式的证书文件。")
