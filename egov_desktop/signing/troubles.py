"""What speaks against signing with a certificate: codes for the guards (签名前检查)."""

from collections.abc import Collection, Sequence
from datetime import datetime

from egov_desktop.domain.errors import SigningError
from egov_desktop.signing.certificate import CertificateFacts
from egov_desktop.signing.revocation import RevocationList, revoked

EXPIRED = "certificate-expired"
NOT_YET_VALID = "certificate-not-yet-valid"
NOT_FOR_SIGNING = "certificate-not-for-signing"
REVOKED = "certificate-revoked"


def credential_troubles(
    facts: CertificateFacts,
    now: datetime,
    lists: Sequence[RevocationList] = (),
    issuers: Sequence[bytes] = (),
) -> tuple[tuple[str, str], ...]:
    """Return what speaks against signing at a moment: a code and a sentence each.

    `issuers` are further certificates (DER) that may have signed the revocation lists.
    """
    troubles = []
    if trouble := facts.validity_problem(now):
        code = NOT_YET_VALID if now < facts.not_before else EXPIRED
        advice = "请核对本机时间，或换用有效的证书。"
        troubles.append((code, f"“{facts.holder}”的证书{trouble}；{advice}"))
    if not facts.may_sign:
        advice = "请换用签名证书（不是加密证书或网站证书）。"
        troubles.append((NOT_FOR_SIGNING, f"“{facts.holder}”的证书用途不含签名；{advice}"))
    opinion = revoked(facts, lists, now, issuers=issuers)
    if opinion.state == "revoked":
        troubles.append((REVOKED, f"{opinion.sentence}；请换用有效的证书。"))
    return tuple(troubles)


def credential_problem(facts: CertificateFacts, now: datetime) -> str | None:
    """Say in one sentence why nothing can be signed with it at a moment, or None."""
    for _, sentence in credential_troubles(facts, now):
        return sentence
    return None


def require_usable(
    facts: CertificateFacts,
    now: datetime,
    *,
    lists: Sequence[RevocationList] = (),
    issuers: Sequence[bytes] = (),
    overriding: Collection[str] = (),
) -> None:
    """Raise SigningError for the first trouble whose code is not among those overridden."""
    for code, sentence in credential_troubles(facts, now, lists, issuers):
        if code not in overriding:
            raise SigningError(sentence)
