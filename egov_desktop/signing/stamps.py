"""Judging timestamps (时间戳): which third party vouches for a signature, and since when."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from egov_desktop.signing.certificate import CertificateFacts, certificate_facts
from egov_desktop.signing.chain import chain_revocation
from egov_desktop.signing.library import awaited
from egov_desktop.signing.revocation import RevocationList

if TYPE_CHECKING:
    from asn1crypto import cms, x509

_STRONG = {"sha224", "sha256", "sha384", "sha512", "sha3_256", "sha3_384", "sha3_512"}


@dataclass(frozen=True)
class Stamp:
    """A timestamp token over a signature; `problem` says why it is not counted."""

    moment: datetime
    authority: CertificateFacts
    is_genuine: bool
    """The token fits the signature and is itself signed without fault."""
    trusted: bool | None
    """Its authority stands below one of the given roots; None when none were given."""
    problem: str
    certificates: tuple[bytes, ...]

    @property
    def proven(self) -> datetime | None:
        """The moment that may be relied on when judging the signature, or None."""
        return self.moment if self.trusted and not self.problem else None


def stamps_of(
    signed_data: "cms.SignedData",
    anchors: "Sequence[x509.Certificate]",
    lists: Sequence[RevocationList],
) -> list[Stamp]:
    """Return the timestamps over the signature value of a CMS, those that count first."""
    from pyhanko.sign.general import extract_signer_info
    from pyhanko.sign.validation.generic_cms import extract_tst_data_iter, message_imprint_checker

    signer_info = extract_signer_info(signed_data)
    imprint = message_imprint_checker(signer_info)
    found = [
        judged_stamp(token, imprint, anchors, lists)
        for token in extract_tst_data_iter(signer_info, signed=False)
    ]
    return sorted(found, key=lambda stamp: (stamp.proven is None, stamp.problem, stamp.moment))


def judged_stamp(
    token: "cms.SignedData",
    imprint: Callable[[str], bytes],
    anchors: "Sequence[x509.Certificate]",
    lists: Sequence[RevocationList],
) -> Stamp:
    """Judge one timestamp token; `imprint` gives the hash it must have been issued for."""
    from pyhanko.sign.general import extract_certificate_info
    from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
    from pyhanko.sign.validation.status import TimestampSignatureStatus
    from pyhanko_certvalidator import ValidationContext

    info = token["encap_content_info"]["content"].parsed
    moment = info["gen_time"].native
    context = ValidationContext(trust_roots=list(anchors), moment=moment, allow_fetching=False)
    checked = validate_tst_signed_data(token, context, imprint)
    status = TimestampSignatureStatus(**awaited(checked))
    certificates = extract_certificate_info(token)
    authority = certificate_facts(certificates.signer_cert)
    ders = tuple(each.dump() for each in (certificates.signer_cert, *certificates.other_certs))
    is_genuine = bool(status.intact and status.valid)
    algorithm = info["message_imprint"]["hash_algorithm"]["algorithm"].native
    problem = ""
    if not is_genuine:
        problem = "签名所附的时间戳无效"
    elif algorithm not in _STRONG:
        problem = f"时间戳用的算法（{algorithm}）强度不够"
    elif anchors and not status.trusted:
        problem = f"时间戳机构“{authority.holder}”的证书没有通过给定根证书的核验，时间不能采信"
    elif lists:
        known = (*ders, *(each.dump() for each in anchors))
        opinion = chain_revocation(authority, lists, moment, certificates=known)
        problem = f"时间戳机构{opinion.sentence}" if opinion.state == "revoked" else ""
    return Stamp(
        moment=moment,
        authority=authority,
        is_genuine=is_genuine,
        trusted=bool(status.trusted) if anchors else None,
        problem=problem,
        certificates=ders,
    )
