"""From a filing to a packet: check, freeze, render, sign, pack, verify, record.

The plan is taken down from the database; making the packet needs none and may run in another
process; the row is written last, when the file is there and has been looked at.
"""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from egov_desktop.app.checks import check_project
from egov_desktop.app.projects import filing_of, load_project
from egov_desktop.app.verification import Verification, verify
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain import printout, submission
from egov_desktop.domain.errors import (
    BlockedError,
    EgovError,
    InvalidInputError,
    NotFoundError,
    SigningError,
    StorageError,
)
from egov_desktop.domain.findings import Finding
from egov_desktop.domain.policy import PolicyPack
from egov_desktop.domain.printout import Printout, Stamp
from egov_desktop.domain.project import Filing, FrozenVersion, Project
from egov_desktop.files import require_writable
from egov_desktop.storage import audit
from egov_desktop.storage import versions as stored_versions

LEVEL = "PAdES B-B"
STEPS = ("生成 PDF", "签名", "打包", "核对")
"""The steps of making a packet, in the words shown as progress."""
Progress = Callable[[str, int, int], None]
_UNIT_SEAL = 2
"""Which signature box of the last page takes the seal: 单位盖章."""


@dataclass(frozen=True)
class Signing:
    """What to sign with: a certificate file and, if wished, an image of the seal."""

    p12: Path
    password: str | None
    seal: Path | None = None


@dataclass(frozen=True)
class CertificateView:
    """What a person wants to know of a certificate before signing."""

    holder: str
    issuer: str
    not_before: datetime
    not_after: datetime
    problem: str | None


@dataclass(frozen=True)
class PackedFile:
    """An attachment on its way into a packet: its name below data/, where it lies, its hash."""

    name: str
    path: Path
    sha256: str


@dataclass(frozen=True)
class SubmissionPlan:
    """Everything that making a packet needs; nothing in it refers to the database."""

    project_id: str
    filing_id: str
    version: int
    code: str
    made_at: datetime
    answers_digest: str
    printout: Printout
    record: submission.Json
    files: tuple[PackedFile, ...]
    bag_info: Mapping[str, str]
    name: str
    out: Path
    temporary: Path
    signing: Signing | None


@dataclass(frozen=True)
class MadePacket:
    """A packet that was written, opened again and found valid."""

    path: Path
    sha256: str
    size: int
    pages: int
    verification: Verification


@dataclass(frozen=True)
class Submission:
    """What the user is told about a frozen packet."""

    packet: Path
    version: int
    sha256: str
    level: str
    signer: str
    verified: bool
    reasons: tuple[str, ...]


def describe_certificate(p12: Path, password: str | None, now: datetime) -> CertificateView:
    """Return what a certificate file says of itself; SigningError when it cannot be opened."""
    from egov_desktop.signing.credential import credential_problem, load_pkcs12

    credential = load_pkcs12(p12, password)
    return CertificateView(
        credential.holder,
        credential.issuer,
        credential.not_before,
        credential.not_after,
        credential_problem(credential, now),
    )


def plan_submission(
    ws: Workspace, project_id: str, filing_id: str, out: Path, signing: Signing | None
) -> SubmissionPlan:
    """Check a filing and take down all that its packet will hold.

    Raises BlockedError while errors stand, SigningError when the certificate cannot sign,
    StorageError when nothing can be written there or when a packet that nobody recorded lies
    where this one would go.
    """
    project = load_project(ws, project_id)
    filing = filing_of(project, filing_id)
    pack = ws.pack(project.pack_id)
    stage = pack.stage(filing.stage)
    if stage is None or not stage.has_packet:
        raise InvalidInputError(
            f"“{stage.title if stage else filing.stage}”不需要报送，没有报送包。"
        )
    result = check_project(ws, project, filing.id)
    _refuse_blocked(pack, result.blocking(filing.id))
    made_at = ws.now()
    signature = _signature_facts(signing, made_at)
    version = filing.versions[-1].version + 1 if filing.versions else 1
    code = submission.packet_code(pack, project, filing, version)
    stamp = Stamp(version, code, ws.today(), str(signature["note"]))
    entries = submission.packet_entries(stage, filing)
    record = submission.submission_record(
        pack,
        stage,
        project,
        filing,
        result,
        version=version,
        made_at=made_at,
        signature=signature,
        previous=filing.versions[-1] if filing.versions else None,
        audit_head=_audit_head(ws),
    )
    name = submission.packet_name(project, filing, version)
    target = out / f"{name}.zip"
    require_writable(out)
    _refuse_unrecorded(target)
    composed = printout.compose(pack, project, filing, result, stamp)
    return SubmissionPlan(
        project.id,
        filing.id,
        version,
        code,
        made_at,
        submission.answers_digest(filing),
        composed,
        record,
        tuple(
            PackedFile(e.name, ws.store.objects.find(e.attachment.sha256), e.attachment.sha256)
            for e in entries
        ),
        _bag_info(pack, project, filing, version, composed),
        name,
        target,
        ws.scratch,
        signing,
    )


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
        if plan.signing:
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


