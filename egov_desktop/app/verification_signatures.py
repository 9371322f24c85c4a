"""The signatures of a packet: each judged, then held against those who should have signed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from egov_desktop.app.verification_verdict import Terms
from egov_desktop.domain.errors import InvalidInputError

if TYPE_CHECKING:
    from egov_desktop.packaging.verification import BagVerdict
    from egov_desktop.signing.sm2 import Sm2Verdict
    from egov_desktop.signing.verdict import SignatureVerdict

NO_MANIFEST_SIGNATURE = "清单签名 tagmanifest-sha256.txt.p7s 缺失，签名可能被移除。"


@dataclass(frozen=True)
class Signatures:
    """The signatures of a packet, and why one could not even be read."""

    in_pdf: Sequence["SignatureVerdict"]
    over_manifest: "SignatureVerdict | None"
    sm2: "Sm2Verdict | None"
    unreadable_pdf: str = ""
    unreadable_manifest_signature: str = ""

    @property
    def problems(self) -> tuple[str, ...]:
        """Return why a signature could not even be read."""
        return tuple(filter(None, (self.unreadable_pdf, self.unreadable_manifest_signature)))

    @property
    def all(self) -> tuple["SignatureVerdict", ...]:
        """Return those in the PDF and the one over the manifest."""
        return (*self.in_pdf, *([self.over_manifest] if self.over_manifest else []))


def judged_signatures(
    bag: "BagVerdict", pdf: Path, terms: Terms, now: datetime | None
) -> Signatures:
    """Judge the signatures in the PDF and the one over the tag manifest."""
    from egov_desktop.signing.detached import verify_detached
    from egov_desktop.signing.validation import validate_pdf

    in_pdf: Sequence[SignatureVerdict] = ()
    over_manifest, unreadable_pdf, unreadable_manifest_signature = None, "", ""
    if bag.signature is not None and bag.tagmanifest is not None:
        try:
            over_manifest = verify_detached(
                bag.tagmanifest, bag.signature, terms.roots, now, terms.crls
            )
        except InvalidInputError as error:
            unreadable_manifest_signature = str(error)
    try:
        in_pdf = validate_pdf(pdf, terms.roots, now, terms.crls, _witnessed(over_manifest))
    except InvalidInputError as error:
        unreadable_pdf = str(error)
    sm2 = _sm2(bag, terms, now)
    return Signatures(in_pdf, over_manifest, sm2, unreadable_pdf, unreadable_manifest_signature)


def _witnessed(over_manifest: "SignatureVerdict | None") -> datetime | None:
    """Return when a trusted timestamp on the manifests saw all files of the packet."""
    if over_manifest is None or not (over_manifest.accepted and over_manifest.trusted):
        return None
    return over_manifest.timestamp


def _sm2(bag: "BagVerdict", terms: Terms, now: datetime | None) -> "Sm2Verdict | None":
    from egov_desktop.signing.sm2 import verify_sm3_manifest

    if bag.sm3_tagmanifest is None:
        return None
    return verify_sm3_manifest(bag.sm3_tagmanifest, bag.sm3_signature_files, terms.sm2_roots, now)


def sm2_problems(record: Mapping[str, Any], found: "Sm2Verdict | None") -> Iterator[str]:
    """Yield where the SM2 signature (国密签名) is bad, missing, or not the one announced."""
    announced = record["signature"].get("sm2")
    if found is None:
        if announced is not None:
            yield f"登记的国密签名（{_called(announced['signer'])}）缺失，可能被移除。"
        return
    yield from found.reasons
    if not found.accepted and not found.reasons:
        yield f"“{_called(found.signer)}”的国密签名未通过核验。"
    if announced is None:
        yield f"登记为没有国密签名的报送包里出现了“{_called(found.signer)}”的国密签名。"
    elif found.public_key and found.public_key != announced["public_key"]:
        names = _called(found.signer), _called(announced["signer"])
        yield f"国密签名人“{names[0]}”与登记的“{names[1]}”不是同一个公钥。"


def _called(name: object) -> str:
    return str(name or "没有写明姓名")


def signer_problems(record: Mapping[str, Any], signatures: Signatures) -> Iterator[str]:
    """Yield where the signatures are bad, or not those that the record announces."""
    announced = record["signature"]
    if announced["level"] == "unsigned":
        if signatures.all or announced.get("signers"):
            yield "登记为未签名的报送包里出现了签名。"
        return
    if not signatures.in_pdf and not signatures.unreadable_pdf:
        name = _called(announced.get("signer"))
        yield f"登记的签名人“{name}”在 packet.pdf 中没有签名，签名可能被移除。"
    if signatures.over_manifest is None and not signatures.unreadable_manifest_signature:
        yield NO_MANIFEST_SIGNATURE
    for found in signatures.all:
        yield from found.reasons
        if not found.accepted and not found.reasons:
            yield f"“{_called(found.signer)}”的签名未通过核验。"
    yield from _order_problems(announced, signatures)


def _order_problems(announced: Mapping[str, Any], signatures: Signatures) -> Iterator[str]:
    """Yield who is missing, added or out of order, compared by certificate."""
    if "signers" not in announced:  # packets of earlier programs have one signer
        yield from (_strangers(announced, signatures.all))
        return
    signers = announced["signers"]
    if not signers or not _is_same(announced, signers[-1]):
        yield "submission.json 的签名人名单与登记的最后签名人不一致。"
        return
    pairs = () if signatures.unreadable_pdf else zip_longest(signers, signatures.in_pdf)
    for place, (wanted, found) in enumerate(pairs, start=1):
        if found is None:
            yield (
                f"登记的第 {place} 位签名人“{_called(wanted['signer'])}”在 packet.pdf 中没有签名，"
                "签名可能被移除，或文件被退回到他签名之前。"
            )
        elif wanted is None:
            yield f"packet.pdf 里有登记以外的签名：“{_called(found.signer)}”。"
        elif not _signed_by(wanted, found):
            yield (
                f"第 {place} 个签名是“{_called(found.signer)}”作的，"
                f"与登记的“{_called(wanted['signer'])}”不是同一张证书。"
            )
    if signatures.over_manifest is not None:
        yield from _strangers(signers[-1], [signatures.over_manifest])


def _strangers(
    wanted: Mapping[str, Any], signatures: Sequence["SignatureVerdict"]
) -> Iterator[str]:
    for found in signatures:
        if not _signed_by(wanted, found):
            names = _called(found.signer), _called(wanted.get("signer"))
            yield f"签名人“{names[0]}”与登记的“{names[1]}”不是同一张证书。"


def _signed_by(wanted: Mapping[str, Any], found: "SignatureVerdict") -> bool:
    if fingerprint := wanted.get("fingerprint"):
        return bool(fingerprint == found.fingerprint)
    return (found.signer, found.serial) == (wanted.get("signer"), wanted.get("serial"))


def _is_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(one.get(key) == other.get(key) for key in ("signer", "issuer", "serial"))


def expectation_problems(terms: Terms, signatures: Signatures) -> Iterator[str]:
    """Yield who should have signed as far as the receiver is concerned, and has not."""
    if terms.roots and not signatures.all:
        yield "要求按根证书核对签名人，但报送包没有签名。"
    if terms.sm2_roots and signatures.sm2 is None:
        yield "要求按国密根证书核对签名人，但报送包没有国密签名。"
    for wanted in terms.expected_signers:
        if not any(_is_named(wanted, found) for found in signatures.all if found.accepted):
            yield f"接收方要求的签名人“{wanted}”没有有效的签名。"


def _is_named(wanted: str, found: "SignatureVerdict") -> bool:
    number = wanted.replace(":", "").replace(" ", "").lower()
    known = (found.serial.replace(":", "").lower(), found.fingerprint)
    return wanted.strip() == found.signer or (bool(number) and number in known)


def reservations(signatures: Signatures) -> Iterator[str]:
    """Yield what a reader should know of the signatures though it does not make them bad."""
    if not signatures.all:
        yield "未作电子签名：只能核对完整性，不能核对由谁提交。"
    for found in signatures.all:
        yield from found.notes
    if signatures.sm2 is not None:
        yield from signatures.sm2.notes
