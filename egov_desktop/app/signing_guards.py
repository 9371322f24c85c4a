"""Guards before signing (签名前检查): what stands in the way, said before anything is written."""

from collections import Counter
from collections.abc import Iterator

from egov_desktop.app.checks import check_project
from egov_desktop.app.signing_choices import Signing
from egov_desktop.app.signing_facts import SigningFacts
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain import attachment_flaws, printout, signing_guards, submission
from egov_desktop.domain.errors import NotFoundError
from egov_desktop.domain.findings import CheckResult
from egov_desktop.domain.policy import PolicyPack
from egov_desktop.domain.project import Attachment, Filing, Project
from egov_desktop.domain.signing_guards import Guard, GuardedError, Override
from egov_desktop.storage import audit, versions

_Found = Iterator[tuple[str, str]]


def guards(
    ws: Workspace,
    project: Project,
    filing: Filing,
    signing: Signing,
    facts: SigningFacts,
    *,
    checked: str | None = None,
    result: CheckResult | None = None,
) -> tuple[Guard, ...]:
    """Return what stands in the way of signing a filing now.

    `checked` is the digest of what was last checked before a person's eyes; None when the check
    is part of the same step. `result` saves checking again.
    """
    policy = ws.pack(project.pack_id).signing
    found = [
        *_changed(filing, checked),
        *_blocking(result or check_project(ws, project, filing.id), filing),
        *_unsound(ws, filing),
        *_certificates(ws, signing, facts),
        *_clock(ws),
        *_signed_before(ws, project, filing, facts),
    ]
    return tuple(Guard(code, words, code in policy.may_override) for code, words in found)


def pass_guards(
    pack: PolicyPack,
    found: tuple[Guard, ...],
    signing: Signing,
    result: CheckResult,
    filing: Filing,
) -> tuple[Override, ...]:
    """Return the guards that were overridden; GuardedError when one still stands."""
    standing, passed = signing_guards.overridden(found, signing.overrides)
    if standing:
        lines = [*_finding_lines(pack, standing, result, filing), *_guard_lines(standing)]
        raise GuardedError("\n".join(lines), standing)
    return passed


def _finding_lines(
    pack: PolicyPack, standing: tuple[Guard, ...], result: CheckResult, filing: Filing
) -> Iterator[str]:
    if all(guard.code != "blocking-findings" for guard in standing):
        return
    errors = result.blocking(filing.id)
    yield f"检查发现 {len(errors)} 处错误，改正后才能固化:"
    for each in errors:
        place = printout.place_label(pack, each.stage, each.path)
        yield f"· {place}:{each.message}({each.basis})"


def _guard_lines(standing: tuple[Guard, ...]) -> Iterator[str]:
    others = [guard for guard in standing if guard.code != "blocking-findings"]
    if others:
        yield "签名前检查没有通过:"
    for guard in others:
        hint = f"写明理由后可以继续（{guard.code}）。" if guard.may_override else ""
        yield f"· {guard.sentence}{hint}"


def _changed(filing: Filing, checked: str | None) -> _Found:
    if checked is not None and checked != submission.answers_digest(filing):
        yield "changed-since-check", "检查之后填报内容或材料有改动，请重新检查后再签名。"


def _blocking(result: CheckResult, filing: Filing) -> _Found:
    if errors := result.blocking(filing.id):
        yield "blocking-findings", f"检查发现 {len(errors)} 处错误，改正后才能固化。"


def _unsound(ws: Workspace, filing: Filing) -> _Found:
    for attachment in filing.attachments:
        if problem := _problem(ws, attachment):
            yield "attachment-unsound", f"附件“{attachment.title}”{problem}"


def _problem(ws: Workspace, attachment: Attachment) -> str:
    """Return what is wrong with a file; the whole of it is hashed again when it is packed."""
    try:
        size = ws.store.objects.find(attachment.sha256).stat().st_size
    except (NotFoundError, OSError):
        return "的文件不见了，请从备份恢复，或重新添加。"
    if size != attachment.size:
        return f"的文件已损坏（应为 {attachment.size} 字节，现为 {size} 字节），请从备份恢复。"
    blocking = attachment_flaws.blocking(attachment.flaws)
    if not blocking:
        return ""
    told = zip(attachment.flaws, attachment.remarks, strict=False)
    words = [remark for kind, remark in told if kind in blocking]
    return "不能报送：" + "；".join(word.rstrip("。") for word in words) + "。请更换文件。"


def _certificates(ws: Workspace, signing: Signing, facts: SigningFacts) -> _Found:
    if not facts.signers and facts.sm2 is None:
        return
    from egov_desktop.signing.revocation import load_revocation_lists
    from egov_desktop.signing.troubles import credential_troubles

    now = ws.now()
    lists = load_revocation_lists(signing.revocation)
    for signer in facts.signers:
        yield from credential_troubles(signer.certificate, now, lists, signer.chain)
    if facts.sm2 and facts.sm2.certificate:
        yield from credential_troubles(facts.sm2.certificate, now)
    for each in lists:
        if each.is_out_of_date(now) and each.next_update is not None:
            yield (
                "revocation-list-out-of-date",
                f"“{each.issuer}”的吊销列表应在 {each.next_update.astimezone():%Y-%m-%d %H:%M} "
                "前更新，不能据此判断证书现在是否有效；请换用最新的吊销列表。",
            )


def _clock(ws: Workspace) -> _Found:
    head, now = audit.head(ws.store), ws.now()
    if head is not None and now < head.at:
        yield (
            "clock-behind-audit",
            f"本机时间 {now.astimezone():%Y-%m-%d %H:%M:%S} 早于最后一条操作记录"
            f"（{head.at.astimezone():%Y-%m-%d %H:%M:%S}），时钟可能不准，请校准后再签名。",
        )


def _signed_before(ws: Workspace, project: Project, filing: Filing, facts: SigningFacts) -> _Found:
    holders = Counter(signer.certificate.holder for signer in facts.signers)
    for holder, count in holders.items():
        if count > 1:
            yield "already-signed", f"“{holder}”在签名人中出现 {count} 次，同一人不应重复签名。"
    latest = filing.versions[-1] if filing.versions else None
    if latest is None or latest.answers_digest != submission.answers_digest(filing):
        return
    for holder in holders.keys() & _signers_of(ws, project, filing, latest.version):
        yield (
            "already-signed",
            f"“{holder}”已经签过第 {latest.version} 版，之后内容没有改动，不必重复签名。",
        )


def _signers_of(ws: Workspace, project: Project, filing: Filing, version: int) -> set[str]:
    try:
        signature = versions.load_submission(ws.store, project.id, filing.id, version)["signature"]
    except NotFoundError:  # it came from another PC without its content
        return set()
    named = signature.get("signers") or [signature]
    return {each["signer"] for each in named if each["signer"]}
