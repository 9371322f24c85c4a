"""Signing a PDF by one or several signers in order: PAdES B-B (无时间戳), whole or not there."""

import shutil
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.files import replacing
from egov_desktop.signing.certificate import CertificateFacts
from egov_desktop.signing.credential import Credential, signer_of
from egov_desktop.signing.library import awaited, cannot_parse, quiet_library
from egov_desktop.signing.pdf_fields import opened_writer, prepare_fields, whole_lock
from egov_desktop.signing.revocation import load_revocation_lists
from egov_desktop.signing.seal import Seal, seal_style
from egov_desktop.signing.sources import Source, opened
from egov_desktop.signing.troubles import require_usable

if TYPE_CHECKING:
    from pyhanko.sign.signers import Signer
    from pyhanko.sign.signers.cms_embedder import SigMDPSetup, SigObjSetup
    from pyhanko.sign.signers.pdf_byterange import SignatureObject

_CHUNK = 1 << 20
_HASH = "sha256"


@dataclass(frozen=True)
class SignerStep:
    """One signer's turn: with which key, as what, why, and where the seal goes.

    An open Credential is used as it is, so that the caller may sign something else with it too.
    """

    source: Source | Credential
    role: str
    reason: str
    seal: Seal | None = None

    @property
    def written_reason(self) -> str:
        """The reason as it stands in the PDF: the role before it."""
        return f"{self.role}：{self.reason}" if self.role else self.reason


def sign_pdf(
    path_in: Path,
    path_out: Path,
    steps: Sequence[SignerStep],
    now: datetime,
    *,
    location: str,
    revocation: Sequence[Path] = (),
    overriding: Collection[str] = (),
) -> tuple[CertificateFacts, ...]:
    """Write a copy of a PDF that is signed by each signer in order; return who signed.

    The first signature of a document certifies it (only signing may follow); the last of several
    locks it. Revocation lists are embedded and asked. `overriding` names the troubles of a
    certificate (codes of `signing.troubles`) that do not stand in the way.

    Raises SigningError when a certificate or an earlier signature forbids it, and
    InvalidInputError when the PDF, a seal image or a revocation list cannot be used.
    """
    quiet_library()
    lists = load_revocation_lists(revocation)
    try:
        source = path_in.open("rb")
    except OSError as error:
        raise InvalidInputError(f"读不了要签名的文件“{path_in}”：{error.strerror}。") from error
    signed_by = []
    with source, replacing(path_out) as stream:
        shutil.copyfileobj(source, stream, _CHUNK)
        try:
            fields, is_first = prepare_fields(stream, [step.seal for step in steps], lists)
            for number, (step, field) in enumerate(zip(steps, fields, strict=True)):
                mdp = _protection(is_first, number, len(steps))
                with _credential(step) as credential:
                    require_usable(
                        credential,
                        now,
                        lists=lists,
                        issuers=credential.chain,
                        overriding=overriding,
                    )
                    _sign_field(stream, field, step, credential, now, location, mdp)
                    signed_by.append(credential.facts)
        except cannot_parse() as error:
            raise InvalidInputError(
                f"“{path_in.name}”不是完好的 PDF，无法签名；请重新生成该文件。"
            ) from error
    return tuple(signed_by)


@contextmanager
def _credential(step: SignerStep) -> Iterator[Credential]:
    if isinstance(step.source, Credential):
        yield step.source
        return
    with opened(step.source) as credential:
        yield credential


def _sign_field(
    stream: BinaryIO,
    field: str,
    step: SignerStep,
    credential: Credential,
    now: datetime,
    location: str,
    mdp: "SigMDPSetup",
) -> None:
    from pyhanko.sign.fields import SigSeedSubFilter
    from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup
    from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
    from pyhanko.sign.signers.pdf_byterange import SignatureObject

    writer = opened_writer(stream)
    signer = signer_of(credential)
    writer.register_extension(ESIC_EXTENSION_1)
    embedder = PdfCMSEmbedder().write_cms(field, writer, existing_fields_only=True)
    next(embedder)
    placeholder = SignatureObject(
        timestamp=now,
        subfilter=SigSeedSubFilter.PADES,
        name=credential.holder,
        location=location,
        reason=step.written_reason,
        bytes_reserved=_room_needed(signer),
    )
    embedder.send(_signature_setup(placeholder, mdp, step.seal, now))
    prepared, _ = embedder.send(SigIOSetup(_HASH, in_place=True, chunk_size=_CHUNK))
    embedder.send(_signed(signer, prepared.document_digest))


def _protection(is_first: bool, number: int, count: int) -> "SigMDPSetup":
    """Return what a signature forbids: the first certifies, the last of several locks."""
    from pyhanko.sign.fields import MDPPerm
    from pyhanko.sign.signers.cms_embedder import SigMDPSetup

    if is_first and number == 0:
        return SigMDPSetup(_HASH, certify=True, docmdp_perms=MDPPerm.FILL_FORMS)
    if is_first and number == count - 1:
        return SigMDPSetup(_HASH, field_lock=whole_lock(), docmdp_perms=MDPPerm.NO_CHANGES)
    return SigMDPSetup(_HASH)


def _signature_setup(
    placeholder: "SignatureObject", mdp: "SigMDPSetup", seal: Seal | None, now: datetime
) -> "SigObjSetup":
    from pyhanko.sign.signers.cms_embedder import SigAppearanceSetup, SigObjSetup

    return SigObjSetup(
        placeholder,
        mdp_setup=mdp,
        appearance_setup=SigAppearanceSetup(seal_style(seal), now, None) if seal else None,
    )


def _signed(signer: "Signer", digest: bytes, dry_run: bool = False) -> bytes:
    content = awaited(signer.async_sign(digest, _HASH, dry_run=dry_run, use_pades=True))
    return bytes(content.dump())


def _room_needed(signer: "Signer") -> int:
    """Return how many hexadecimal digits to keep free: a trial's, and some for ECDSA's swing."""
    return 2 * len(_signed(signer, bytes(32), dry_run=True)) + 256
