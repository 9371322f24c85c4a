"""Timestamps (RFC 3161) carried by hand: a request to take to the authority, its reply put in.

They go into the unsigned part of a detached signature: it stays valid, and no key is needed.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.signing.der import is_der
from egov_desktop.signing.library import cannot_parse, quiet_library
from egov_desktop.signing.revocation import RevocationList
from egov_desktop.signing.stamps import judged_stamp

if TYPE_CHECKING:
    from asn1crypto import cms as asn1_cms

_HASH = "sha256"
_STAMP = "signature_time_stamp_token"


def timestamp_request(cms: bytes, nonce: int) -> bytes:
    """Return a request (.tsq) for a timestamp over the signature value of a detached signature."""
    from asn1crypto import tsp

    imprint = {"hash_algorithm": {"algorithm": _HASH}, "hashed_message": _imprint(_loaded(cms))}
    request = tsp.TimeStampReq(
        {
            "version": "v1",
            "message_imprint": tsp.MessageImprint(imprint),
            "nonce": nonce,
            "cert_req": True,
        }
    )
    return bytes(request.dump())


def with_timestamp(cms: bytes, reply: bytes) -> bytes:
    """Return the signature with the authority's reply (.tsr) in it.

    Raises InvalidInputError when the reply is a refusal, is damaged, or was given for another
    signature.
    """
    from asn1crypto import cms as asn1_cms

    quiet_library()
    content = _loaded(cms)
    token = _token(reply)
    if not _fits(asn1_cms.ContentInfo.load(token), content):
        raise _unusable("时间戳回复不是给这个签名的，或已被改动")
    others, stamps = _unsigned(content)
    # parsed anew: asn1crypto writes what it has looked into in exponential time
    values = [asn1_cms.ContentInfo.load(each) for each in (*stamps, token)]
    unsigned = [*others, asn1_cms.CMSAttribute({"type": _STAMP, "values": values})]
    stamped = _with_unsigned(cms, unsigned)
    if not is_der(stamped):  # the packet would be refused ever after
        raise _unusable("时间戳回复不是 DER 编码")
    return stamped


def with_revocation_lists(cms: bytes, lists: Sequence[RevocationList]) -> bytes:
    """Return the signature with revocation lists beside its certificates; it stays valid."""
    from asn1crypto import cms as asn1_cms
    from asn1crypto import crl

    content = _loaded(cms)
    signed_data = content["content"]
    try:
        kept = [each.chosen.dump() for each in signed_data["crls"] or ()]
    except cannot_parse() as error:
        raise _no_signature() from error
    wanted = dict.fromkeys([*kept, *(each.content for each in lists)])
    signed_data["crls"] = asn1_cms.RevocationInfoChoices(
        [asn1_cms.RevocationInfoChoice("crl", crl.CertificateList.load(each)) for each in wanted]
    )
    return bytes(content.dump())


def _loaded(cms: bytes) -> "asn1_cms.ContentInfo":
    from asn1crypto import cms as asn1_cms

    try:
        seen = asn1_cms.ContentInfo.load(cms, strict=True)
        signers = seen["content"]["signer_infos"]
        is_usable = seen["content_type"].native == "signed_data" and len(signers) == 1
        is_usable = is_usable and bool(signers[0]["signature"].native)
    except cannot_parse():
        is_usable = False
    if not is_usable:
        raise _no_signature()
    return asn1_cms.ContentInfo.load(cms, strict=True)  # nothing of it has been looked into


def _unsigned(
    content: "asn1_cms.ContentInfo",
) -> "tuple[list[asn1_cms.CMSAttribute], list[bytes]]":
    """Return what stands in the unsigned part: other attributes, and the timestamps."""
    others, stamps = [], []
    try:
        for attribute in content["content"]["signer_infos"][0]["unsigned_attrs"] or ():
            if attribute["type"].native == _STAMP:
                stamps += [each.dump() for each in attribute["values"]]
            else:
                others.append(attribute)
    except cannot_parse() as error:
        raise _no_signature() from error
    return others, stamps


def _no_signature() -> InvalidInputError:
    return InvalidInputError("签名文件不是完好的 CMS 分离签名，不能加时间戳；请核对文件。")


def _imprint(content: "asn1_cms.ContentInfo") -> bytes:
    import hashlib

    signature = content["content"]["signer_infos"][0]["signature"].native
    return hashlib.sha256(signature).digest()


def _with_unsigned(cms: bytes, attributes: "list[asn1_cms.CMSAttribute]") -> bytes:
    content = _loaded(cms)
    content["content"]["signer_infos"][0]["unsigned_attrs"] = attributes
    return bytes(content.dump())


def _fits(token: "asn1_cms.ContentInfo", content: "asn1_cms.ContentInfo") -> bool:
    try:
        stamp = judged_stamp(token["content"], lambda _: _imprint(content), (), ())
        asked = token["content"]["encap_content_info"]["content"].parsed["message_imprint"]
        return stamp.is_genuine and asked["hash_algorithm"]["algorithm"].native == _HASH
    except cannot_parse() as error:
        raise _unusable("时间戳回复已损坏，或没有附时间戳机构的证书") from error


def _token(reply: bytes) -> bytes:
    from asn1crypto import cms as asn1_cms
    from asn1crypto import core, tsp

    class Reply(core.Sequence):
        """TimeStampResp: in asn1crypto's own a refusal, which has no token, cannot be read."""

        _fields: ClassVar[list[tuple[object, ...]]] = [
            ("status", tsp.PKIStatusInfo),
            ("time_stamp_token", asn1_cms.ContentInfo, {"optional": True}),
        ]

    try:
        response = Reply.load(reply, strict=True)
        status = response["status"]["status"].native
        said = "；".join(response["status"]["status_string"].native or ())
        token = bytes(response["time_stamp_token"].dump())
        kind = asn1_cms.ContentInfo.load(token)["content_type"].native if token else None
    except cannot_parse() as error:
        raise _unusable("所给文件不是时间戳回复（.tsr）") from error
    if status not in {"granted", "granted_with_mods"}:
        raise _unusable(f"时间戳机构没有批准请求（{said or status}）")
    if kind != "signed_data":
        raise _unusable("时间戳回复里没有时间戳")
    return token


def _unusable(problem: str) -> InvalidInputError:
    return InvalidInputError(f"{problem}；请核对后向时间戳机构重新索取。")
