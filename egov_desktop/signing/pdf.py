"""Signing a PDF: PAdES B-B (无时间戳), streamed, whole or not there."""

import shutil
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from egov_desktop.domain.errors import InvalidInputError, SigningError
from egov_desktop.files import replacing
from egov_desktop.signing.credential import Credential, require_usable, signer_of
from egov_desktop.signing.library import awaited, cannot_parse, quiet_library
from egov_desktop.signing.seal import Seal, seal_style

if TYPE_CHECKING:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.fields import SigFieldSpec
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko.sign.signers.cms_embedder import SigObjSetup
    from pyhanko.sign.signers.pdf_byterange import SignatureObject

_CHUNK = 1 << 20
_HASH = "sha256"


def sign_pdf(
    path_in: Path,
    path_out: Path,
    credential: Credential,
    now: datetime,
    *,
    reason: str,
    location: str,
    seal: Seal | None = None,
) -> None:
    """Write a signed copy of a PDF; the first signature certifies it (only signing may follow).

    Raises SigningError when the certificate or an earlier signature forbids it, and
    InvalidInputError when the PDF or the seal image cannot be used.
    """
    quiet_library()
    require_usable(credential, now)
    try:
        source = path_in.open("rb")
    except OSError as error:
        raise InvalidInputError(f"读不了要签名的文件“{path_in}”：{error.strerror}。") from error
    with source, replacing(path_out) as stream:
        shutil.copyfileobj(source, stream, _CHUNK)
        try:
            writer = _opened(stream)
            _sign_in_place(writer, credential, now, reason=reason, location=location, seal=seal)
        except cannot_parse() as error:
            raise InvalidInputError(
                f"“{path_in.name}”不是完好的 PDF，无法签名；请重新生成该文件。"
            ) from error


def _opened(stream: BinaryIO) -> "IncrementalPdfFileWriter":
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    class MetadataKeepingWriter(IncrementalPdfFileWriter):
        def _update_meta(self) -> None:
            """Keep the document's own dates and producer, which pyHanko would overwrite."""

    writer = MetadataKeepingWriter(stream)
    if writer.prev.encrypted:
        raise InvalidInputError("该 PDF 设有密码或权限限制，不能签名；请先解除。")
    return writer


def _sign_in_place(
    writer: "IncrementalPdfFileWriter",
    credential: Credential,
    now: datetime,
    *,
    reason: str,
    location: str,
    seal: Seal | None,
) -> None:
    from pyhanko.sign.fields import SigSeedSubFilter
    from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup
    from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
    from pyhanko.sign.signers.pdf_byterange import SignatureObject

    certify = _should_certify(writer.prev, seal)
    signer = signer_of(credential)
    field = _new_field(writer.prev, seal)
    writer.register_extension(ESIC_EXTENSION_1)
    embedder = PdfCMSEmbedder(new_field_spec=field).write_cms(field.sig_field_name, writer)
    next(embedder)
    placeholder = SignatureObject(
        timestamp=now,
        subfilter=SigSeedSubFilter.PADES,
        name=credential.holder,
        location=location,
        reason=reason,
        bytes_reserved=_room_needed(signer),
    )
    embedder.send(_signature_setup(placeholder, certify, seal, now))
    prepared, _ = embedder.send(SigIOSetup(_HASH, in_place=True, chunk_size=_CHUNK))
    embedder.send(_signed(signer, prepared.document_digest))


def _should_certify(reader: "PdfFileReader", seal: Seal | None) -> bool:
    from pyhanko.sign.fields import MDPPerm, enumerate_sig_fields
    from pyhanko.sign.validation import read_certification_data

    certification = read_certification_data(reader)
    if certification is not None:
        if certification.permission == MDPPerm.NO_CHANGES:
            raise SigningError("该 PDF 的首个签名已禁止任何改动，不能再签；请使用签名前的文件。")
        if seal is not None:
            raise SigningError(
                "该 PDF 已有签名，再加可见印章会使原签名失效；请不带印章签名，或使用签名前的文件。"
            )
    return next(enumerate_sig_fields(reader, filled_status=True), None) is None


def _new_field(reader: "PdfFileReader", seal: Seal | None) -> "SigFieldSpec":
    from pyhanko.sign.fields import SigFieldSpec, enumerate_sig_fields

    taken = {name for name, _, _ in enumerate_sig_fields(reader)}
    number = 1
    while f"Signature{number}" in taken:
        number += 1
    name = f"Signature{number}"
    if seal is None:
        return SigFieldSpec(name)
    pages = int(reader.root["/Pages"]["/Count"])
    if not -pages <= seal.page < pages:
        raise InvalidInputError(f"印章所在页（{seal.page}）不存在：该 PDF 共 {pages} 页。")
    return SigFieldSpec(name, on_page=seal.page, box=seal.box)


def _signature_setup(
    placeholder: "SignatureObject", certify: bool, seal: Seal | None, now: datetime
) -> "SigObjSetup":
    from pyhanko.sign.fields import MDPPerm
    from pyhanko.sign.signers.cms_embedder import SigAppearanceSetup, SigMDPSetup, SigObjSetup

    return SigObjSetup(
        placeholder,
        mdp_setup=SigMDPSetup(
            _HASH, certify=certify, docmdp_perms=MDPPerm.FILL_FORMS if certify else None
        ),
        appearance_setup=SigAppearanceSetup(seal_style(seal), now, None) if seal else None,
    )


def _signed(signer: "SimpleSigner", digest: bytes, dry_run: bool = False) -> bytes:
    content = awaited(signer.async_sign(digest, _HASH, dry_run=dry_run, use_pades=True))
    return bytes(content.dump())


def _room_needed(signer: "SimpleSigner") -> int:
    """Return how many hexadecimal digits to keep free: a trial's, and some for ECDSA's swing."""
    return 2 * len(_signed(signer, bytes(32), dry_run=True)) + 256
