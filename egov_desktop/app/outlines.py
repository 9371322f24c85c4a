"""Outlines of reports (编制提纲): those a filing may follow, with the unit's own changes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from egov_desktop.app.workspace import Workspace
from egov_desktop.domain import unit_outlines
from egov_desktop.domain.errors import InvalidInputError, NotFoundError
from egov_desktop.domain.outlines import unnumbered
from egov_desktop.domain.policy import MaterialRule, Outline, PolicyPack
from egov_desktop.domain.project import Filing, Project
from egov_desktop.domain.unit_outlines import UnitChapter
from egov_desktop.storage import preferences


@dataclass(frozen=True)
class ReportOutlines:
    """A report of a filing and the outlines it may follow, the usual one first."""

    material: MaterialRule
    outlines: tuple[Outline, ...]


def outlines_for(ws: Workspace, project: Project, filing: Filing) -> tuple[ReportOutlines, ...]:
    """Return the reports of a filing with their outlines, the unit's changes applied."""
    pack = ws.pack(project.pack_id)
    stage = pack.stage(filing.stage)
    if stage is None:
        return ()
    return tuple(
        ReportOutlines(material, tuple(_adapted(ws, pack, name) for name in names))
        for material_id, names in stage.reports.items()
        if (material := stage.material(material_id)) is not None
    )


def report_for(
    ws: Workspace,
    project: Project,
    filing: Filing,
    outline_id: str | None = None,
    material: str | None = None,
) -> tuple[MaterialRule, Outline]:
    """Return a report of a filing and the outline it is to follow.

    Without `material` the first report that has the outline; without `outline_id` the usual one.
    NotFoundError names what there is.
    """
    reports = outlines_for(ws, project, filing)
    if not reports:
        raise NotFoundError(f"报件“{filing.id}”没有按提纲编写的报告。")
    of_material = [r for r in reports if material in (None, r.material.id)]
    if not of_material:
        known = "、".join(r.material.id for r in reports)
        raise NotFoundError(f"报件“{filing.id}”没有报告“{material}”，已有：{known}。")
    for report in of_material:
        for outline in report.outlines:
            if outline_id in (None, outline.id):
                return report.material, outline
    known = "、".join(outline.id for r in of_material for outline in r.outlines)
    raise NotFoundError(f"报件“{filing.id}”不用提纲“{outline_id}”，可用：{known}。")


def outline_for(
    ws: Workspace, project: Project, filing: Filing, outline_id: str | None = None
) -> Outline:
    """Return the outline a report of a filing is to follow, the unit's changes applied."""
    return report_for(ws, project, filing, outline_id)[1]


def unit_chapters(ws: Workspace, pack_id: str, outline_id: str) -> tuple[UnitChapter, ...]:
    """Return every chapter of an outline as the unit has it, dropped ones too."""
    outline = _of_pack(ws.pack(pack_id), outline_id)
    return unit_outlines.chapters_of(outline, _kept(ws, pack_id, outline_id))


def is_changed(ws: Workspace, pack_id: str, outline_id: str) -> bool:
    """Whether the unit has changed an outline."""
    return preferences.load(ws.store, _key(pack_id, outline_id)) is not None


def save_unit_outline(
    ws: Workspace, pack_id: str, outline_id: str, chapters: Sequence[UnitChapter]
) -> None:
    """Keep the unit's own chapters, durable on return; InvalidInputError says what is wrong."""
    outline = _of_pack(ws.pack(pack_id), outline_id)
    chapters = [replace(each, title=unnumbered(each.title) or each.title) for each in chapters]
    if problem := unit_outlines.problem_of(outline, chapters):
        raise InvalidInputError(problem)
    if tuple(chapters) == unit_outlines.chapters_of(outline):
        reset_unit_outline(ws, pack_id, outline_id)
        return
    value = unit_outlines.as_document(chapters)
    preferences.save(ws.store, _key(pack_id, outline_id), value, **ws.stamp())


def reset_unit_outline(ws: Workspace, pack_id: str, outline_id: str) -> None:
    """Go back to the outline of the pack."""
    _of_pack(ws.pack(pack_id), outline_id)
    preferences.save(ws.store, _key(pack_id, outline_id), None, **ws.stamp())


def with_unit_outlines(ws: Workspace, pack: PolicyPack) -> PolicyPack:
    """Return the pack with the unit's outlines in place of its own, for its rules to see."""
    changed = {
        name: unit_outlines.for_rules(outline, unit_outlines.chapters_of(outline, kept))
        for name, outline in pack.outlines.items()
        if (kept := _kept(ws, pack.id, name))
    }
    return replace(pack, outlines={**pack.outlines, **changed}) if changed else pack


def _adapted(ws: Workspace, pack: PolicyPack, outline_id: str) -> Outline:
    outline = _of_pack(pack, outline_id)
    kept = _kept(ws, pack.id, outline_id)
    if not kept:
        return outline
    return unit_outlines.adapted(outline, unit_outlines.chapters_of(outline, kept))


def _kept(ws: Workspace, pack_id: str, outline_id: str) -> tuple[UnitChapter, ...]:
    return unit_outlines.from_document(preferences.load(ws.store, _key(pack_id, outline_id)))


def _of_pack(pack: PolicyPack, outline_id: str) -> Outline:
    outline = pack.outlines.get(outline_id)
    if outline is None:
        known = "、".join(pack.outlines)
        raise NotFoundError(f"制度包“{pack.id}”没有提纲“{outline_id}”，已有：{known}。")
    return outline


def _key(pack_id: str, outline_id: str) -> str:
    return f"outline:{pack_id}:{outline_id}"
