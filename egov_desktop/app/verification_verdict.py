"""What is found out about a packet, and what the receiver asks of it: values only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from egov_desktop.signing.sm2 import Sm2Verdict
    from egov_desktop.signing.verdict import SignatureVerdict

Verdict = Literal["valid", "reserved", "invalid"]
VERDICT_WORDS: Mapping[Verdict, str] = {
    "valid": "有效",
    "reserved": "有效，但有保留",
    "invalid": "无效",
}


@dataclass(frozen=True)
class Terms:
    """What a receiver holds a packet against; picklable, the same for many packets."""

    roots: tuple[Path, ...] = ()
    """Root certificates (根证书) that the receiver trusts."""
    crls: tuple[Path, ...] = ()
    """Revocation lists (吊销列表) as files."""
    sm2_roots: tuple[Path, ...] = ()
    expected_signers: tuple[str, ...] = ()
    """Names, serial numbers or fingerprints of those who must have signed."""
    previous: Path | None = None
    """The packet of the version before, if this one must follow it."""


@dataclass(frozen=True)
class ListedFile:
    """An attachment as the index of the packet (材料目录) lists it."""

    file: str
    title: str
    sha256: str
    size: int


@dataclass(frozen=True)
class EnclosedScan:
    """The scan (签章扫描件) in a packet that was signed on paper; nobody has compared it yet."""

    file: str
    pages: int
    size: int
    sha256: str


@dataclass(frozen=True)
class Verification:
    """What was found out about one packet."""

    path: Path
    sha256: str
    verdict: Verdict
    reasons: tuple[str, ...]
    """Why it is not valid."""
    notes: tuple[str, ...]
    """Reservations: what a reader should know."""
    signatures: tuple["SignatureVerdict", ...] = ()
    """Those in the PDF, in the order of signing."""
    manifest_signature: "SignatureVerdict | None" = None
    """The one over the tag manifest, which covers every byte of the packet."""
    sm2: "Sm2Verdict | None" = None
    """The SM2 signature (国密签名) over the SM3 manifest, where there is one."""
    paper: EnclosedScan | None = None
    """The scan of what was signed on paper, in a packet without electronic signature."""
    project_name: str = ""
    organization: str = ""
    pack: str = ""
    pack_version: str = ""
    pack_sha256: str = ""
    stage: str = ""
    filing: str = ""
    filing_title: str = ""
    """What the packet calls the filing, as people read it."""
    version: int | None = None
    code: str = ""
    made_at: str = ""
    attachments: tuple[ListedFile, ...] = ()
    previous_sha256: str = ""
    """The hash of the packet of the version before, as this one names it."""
    is_bag: bool = True
    """Whether it is a complete and valid BagIt bag, whoever made it."""


def verdict_of(reasons: Sequence[str], notes: Sequence[str]) -> Verdict:
    """Offline nobody can tell whether a certificate was revoked: that alone reserves nothing."""
    from egov_desktop.signing.trust import NO_REVOCATION

    if reasons:
        return "invalid"
    return "reserved" if set(notes) - {NO_REVOCATION} else "valid"
