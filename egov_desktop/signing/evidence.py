"""What a signature is judged by: roots, revocation lists, timestamps, certificates at hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.signing.certificate import CertificateFacts
from egov_desktop.signing.chain import chain_revocation
from egov_desktop.signing.revocation import (
    RevocationList,
    RevocationOpinion,
    load_revocation_lists,
)
from egov_desktop.signing.stamps import Stamp

if TYPE_CHECKING:
    from asn1crypto import cms, x509

_MOST_LISTS = 100
ESS = {"signing_certificate", "signing_certificate_v2"}
"""Signed attributes that bind the certificate, as CAdES and PAdES want (RFC 5035)."""


@dataclass(frozen=True)
class Evidence:
    """All that is known besides the signature itself."""

    anchors: "Sequence[x509.Certificate]"
    lists: Sequence[RevocationList] = ()
    """Handed in by whoever judges."""
    embedded: Sequence[RevocationList] = ()
    """Carried by the signature or its document."""
    certificates: Sequence[bytes] = ()
    stamps: Sequence[Stamp] = ()
    witnessed: datetime | None = None
    """When a trusted timestamp elsewhere saw the whole document, as the packet's manifest has."""

    @property
    def stamp(self) -> Stamp | None:
        """The timestamp that counts most, if there is any."""
        return self.stamps[0] if self.stamps else None

    @property
    def proven(self) -> datetime | None:
        """The moment at which a trusted timestamp saw the signature."""
        moments = (self.stamp and self.stamp.proven, self.witnessed)
        return min((each for each in moments if each), default=None)

    def revocation(self, facts: CertificateFacts, now: datetime) -> RevocationOpinion:
        """Say what all lists at hand tell of the signer's certificate and those above it."""
        return self._asked(facts, now, (*self.lists, *self.embedded))

    def is_long_term(self, facts: CertificateFacts) -> bool:
        """Tell whether what is carried along shows all certificates good at the proven moment."""
        stamp = self.stamp
        if stamp is None or stamp.proven is None or not self.embedded:
            return False
        return all(
            self._asked(each, stamp.proven, self.embedded).state == "good"
            for each in (facts, stamp.authority)
        )

    def _asked(
        self, facts: CertificateFacts, now: datetime, lists: Sequence[RevocationList]
    ) -> RevocationOpinion:
        known = [*self.certificates, *(each.dump() for each in self.anchors)]
        for stamp in self.stamps:
            known += stamp.certificates
        return chain_revocation(facts, lists, now, certificates=known, proven=self.proven)


def signed_attributes(signer_info: "cms.SignerInfo") -> set[str]:
    """Return the names of what is signed beside the content."""
    return {attribute["type"].native for attribute in signer_info["signed_attrs"] or ()}


def lists_of_cms(signed_data: "cms.SignedData") -> tuple[RevocationList, ...]:
    """Return the revocation lists inside a CMS; what is none is left out."""
    found = [each.chosen.dump() for each in signed_data["crls"] or () if each.name == "crl"]
    return readable_lists(found)


def readable_lists(ders: Sequence[bytes]) -> tuple[RevocationList, ...]:
    """Parse lists that came with a signature: a broken one proves nothing and does no harm."""
    lists: list[RevocationList] = []
    for der in ders[:_MOST_LISTS]:
        try:
            lists += load_revocation_lists([der])
        except InvalidInputError:
            continue
    return tuple(lists)


def certificates_of_cms(signed_data: "cms.SignedData") -> tuple[bytes, ...]:
    """Return the certificates inside a CMS, DER."""
    chosen = signed_data["certificates"] or ()
    return tuple(each.chosen.dump() for each in chosen if each.name == "certificate")