def record_submission(ws: Workspace, plan: SubmissionPlan, made: MadePacket) -> Submission:
    """Write down that a packet was frozen, now that the file is there.

    When that fails the file goes: it would be a packet that nobody knows of.
    """
    version = FrozenVersion(
        plan.version,
        plan.made_at,
        made.sha256,
        str(made.path.absolute()),
        plan.code,
        plan.answers_digest,
    )
    try:
        stored_versions.record_frozen_version(
            ws.store, plan.project_id, plan.filing_id, version, plan.record, **ws.stamp()
        )
    except BaseException:
        made.path.unlink(missing_ok=True)
        raise
    return Submission(
        made.path,
        plan.version,
        made.sha256,
        _recorded(plan.record, "level"),
        _recorded(plan.record, "signer"),
        verified=made.verification.verdict != "invalid",
        reasons=made.verification.reasons + made.verification.notes,
    )


def submit(
    ws: Workspace,
    project_id: str,
    filing_id: str,
    out: Path,
    signing: Signing | None,
    progress: Progress | None = None,
) -> Submission:
    """Check, freeze, render, sign, pack, verify and record in one go."""
    plan = plan_submission(ws, project_id, filing_id, out, signing)
    made = make_packet(plan, progress)
    return record_submission(ws, plan, made)


def _refuse_unrecorded(target: Path) -> None:
    """Raise StorageError when a file lies where a new packet goes: it is never overwritten.

    A recorded packet has an older version in its name, so this one was left by a program that
    was cut off, or comes from another copy of the data.
    """
    if target.exists():
        raise StorageError(
            f"“{target}”已经存在，但本机没有这一版的固化记录，可能是上次固化时程序中断留下的。"
            "为免覆盖，请先移走这个文件，或换一个文件夹，再重新固化。"
        )


def _audit_head(ws: Workspace) -> submission.Json | None:
    head = audit.head(ws.store)
    if head is None:
        return None
    return {"seq": head.seq, "hash": head.hash, "at": head.at.isoformat()}


def _refuse_blocked(pack: PolicyPack, errors: Sequence[Finding]) -> None:
    if not errors:
        return
    lines = [
        f"· {printout.place_label(pack, f.stage, f.path)}:{f.message}({f.basis})" for f in errors
    ]
    count = len(lines)
    raise BlockedError("\n".join([f"检查发现 {count} 处错误，改正后才能固化:", *lines]))


def _signature_facts(signing: Signing | None, now: datetime) -> submission.Json:
    if signing is None:
        return {
            "level": "unsigned",
            "signer": None,
            "note": "未作电子签名。请打印后签字盖章，并以扫描件随纸质材料报送。",
        }
    from egov_desktop.signing.credential import load_pkcs12, require_usable

    if signing.seal is not None and not signing.seal.is_file():
        raise NotFoundError(f"找不到印章图片“{signing.seal}”，请重新选择。")
    credential = load_pkcs12(signing.p12, signing.password)
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


def _recorded(record: submission.Json, key: str) -> str:
    signature = record["signature"]
    return str(signature.get(key) or "") if isinstance(signature, Mapping) else ""


def _signed(plan: SubmissionPlan, unsigned: Path) -> tuple[Path, Callable[[bytes], bytes] | None]:
    """Return the PDF to pack and what signs the tag manifest."""
    if plan.signing is None:
        return unsigned, None
    from egov_desktop.documents.closing_parts import SIGNATURE_BOXES
    from egov_desktop.signing.credential import load_pkcs12, require_usable
    from egov_desktop.signing.detached import sign_detached
    from egov_desktop.signing.pdf import sign_pdf
    from egov_desktop.signing.seal import Seal

    credential = load_pkcs12(plan.signing.p12, plan.signing.password)
    require_usable(credential, plan.made_at)
    if credential.serial != _recorded(plan.record, "serial"):
        raise SigningError("证书文件在固化过程中被更换，请重新选择证书后再固化。")
    signed = unsigned.with_name("signed.pdf")
    image = plan.signing.seal
    sign_pdf(
        unsigned,
        signed,
        credential,
        plan.made_at,
        reason=f"{plan.printout.stage_title} v{plan.version} {plan.code}",
        location=plan.printout.unit,
        seal=Seal(image, -1, SIGNATURE_BOXES[_UNIT_SEAL]) if image else None,
    )
    return signed, lambda data: sign_detached(data, credential, plan.made_at)


def _bag_info(
    pack: PolicyPack, project: Project, filing: Filing, version: int, composed: Printout
) -> Mapping[str, str]:
    from egov_desktop.packaging.packet_rules import PROFILE_IDENTIFIER

    return {
        "Source-Organization": composed.unit,
        "External-Identifier": f"{project.id}/{filing.id}",
        "External-Description": f"{project.name} {composed.stage_title}{composed.period}",
        "Bagging-Date": composed.stamp.made_on.isoformat(),
        "BagIt-Profile-Identifier": PROFILE_IDENTIFIER,
        "Egov-Pack": pack.id,
        "Egov-Pack-Version": pack.version,
        "Egov-Pack-Sha256": pack.sha256,
        "Egov-Stage": filing.stage,
        "Egov-Packet-Version": str(version),
        "Egov-Packet-Code": composed.stamp.code,
    }
