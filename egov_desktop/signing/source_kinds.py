"""What names a signer's key: a certificate file (证书文件) or a token (UKey), and the choice."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeVar

from egov_desktop.domain.errors import SigningError
from egov_desktop.signing.certificate import CertificateFacts

_Facts = TypeVar("_Facts", bound=CertificateFacts)


@dataclass(frozen=True)
class CertificateFile:
    """A file with a certificate and its key: PKCS#12 (.p12, .pfx) or PEM."""

    path: Path
    password: str | None = field(default=None, repr=False)
    fingerprint: str | None = None
    """The certificate that is meant, SHA-256 in hexadecimal; None: the only one there."""


@dataclass(frozen=True)
class Token:
    """A token (UKey) behind a PKCS#11 driver; label and serial number tell several apart."""

    library: Path
    label: str | None = None
    serial: str | None = None
    pin: str | None = field(default=None, repr=False)
    fingerprint: str | None = None


Source = CertificateFile | Token
PinState = Literal["ok", "low", "last", "locked"]


@dataclass(frozen=True)
class TokenFacts:
    """What a token says of itself; `pin` tells how many tries are left, as far as it says."""

    label: str
    serial: str
    maker: str
    model: str
    pin: PinState


class WrongPinError(SigningError):
    """The PIN is wrong or locked; the sentence says what is left as far as the token tells."""

    def __init__(self, sentence: str, pin: PinState) -> None:
        super().__init__(sentence)
        self.pin = pin

    def __reduce__(self) -> "tuple[type[WrongPinError], tuple[str, PinState]]":
        """Travel between processes with both arguments."""
        return type(self), (str(self), self.pin)


def chosen(found: tuple[_Facts, ...], fingerprint: str | None, where: str) -> _Facts:
    """Return the certificate that is meant; SigningError lists them when that is not clear."""
    if fingerprint is not None:
        wanted = fingerprint.replace(":", "").casefold()
        for each in found:
            if each.fingerprint == wanted:
                return each
        raise SigningError(f"{where}里没有选定的证书（指纹 {wanted[:16]}…）；请重新选择证书。")
    candidates = tuple(each for each in found if each.may_sign) or found
    if not candidates:
        raise SigningError(f"{where}里没有带私钥的证书，不能签名；请核对是否选错。")
    if len(candidates) > 1:
        lines = "；".join(
            f"{each.holder}（{each.issuer} 签发，有效期至 {each.not_after.astimezone():%Y-%m-%d}，"
            f"指纹 {each.fingerprint[:16]}）"
            for each in candidates
        )
        raise SigningError(f"{where}里有 {len(candidates)} 张签名证书，请选定一张：{lines}。")
    return candidates[0]
