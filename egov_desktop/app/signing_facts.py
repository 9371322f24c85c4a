"""What a packet says of its signatures (签名说明), taken from the certificates beforehand."""

from datetime import datetime

from egov_desktop.app.signing_choices import CertificateFile, Signing
from egov_desktop.domain import submission
from egov_desktop.domain.errors import NotFoundError, SigningError

LEVEL = "PAdES B-B"


def signature_facts(signing: Signing | None, now: datetime) -> submission.Json:
    """Return the `signature` of submission.json; SigningError when a certificate cannot sign."""
    if signing is None or not signing.signers:
        return {
            "level": "unsigned",
            "signer": None,
            "note": "未作电子签名。请打印后签字盖章，并以扫描件随纸质材料报送。",
        }
    from egov_desktop.signing.credential import load_pkcs12, require_usable

    (choice,) = signing.signers
    image = choice.seal_image
    if image is not None and not image.is_file():
        raise NotFoundError(f"找不到印章图片“{image}”，请重新选择。")
    if not isinstance(choice.source, CertificateFile):
        raise SigningError("目前只能用证书文件签名。")
    credential = load_pkcs12(choice.source.path, choice.source.password)
    require_usable(credential, now)
    return {
        "level": LEVEL,
        "signer": credential.holder,
        "issuer": credential.issuer,
        "serial": credential.serial,
        "timestamp": False,
        "note": f"{LEVEL} 电子签名（离线签署，无时间戳），签名人：{credential.holder}，"
        f"证书颁发者：{credential.issuer}。签名时间取自本机时钟。",
    }
