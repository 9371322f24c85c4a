"""Making a packet from its plan: render, sign, pack, verify; no database, so it can run apart."""

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from egov_desktop.app.signing_choices import Seal, SignerChoice
from egov_desktop.app.signing_facts import recorded_signers, recorded_sm2_key
from egov_desktop.app.signing_views import seal_box
from egov_desktop.app.submission_plan import SubmissionPlan
from egov_desktop.app.verification import Verification, verify
from egov_desktop.domain import submission
from egov_desktop.domain.errors import EgovError, SigningError

STEPS = ("生成 PDF", "签名", "打包", "核对")
"""The steps of making a packet, in the words shown as progress."""
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class MadePacket:
    """A packet that was written, opened again and found valid."""

    path: Path
    sha256: str
    manifest_sha256: str
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
        verification = verify(
            whole,
            plan.signing.roots,
            plan.made_at if plan.signing.roots else None,
            progress=step(3),
            is_cancelled=is_cancelled,
        )
        if verification.verdict == "invalid":
            reasons = "；".join(verification.reasons)
            raise EgovError(f"报送包写入后核对未通过，没有留下：{reasons}。请换一个磁盘后重试。")
        found.append(replace(verification, path=plan.out))

    with tempfile.TemporaryDirectory(dir=plan.temporary, prefix="packet-") as folder:
        unsigned = Path(folder) / "unsigned.pdf"
        pages = render_packet(plan.printout, unsigned, step(0), is_cancelled)
        _require_archival(unsigned)
        if plan.signing.signers:
            step(1)(0, 1)
        signed = _signed(plan, unsigned)
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
            sign_tagmanifest=_manifest_signer(plan),
            sign_sm3=_sm2_signer(plan),
            look=look,
            progress=step(2),
            is_cancelled=is_cancelled,
        )
    (verification,) = found
    return MadePacket(
        plan.out, verification.sha256, bag.manifest_sha256, bag.size, pages, verification
    )


def _require_archival(unsigned: Path) -> None:
    """Raise EgovError when the PDF is not fit for keeping: it would be a bug, but never signed."""
    from egov_desktop.documents.archival import archival_problems

    if problems := archival_problems(unsigned):
        reasons = "；".join(problems)
        raise EgovError(f"生成的 PDF 不符合 PDF/A-2b，没有签名：{reasons}。请联系技术支持。")


def _signed(plan: SubmissionPlan, unsigned: Path) -> Path:
    """Sign the PDF by all signers in order; return the file to pack."""
    from egov_desktop.signing.pdf import SignerStep, sign_pdf

    signing = plan.signing
    if not signing.signers:
        return unsigned
    reason = f"{plan.printout.stage_title} v{plan.version} {plan.code}"
    steps = [
        SignerStep(choice.source, choice.role, reason, _place(choice)) for choice in signing.signers
    ]
    signed = unsigned.with_name("signed.pdf")
    signed_by = sign_pdf(
        unsigned,
        signed,
        steps,
        plan.made_at,
        location=plan.printout.unit,
        revocation=signing.revocation,
        overriding=signing.overrides,
    )
    for facts, wanted in zip(signed_by, recorded_signers(plan.record), strict=True):
        _require_same(facts.fingerprint, wanted)
    return signed


def _place(choice: SignerChoice) -> Seal | None:
    if choice.seal is None or isinstance(choice.seal, Seal):
        return choice.seal
    return Seal(choice.seal, -1, seal_box(choice.role))


def _require_same(fingerprint: str, wanted: str) -> None:
    if fingerprint != wanted:
        raise SigningError("证书在固化过程中被更换，请重新选择证书后再固化。")


def _manifest_signer(plan: SubmissionPlan) -> Callable[[bytes], bytes] | None:
    """Return what signs the tag manifest: the last signer."""
    if not plan.signing.signers:
        return None
    last = plan.signing.signers[-1].source

    def sign(data: bytes) -> bytes:
        from egov_desktop.signing.detached import sign_detached
        from egov_desktop.signing.sources import opened

        with opened(last) as credential:
            _require_same(credential.fingerprint, recorded_signers(plan.record)[-1])
            overriding = tuple(plan.signing.overrides)
            return sign_detached(data, credential, plan.made_at, overriding)

    return sign


def _sm2_signer(plan: SubmissionPlan) -> Callable[[bytes], Mapping[str, bytes]] | None:
    """Return what signs the SM3 tag manifest (国密); None when there is no SM2 key."""
    key = plan.signing.sm2
    if key is None:
        return None

    def sign(data: bytes) -> Mapping[str, bytes]:
        from egov_desktop.signing.sm2 import open_sm2, sign_sm3_manifest

        credential = open_sm2(key)
        _require_same(credential.public_key, recorded_sm2_key(plan.record))
        return sign_sm3_manifest(data, credential, plan.made_at)

    return sign
