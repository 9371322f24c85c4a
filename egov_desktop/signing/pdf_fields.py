"""The signature fields of a PDF: all made before the first signature, so that none disturbs it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, BinaryIO

from egov_desktop.domain.errors import InvalidInputError, SigningError
from egov_desktop.signing.revocation import RevocationList
from egov_desktop.signing.seal import Seal

if TYPE_CHECKING:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.fields import FieldMDPSpec, SigFieldSpec


def opened_writer(stream: BinaryIO) -> "IncrementalPdfFileWriter":
    """Open a PDF to append to it; its own dates and producer are kept."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    class MetadataKeepingWriter(IncrementalPdfFileWriter):
        def _update_meta(self) -> None:
            """Keep the document's own dates and producer, which pyHanko would overwrite."""

    writer = MetadataKeepingWriter(stream)
    if writer.prev.encrypted:
        raise InvalidInputError("该 PDF 设有密码或权限限制，不能签名；请先解除。")
    return writer


def prepare_fields(
    stream: BinaryIO, seals: Sequence[Seal | None], lists: Sequence[RevocationList]
) -> tuple[tuple[str, ...], bool]:
    """Append an empty field for each signer, and the revocation lists.

    Returns the names of the fields, and whether the first signature is to certify the document.
    """
    from pyhanko.sign.fields import append_signature_field

    writer = opened_writer(stream)
    is_first = _is_unsigned(writer.prev, seals)
    names = _new_names(writer.prev, len(seals))
    for name, seal in zip(names, seals, strict=True):
        locks = is_first and len(seals) > 1 and name == names[-1]
        append_signature_field(
            writer, _field(writer.prev, name, seal, whole_lock() if locks else None)
        )
    if lists:
        _embed(writer, lists)
    writer.write_in_place()
    return names, is_first


def whole_lock() -> "FieldMDPSpec":
    """Return the lock that the last signer puts on every field."""
    from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec

    return FieldMDPSpec(FieldMDPAction.ALL)


def _is_unsigned(reader: "PdfFileReader", seals: Sequence[Seal | None]) -> bool:
    from pyhanko.sign.fields import MDPPerm, enumerate_sig_fields
    from pyhanko.sign.validation import read_certification_data

    if next(enumerate_sig_fields(reader, filled_status=True), None) is None:
        return True
    certification = read_certification_data(reader)
    if certification is not None and certification.permission == MDPPerm.NO_CHANGES:
        raise SigningError("该 PDF 的首个签名已禁止任何改动，不能再签；请使用签名前的文件。")
    fields = (field.get_object() for _, _, field in enumerate_sig_fields(reader, True))
    locks = (field["/Lock"] for field in fields if "/Lock" in field)
    if any(lock.get("/P") == MDPPerm.NO_CHANGES.value for lock in locks):
        raise SigningError("该 PDF 的最后一个签名已锁定文件，不能再签；请使用签名前的文件。")
    if any(seals):
        raise SigningError(
            "该 PDF 已有签名，再加可见印章会使原签名失效；请不带印章签名，或使用签名前的文件。"
        )
    return False


def _new_names(reader: "PdfFileReader", count: int) -> tuple[str, ...]:
    from pyhanko.sign.fields import enumerate_sig_fields

    taken = {name for name, _, _ in enumerate_sig_fields(reader)}
    names: list[str] = []
    number = 1
    while len(names) < count:
        if f"Signature{number}" not in taken:
            names.append(f"Signature{number}")
        number += 1
    return tuple(names)


def _field(
    reader: "PdfFileReader", name: str, seal: Seal | None, lock: "FieldMDPSpec | None"
) -> "SigFieldSpec":
    from pyhanko.sign.fields import MDPPerm, SigFieldSpec

    permission = MDPPerm.NO_CHANGES if lock else None
    if seal is None:
        return SigFieldSpec(name, field_mdp_spec=lock, doc_mdp_update_value=permission)
    pages = int(reader.root["/Pages"]["/Count"])
    if not -pages <= seal.page < pages:
        raise InvalidInputError(f"印章所在页（{seal.page}）不存在：该 PDF 共 {pages} 页。")
    return SigFieldSpec(
        name,
        on_page=seal.page,
        box=seal.box,
        field_mdp_spec=lock,
        doc_mdp_update_value=permission,
    )


def _embed(writer: "IncrementalPdfFileWriter", lists: Sequence[RevocationList]) -> None:
    """Put the lists into the document security store, where PAdES looks for them."""
    from asn1crypto import crl
    from pyhanko.sign.validation.dss import DocumentSecurityStore

    parsed = [crl.CertificateList.load(each.content) for each in lists]
    DocumentSecurityStore.supply_dss_in_writer(writer, None, crls=parsed)
