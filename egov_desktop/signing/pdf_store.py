"""The document security store (DSS) of a PDF: revocation lists and certificates it carries."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from egov_desktop.signing.evidence import readable_lists
from egov_desktop.signing.library import cannot_parse
from egov_desktop.signing.revocation import RevocationList

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader

_MOST_ENTRIES = 100


@dataclass(frozen=True)
class SecurityStore:
    """What a PDF carries to have its signatures judged later."""

    lists: tuple[RevocationList, ...] = ()
    certificates: tuple[bytes, ...] = ()


def read_store(reader: "PdfFileReader") -> SecurityStore:
    """Read what can be read of it: anybody can write it, so it proves nothing by itself."""
    return SecurityStore(
        readable_lists(_streams(reader, "/CRLs")), tuple(_streams(reader, "/Certs"))
    )


def _streams(reader: "PdfFileReader", kind: str) -> list[bytes]:
    try:
        entries = list(reader.root["/DSS"][kind])[:_MOST_ENTRIES]
    except cannot_parse():
        return []
    found = []
    for entry in entries:
        try:
            found.append(bytes(entry.get_object().data))
        except cannot_parse():
            continue
    return found
