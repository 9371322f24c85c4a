"""The plan of a packet (报送包): all that it will hold, taken down from the database."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from egov_desktop.app.checks import check_project
from egov_desktop.app.projects import filing_of, load_project
from egov_desktop.app.signing_choices import Signing
from egov_desktop.app.signing_facts import (
    SigningFacts,
    read_signing_facts,
    signature_record,
    signature_words,
    signer_lines,
)
from egov_desktop.app.signing_guards import guards, pass_guards
from egov_desktop.app.version_history import complete
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain import printout, submission
from egov_desktop.domain.errors import InvalidInputError, StorageError
from egov_desktop.domain.policy import PolicyPack
from egov_desktop.domain.printout import OverrideLine, Printout, Stamp
from egov_desktop.domain.project import Filing, Project
from egov_desktop.files import require_writable
from egov_desktop.storage import audit


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
    signing: Signing


def plan_submission(
    ws: Workspace,
    project_id: str,
    filing_id: str,
    out: Path,
    signing: Signing | None,
    *,
    facts: SigningFacts | None = None,
    checked: str | None = None,
) -> SubmissionPlan:
    """Check a filing and take down all that its packet will hold.

    `facts` are those of `read_signing_facts`, when the keys were opened elsewhere; `checked` is the
    digest of what was last checked before a person's eyes.

    Raises GuardedError while something stands in the way that was not overridden, SigningError
    when a key cannot be opened, StorageError when nothing can be written there or when a packet
    that nobody recorded lies where this one would go.
    """
    project = load_project(ws, project_id)
    filing = filing_of(project, filing_id)
    pack = ws.pack(project.pack_id)
    stage = pack.stage(filing.stage)
    if stage is None or not stage.has_packet:
        raise InvalidInputError(
            f"“{stage.title if stage else filing.stage}”不需要报送，没有报送包。"
        )
    signing = signing or Signing()
    facts = facts or read_signing_facts(signing)
    result = check_project(ws, project, filing.id)
    found = guards(ws, project, filing, signing, facts, checked=checked, result=result)
    overrides = pass_guards(pack, found, signing, result, filing)
    made_at = ws.now()
    version = filing.versions[-1].version + 1 if filing.versions else 1
    name = submission.packet_name(project, filing, version)
    target = out / f"{name}.zip"
    require_writable(out)
    _refuse_unrecorded(target)
    record = submission.submission_record(
        pack,
        stage,
        project,
        filing,
        result,
        version=version,
        made_at=made_at,
        signature=signature_record(signing, facts),
        previous=filing.versions[-1] if filing.versions else None,
        audit_head=_audit_head(ws),
        overrides=overrides,
    )
    stamp = Stamp(version, str(record["code"]), ws.today(), signature_words(record))
    composed = printout.compose(pack, project, filing, result, stamp)
    record, composed = complete(ws, project, filing, record, composed)
    composed = replace(
        composed,
        signers=signer_lines(signing, facts),
        overrides=tuple(OverrideLine(each.sentence, each.reason) for each in overrides),
    )
    return SubmissionPlan(
        project.id,
        filing.id,
        version,
        stamp.code,
        made_at,
        submission.answers_digest(filing),
        composed,
        record,
        tuple(
            PackedFile(e.name, ws.store.objects.find(e.attachment.sha256), e.attachment.sha256)
            for e in submission.packet_entries(stage, filing)
        ),
        _bag_info(pack, project, filing, version, composed),
        name,
        target,
        ws.scratch,
        signing,
    )


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
