"""The demonstration: a sample project walks through every stage, packet by packet."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from egov_desktop.app import attachments, checks, policy_packs, projects, submissions
from egov_desktop.app import data_file_reading as reading
from egov_desktop.app.approvals import approve
from egov_desktop.app.data_file_reading import ReadApproval, ReadFiling, ReadProject
from egov_desktop.app.pack_names import stage_of
from egov_desktop.app.submissions import Signing, Submission
from egov_desktop.app.verification import VERDICT_WORDS, Verification, verify
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain import printout
from egov_desktop.domain.calendars import period_label
from egov_desktop.domain.findings import CheckResult
from egov_desktop.domain.policy import PolicyPack, Severity
from egov_desktop.domain.project import Filing
from egov_desktop.files import cannot_write, replacing

SAMPLE = "approval-platform"
REPORT = "demo-report.txt"


@dataclass(frozen=True)
class Demonstration:
    """What the demonstration made, and where."""

    project_id: str
    packets: tuple[Submission, ...]
    report: Path
    root: Path
    """The root certificate of the throw-away signer, to verify the packets with."""


@dataclass(frozen=True)
class _Step:
    """One filing as far as the demonstration took it."""

    title: str
    result: CheckResult
    packet: Submission | None
    verification: Verification | None
    approval: str


def run(
    ws: Workspace, out: Path, progress: Callable[[str, int, int], None] | None = None
) -> Demonstration:
    """Fill in, check, sign, pack and verify the sample project into a folder.

    Everything is signed with a throw-away certificate, which has no force in law. Running again
    into the same folder adds another project and leaves what is there, but for the report.
    """
    from egov_desktop.signing.throwaway import make_throwaway_credential

    found, pack = _read_sample(ws)
    folder = out / f"certificate-{ws.now():%Y%m%d-%H%M%S}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(folder, error) from error
    signer = str(found.filings[0].answers["construction_unit"])
    p12, root = make_throwaway_credential(folder, signer, ws.now())
    project = projects.create_project(ws, found.pack_id, found.name)
    steps: list[_Step] = []
    for number, filing in enumerate(found.filings):
        if progress:
            progress(_title(pack, filing), number, len(found.filings))
        steps.append(
            _walk(ws, pack, project.id, filing, out, submissions.signing_with_file(p12, None), root)
        )
    if progress:
        progress("完成", len(found.filings), len(found.filings))
    report = out / REPORT
    text = "\n".join(_report(found, pack, steps, checks.check(ws, project.id), root))
    with replacing(report) as stream:
        stream.write(text.encode())
    packets = tuple(step.packet for step in steps if step.packet)
    return Demonstration(project.id, packets, report, root)


def _read_sample(ws: Workspace) -> tuple[ReadProject, PolicyPack]:
    path = policy_packs.sample(SAMPLE)
    document = reading.parse(reading.read_text(path), path.name)
    pack = ws.pack(reading.pack_id_of(document))
    return reading.read_project(document, pack, path.parent), pack


def _walk(
    ws: Workspace,
    pack: PolicyPack,
    project_id: str,
    wanted: ReadFiling,
    out: Path,
    signing: Signing,
    root: Path,
) -> _Step:
    """Do with one filing what a clerk does, in the same order."""
    filing = projects.open_filing(ws, project_id, wanted.stage, wanted.period)
    for field_id, raw in wanted.answers.items():
        projects.answer(ws, project_id, f"{filing.id}.{field_id}", raw)
    for attached in wanted.attachments:
        attachments.attach(ws, project_id, filing.id, attached.material, [attached.file])
    result = checks.check(ws, project_id, filing.id)
    packet = verification = None
    if stage_of(pack, wanted.stage).has_packet:
        packet = submissions.submit(ws, project_id, filing.id, out, signing)
        verification = verify(packet.packet, [root], ws.now())
    approval = _approve(ws, project_id, filing, wanted.approval)
    return _Step(_title(pack, wanted), result, packet, verification, approval)


def _approve(ws: Workspace, project_id: str, filing: Filing, stated: ReadApproval | None) -> str:
    if stated is None or stated.issued_on is None:
        return ""
    approve(ws, project_id, filing.id, stated.number, stated.issued_on, stated.amount, stated.file)
    return f"{stated.number}（{stated.issued_on}）"


def _title(pack: PolicyPack, filing: ReadFiling) -> str:
    title = stage_of(pack, filing.stage).title
    return f"{title} {period_label(filing.period)}" if filing.period else title


def _report(
    found: ReadProject, pack: PolicyPack, steps: list[_Step], whole: CheckResult, root: Path
) -> Iterator[str]:
    yield f"示例项目：{found.name}"
    yield f"制度包：{pack.title}（{pack.id} {pack.version}，{pack.status}）"
    yield "本文件中的单位、人员、文号和证书都是示例，没有法律效力。"
    yield f"核对签名所用的示例根证书：{root}"
    yield ""
    for number, step in enumerate(steps, start=1):
        yield f"{number:2}. {step.title}"
        yield from (f"    {line}" for line in _step_lines(step))
    yield ""
    yield f"全部报件一起检查：{_counts(whole)}"
    for finding in whole.findings:
        place = printout.place_label(pack, finding.stage, finding.path)
        word = printout.SEVERITY_WORDS[finding.severity]
        yield f"    {word} {place}:{finding.message}({finding.basis})"
    yield ""
    yield "机器没有检查的:"
    yield from (f"    {sentence}" for sentence in pack.unchecked)
    yield ""


def _step_lines(step: _Step) -> Iterator[str]:
    yield f"检查：{_counts(step.result)}"
    for undecided in step.result.undecided:
        yield f"未判断：{undecided.title}，待填 {'、'.join(undecided.waits_for)}"
    if step.packet is None or step.verification is None:
        yield "这个环节只在本机填写，没有报送包。"
    else:
        yield f"报送包：{step.packet.packet}"
        yield f"SHA-256:{step.packet.sha256}"
        yield f"签名：{step.packet.level} {step.packet.signer}"
        yield f"核对：{VERDICT_WORDS[step.verification.verdict]}"
        yield from (f"  {word}" for word in step.verification.reasons + step.verification.notes)
    if step.approval:
        yield f"登记批复：{step.approval}"


def _counts(result: CheckResult) -> str:
    counts = [
        f"{printout.SEVERITY_WORDS[severity]} {len(result.of(severity))} 处"
        for severity in Severity
    ]
    return "，".join([*counts, f"未判断 {len(result.undecided)} 处"])
