"""Making a packet from its plan: render, sign, pack, verify; no database, so it can run apart."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from egov_desktop.app.signing_choices import CertificateFile
from egov_desktop.app.submission_plan import SubmissionPlan, recorded
from egov_desktop.app.verification import Verification, verify
from egov_desktop.domain import submission
from egov_desktop.domain.errors import EgovError, SigningError

STEPS = ("生成 PDF", "签名", "打包", "核对")
"""The steps of making a packet, in the words shown as progress."""
Progress = Callable[[str, int, int], None]
_UNIT_SEAL = 2
"""Which signature box of the last page takes the seal: 单位盖章."""


@dataclass(frozen=True)
class MadePacket:
    """A packet that was written, opened again and found valid."""

    path: Path
    sha256: str
    size: int
    pages: int
    verification: Verification


def make_packet(
    plan: SubmissionPlan,
    progress: Progress | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> MadePacket:
    """Render, sign, pack and verify; only a packet that was verified gets its name."""
    from egov_desktop.documents.packet_pdf import render_packet
    from egov_desktop.packaging.bag import PayloadFile, write_bag

    def step(number: int) -> Callable[[int, int], None]:
        return lambda done, total: progress(STEPS[number], done, total) if progress else None

    found: list[Verification] = []

    def look(whole: Path) -> None:
        verification = verify(whole, progress=step(3), is_cancelled=is_cancelled)
        if verification.verdict == "invalid":
            reasons = "；".join(verification.reasons)
            raise EgovError(f"报送包写入后核对未通过，没有留下：{reasons}。请换一个磁盘后重试。")
        found.append(replace(verification, path=plan.out))

    with tempfile.TemporaryDirectory(dir=plan.temporary, prefix="packet-") as folder:
        unsigned = Path(folder) / "unsigned.pdf"
        pages = render_packet(plan.printout, unsigned, step(0), is_cancelled)
        if plan.signing and plan.signing.signers:
            step(1)(0, 1)
        signed, sign_manifest = _signed(plan, unsigned)
        payload = [
            PayloadFile(submission.PACKET_PDF, signed),
            PayloadFile(submission.RECORD, submission.encode_record(plan.record)),
            *(PayloadFile(file.name, file.path, file.sha256) for file in plan.files),
        ]
        bag = write_bag(
            plan.out,
            plan.name,
            payload,
            plan.bag_info,
            plan.made_at,
            sign_tagmanifest=sign_manifest,
            look=look,
            progress=step(2),
            is_cancelled=is_cancelled,
        )
    (verification,) = found
    return MadePacket(plan.out, verification.sha256, bag.size, pages, verification)


def _signed(plan: SubmissionPlan, unsigned: Path) -> tuple[Path, Callable[[bytes], bytes] | None]:
    """Return the PDF to pack and what signs the tag manifest."""
    if plan.signing is None or not plan.signing.signers:
        return unsigned, None
    from egov_desktop.documents.closing_parts import SIGNATURE_BOXES
    from egov_desktop.signing.credential import load_pkcs12, require_usable
    from egov_desktop.signing.detached import sign_detached
    from egov_desktop.signing.pdf import SignerStep, sign_pdf
    from egov_desktop.signing.seal import Seal

    (choice,) = plan.signing.signers
    source = choice.source
    if not isinstance(source, CertificateFile):
        raise SigningError("目前只能用证书文件签名。")
    credential = load_pkcs12(source.path, source.password)
    require_usable(credential, plan.made_at)
    if credential.serial != recorded(plan.record, "serial"):
        raise SigningError("证书文件在固化过程中被更换，请重新选择证书后再固化。")
    signed = unsigned.with_name("signed.pdf")
    image = choice.seal_image
    step = SignerStep(
        credential,
        "",
        f"{plan.printout.stage_title} v{plan.version} {plan.code}",
        Seal(image, -1, SIGNATURE_BOXES[_UNIT_SEAL]) if image else None,
    )
    sign_pdf(unsigned, signed, [step], plan.made_at, location=plan.printout.unit)
    return signed, lambda data: sign_detached(data, credential, plan.made_at)
