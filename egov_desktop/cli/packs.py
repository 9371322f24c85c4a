"""Commands on policy packs (制度包)."""

from pathlib import Path

import click

from egov_desktop.app import policy_packs
from egov_desktop.cli.session import Session
from egov_desktop.domain.policy import PolicyPack


@click.group(help="制度包：列出、查看、检查、自测。")
def packs() -> None:
    """Group the commands on packs."""


@packs.command("list", help="列出已安装的制度包。")
@click.pass_obj
def list_packs(session: Session) -> None:
    """List the packs."""
    found = policy_packs.available()
    session.tell(
        {"packs": [_summary(pack) for pack in found]},
        *(f"{p.id}  {p.version}  {p.title}({p.status};{p.evidence})" for p in found),
    )


@packs.command("show", help="查看一个制度包的环节、字段、材料、规则和期限。")
@click.argument("pack_id", metavar="PACK")
@click.pass_obj
def show(session: Session, pack_id: str) -> None:
    """Show one pack."""
    pack = policy_packs.installed(pack_id)
    lines = [f"{pack.title}({pack.version})"]
    for stage in pack.stages:
        lines.append(f"\n{stage.title}  {stage.id}  {pack.citation(stage.provisions)}")
        lines += [f"  字段 {f.id}  {f.label}" for f in stage.fields]
        lines += [f"  材料 {m.id}  {m.title}" for m in stage.materials]
    lines.append("\n规则")
    lines += [f"  {r.id}  {r.title}  {pack.citation(r.provisions)}" for r in pack.rules]
    session.tell(_details(pack), *lines)


@packs.command("lint", help="检查制度包文件夹，逐条指出文件和行号。")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.pass_obj
def lint(session: Session, folder: Path) -> None:
    """Check the sources of a pack."""
    problems = policy_packs.lint(folder)
    session.tell(
        {"problems": [{"file": p.file, "line": p.line, "message": p.message} for p in problems]},
        *(f"{p.file}:{p.line}: {p.message}" for p in problems),
        *([] if problems else ["没有发现问题。"]),
    )
    if problems:
        session.blocks()


@packs.command("test", help="运行制度包自带的用例；PACK 可写已安装的制度包，或制度包文件夹。")
@click.argument("pack_id", metavar="[PACK]", required=False)
@click.pass_obj
def test(session: Session, pack_id: str | None) -> None:
    """Run the cases of one pack, installed or in a folder, or of all that are installed."""
    report = policy_packs.run_cases(pack_id)
    session.tell(
        {"passed": report.passed, "failed": len(report.failed), "failures": list(report.failed)},
        *report.failed,
        f"用例通过 {report.passed} 个，失败 {len(report.failed)} 个。",
    )
    if report.failed:
        session.blocks()


def _summary(pack: PolicyPack) -> dict[str, object]:
    return {
        "id": pack.id,
        "version": pack.version,
        "title": pack.title,
        "status": pack.status,
        "evidence": str(pack.evidence),
        "sha256": pack.sha256,
        "stages": [stage.id for stage in pack.stages],
    }


def _details(pack: PolicyPack) -> dict[str, object]:
    return {
        **_summary(pack),
        "stages": [
            {
                "id": stage.id,
                "title": stage.title,
                "basis": pack.citation(stage.provisions),
                "fields": [
                    {
                        "id": f.id,
                        "kind": f.kind,
                        "label": f.label,
                        "unit": f.unit,
                        "required": f.is_required,
                        "columns": [c.id for c in f.columns],
                    }
                    for f in stage.fields
                ],
                "materials": [{"id": m.id, "title": m.title} for m in stage.materials],
            }
            for stage in pack.stages
        ],
        "rules": [
            {
                "id": f"{pack.id}.{rule.id}",
                "title": rule.title,
                "severity": str(rule.severity),
                "basis": pack.citation(rule.provisions),
            }
            for rule in pack.rules
        ],
        "parameters": [
            {
                "id": p.id,
                "label": p.label,
                "unit": p.unit,
                "values": [{"from": start.isoformat(), "value": str(v)} for start, v in p.values],
                "basis": pack.citation(p.provisions),
            }
            for p in pack.parameters.values()
        ],
        "outlines": [
            {
                "id": o.id,
                "title": o.title,
                "chapters": [{"title": c.title, "evidence": str(c.evidence)} for c in o.chapters],
            }
            for o in pack.outlines.values()
        ],
        "deadlines": [
            {"id": d.id, "title": d.title, "stage": d.stage, "basis": pack.citation(d.provisions)}
            for d in pack.deadlines
        ],
        "provisions": [
            {"id": p.id, "citation": p.citation, "summary": p.summary, "evidence": str(p.evidence)}
            for p in pack.provisions.values()
        ],
    }
