"""What is known of the signers before a packet is made, and what the packet says of them.

`read_signing_facts` opens the keys: it may wait for a driver, and runs beside the window.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from egov_desktop.app.signing_choices import SignerChoice, Signing, Sm2Key
from egov_desktop.domain import submission
from egov_desktop.domain.errors import NotFoundError
from egov_desktop.domain.printout import SignerLine
from egov_desktop.signing.certificate import CertificateFacts

LEVEL = "PAdES B-B"
UNSIGNED = "unsigned"
_NOT_SIGNED = "未作电子签名。请打印后签字盖章，并以扫描件随纸质材料报送。"
_NO_SM2 = "没有使用国密 SM2 密钥，报送包不含 SM3 摘要清单和 SM2 签名。"
_SM2 = (
    "报送包另有 SM3 摘要清单和对它的 SM2 签名，签名人：{signer}，由软件密钥计算，"
    "不等同于经国家认可的商用密码产品。"
)


@dataclass(frozen=True)
class SignerFacts:
    """One signer's certificate, and the certificates that came with it (DER)."""

    certificate: CertificateFacts
    chain: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class Sm2Facts:
    """An SM2 key (国密密钥): whose it is, and its certificate when it has one."""

    signer: str
    public_key: str
    """SHA-256 of the public key, hexadecimal."""
    certificate: CertificateFacts | None


@dataclass(frozen=True)
class SigningFacts:
    """The certificates of all signers, in their order; it may travel to another process."""

    signers: tuple[SignerFacts, ...] = ()
    sm2: Sm2Facts | None = None


def read_signing_facts(signing: Signing | None) -> SigningFacts:
    """Open every key once; SigningError when a file, a token, a PIN or a choice is not right."""
    if signing is None:
        return SigningFacts()
    for choice in signing.signers:
        _require_image(choice.seal_image)
    signers = tuple(_read(choice) for choice in signing.signers)
    return SigningFacts(signers, _read_sm2(signing.sm2) if signing.sm2 else None)


def _require_image(image: Path | None) -> None:
    if image is not None and not image.is_file():
        raise NotFoundError(f"找不到印章图片“{image}”，请重新选择。")


def _read(choice: SignerChoice) -> SignerFacts:
    from egov_desktop.signing.sources import opened

    with opened(choice.source) as credential:
        plain = {each.name: getattr(credential, each.name) for each in fields(CertificateFacts)}
        return SignerFacts(CertificateFacts(**plain), credential.chain)


def _read_sm2(key: Sm2Key) -> Sm2Facts:
    from egov_desktop.signing.sm2 import open_sm2

    credential = open_sm2(key)
    return Sm2Facts(credential.holder, credential.public_key, credential.facts)


def signature_record(signing: Signing, facts: SigningFacts) -> submission.Json:
    """Return the `signature` of submission.json; the last signer also signs the manifest."""
    common: submission.Json = {
        "sm2": _sm2_record(facts.sm2),
        "sm2_note": _SM2.format(signer=facts.sm2.signer) if facts.sm2 else _NO_SM2,
    }
    if not facts.signers:
        return {
            "level": UNSIGNED,
            "signer": None,
            "note": _NOT_SIGNED,
            "signers": [],
            **common,
        }
    last = facts.signers[-1].certificate
    return {
        "level": LEVEL,
        "signer": last.holder,
        "issuer": last.issuer,
        "serial": last.serial,
        "timestamp": False,
        "note": _note(signing, facts),
        "signers": [
            {
                "role": choice.role,
                "signer": signer.certificate.holder,
                "issuer": signer.certificate.issuer,
                "serial": signer.certificate.serial,
                "fingerprint": signer.certificate.fingerprint,
            }
            for choice, signer in zip(signing.signers, facts.signers, strict=True)
        ],
        **common,
    }


def _sm2_record(facts: Sm2Facts | None) -> submission.Json | None:
    return {"signer": facts.signer, "public_key": facts.public_key} if facts else None


def recorded_signers(record: submission.Json) -> tuple[str, ...]:
    """Return the fingerprints of the signers' certificates as a record has them."""
    signature: Any = record["signature"]
    return tuple(str(each["fingerprint"]) for each in signature["signers"])


def recorded_sm2_key(record: submission.Json) -> str:
    """Return the digest of the SM2 key as a record has it; empty when there is none."""
    signature: Any = record["signature"]
    return str(signature["sm2"]["public_key"]) if signature["sm2"] else ""


def signature_words(record: submission.Json) -> str:
    """Return what a record says of its signatures, in one paragraph."""
    signature: Any = record["signature"]
    return f"{signature['note']}{signature['sm2_note']}"


def signer_lines(signing: Signing, facts: SigningFacts) -> tuple[SignerLine, ...]:
    """Return the signers as they are printed."""
    return tuple(
        SignerLine(
            choice.role,
            signer.certificate.holder,
            f"证书颁发者：{signer.certificate.issuer}，序列号：{signer.certificate.serial}",
        )
        for choice, signer in zip(signing.signers, facts.signers, strict=True)
    )


def signature_notes(record: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what a record may say of its signatures, told from the signers it names."""
    signature = record["signature"]
    if signature["level"] == UNSIGNED:
        return (_NOT_SIGNED,)
    signers = signature.get("signers") or [{**signature, "role": ""}]
    named = [_named(each["signer"], each["role"]) for each in signers]
    return tuple(_words(named, signature["issuer"], has_lists=lists) for lists in (False, True))


def _note(signing: Signing, facts: SigningFacts) -> str:
    pairs = zip(signing.signers, facts.signers, strict=True)
    named = [_named(signer.certificate.holder, choice.role) for choice, signer in pairs]
    last = facts.signers[-1].certificate
    return _words(named, last.issuer, has_lists=bool(signing.revocation))


def _words(named: Sequence[str], issuer: str, *, has_lists: bool) -> str:
    names = "、".join(named)
    who = f"签名人：{names}，证书颁发者：{issuer}"
    if len(named) > 1:
        who = f"依次签名人：{names}，最后一人同时签署清单"
    lists = "，PDF 内附有给出的吊销列表" if has_lists else ""
    return f"{LEVEL} 电子签名（离线签署，无时间戳{lists}），{who}。签名时间取自本机时钟。"


def _named(holder: str, role: str) -> str:
    return f"{holder}（{role}）" if role else holder
