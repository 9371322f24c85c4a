"""Correction notices (补正通知), returns (退件), and what differs between frozen versions."""

import re
from dataclasses import replace
from datetime import date

from egov_desktop.app.pack_names import nearest, stage_of
from egov_desktop.app.projects import filing_of, load_project
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain import fields
from egov_desktop.domain.corrections import CorrectionNotice, NoticeItem
from egov_desktop.domain.differences import Changes, changes_document, differences
from egov_desktop.domain.errors import InvalidInputError, NotFoundError
from egov_desktop.domain.policy import PolicyPack, StageRule
from egov_desktop.domain.printout import place_label
from egov_desktop.domain.project import Filing, Project
from egov_desktop.domain.submission import Json
from egov_desktop.storage import corrections as stored_corrections
from egov_desktop.storage.versions import load_submission

_PLACE = re.compile(r"(?P<field>[a-z][a-z0-9_]*)(?:\[[0-9]{1,4}\]\.(?P<column>[a-z][a-z0-9_]*))?")


def record_notice(
    ws: Workspace, project_id: str, filing_id: str, notice: CorrectionNotice
) -> CorrectionNotice:
    """Record a notice on the latest frozen version, or change the one that has its id.

    Raises InvalidInputError when nothing was frozen, when something is missing, or when a later
    version has already answered it.
    """
    project = load_project(ws, project_id)
    filing = filing_of(project, filing_id)
    if not filing.versions:
        raise InvalidInputError(f"报件“{filing.id}”还没有固化的版本，不能登记补正通知或退件。")
    stage = stage_of(ws.pack(project.pack_id), filing.stage)
    if notice.id:
        notice = replace(notice, version=_still_open(filing, notice.id).version)
    else:
        notice = replace(notice, id=f"n{ws.new_id()[1:]}", version=filing.versions[-1].version)
    notice = _checked(stage, notice)
    stored_corrections.record_notice(ws.store, project_id, filing.id, notice, **ws.stamp())
    return notice


def answer_item(
    ws: Workspace, project_id: str, notice_id: str, number: int, answer: str, is_met: bool
) -> CorrectionNotice:
    """Write down how one item (counted from 1) was met, and whether it is done."""
    filing, notice = find_notice(load_project(ws, project_id), notice_id)
    _still_open(filing, notice_id)
    try:
        answered = notice.answered(number, fields.clean(answer), is_met)
    except IndexError:
        raise NotFoundError(
            f"{notice.title}共 {len(notice.items)} 项，没有第 {number} 项。"
        ) from None
    stored_corrections.record_notice(ws.store, project_id, filing.id, answered, **ws.stamp())
    return answered


def withdraw_notice(ws: Workspace, project_id: str, notice_id: str) -> None:
    """Take away a notice that was recorded by mistake."""
    filing, _ = find_notice(load_project(ws, project_id), notice_id)
    _still_open(filing, notice_id)
    stored_corrections.withdraw_notice(ws.store, project_id, notice_id, **ws.stamp())


def find_notice(project: Project, notice_id: str) -> tuple[Filing, CorrectionNotice]:
    """Return a notice of a project, and its filing; NotFoundError names those there are."""
    known = [(filing, notice) for filing in project.filings for notice in filing.notices]
    for filing, notice in known:
        if notice.id == notice_id:
            return filing, notice
    names = "、".join(notice.id for _, notice in known) or "（无）"
    raise NotFoundError(f"项目“{project.name}”没有补正通知“{notice_id}”，已有：{names}。")


def correction_facts(ws: Workspace, project: Project, filing: Filing) -> Json | None:
    """Return the notices that the next version answers, as the `correction` of its record.

    `{"notices": [{kind, number, issuer, issued_on, due_on, version, items: [{place, label, text,
    answer, met}]}]}`; None when there are none.
    """
    notices = filing.pending_notices
    if not notices:
        return None
    pack = ws.pack(project.pack_id)
    return {"notices": [notice_document(pack, filing, notice) for notice in notices]}


def notice_document(pack: PolicyPack, filing: Filing, notice: CorrectionNotice) -> Json:
    """Return a notice as plain JSON values."""
    return {
        "kind": str(notice.kind),
        "number": notice.number,
        "issuer": notice.issuer,
        "issued_on": _iso(notice.issued_on),
        "due_on": _iso(notice.due_on),
        "version": notice.version,
        "items": [
            {
                "place": item.place,
                "label": item_label(pack, filing, item),
                "text": item.text,
                "answer": item.answer,
                "met": item.is_met,
            }
            for item in notice.items
        ],
    }


def item_label(pack: PolicyPack, filing: Filing, item: NoticeItem) -> str:
    """Return where an item belongs in the words of the form, without the stage."""
    label = place_label(pack, filing.stage, item.place)
    return label.partition(" · ")[2] or "整个报件"


def changes_since(ws: Workspace, project_id: str, filing_id: str, record: Json) -> Json | None:
    """Return what a new version changes, as the `changes` of its record.

    `record` is the submission.json of the new version as far as it is known. None for the first
    version, and where the content of the version before is not kept here.
    """
    project = load_project(ws, project_id)
    filing = filing_of(project, filing_id)
    if not filing.versions:
        return None
    try:
        old = load_submission(ws.store, project_id, filing.id, filing.versions[-1].version)
    except NotFoundError:
        return None
    return changes_document(differences(old, record, ws.pack(project.pack_id)))


def versions_to_compare(
    ws: Workspace, project_id: str, filing_id: str, first: int | None, last: int | None
) -> tuple[str, int, int]:
    """Return the id of a filing and two of its versions: the latest and the one before it.

    Raises NotFoundError when there are no two.
    """
    filing = filing_of(load_project(ws, project_id), filing_id)
    known = [version.version for version in filing.versions]
    if len(known) < 2:
        raise NotFoundError(f"报件“{filing.id}”固化过 {len(known)} 版，没有可比较的两版。")
    last = last or known[-1]
    return filing.id, first or last - 1, last


def differences_between(
    ws: Workspace, project_id: str, filing_id: str, old: int, new: int
) -> Changes:
    """Compare two frozen versions of a filing; NotFoundError when one is not kept here."""
    project = load_project(ws, project_id)
    filing = filing_of(project, filing_id)
    before = load_submission(ws.store, project_id, filing.id, old)
    after = load_submission(ws.store, project_id, filing.id, new)
    return differences(before, after, ws.pack(project.pack_id))


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _still_open(filing: Filing, notice_id: str) -> CorrectionNotice:
    """Return a notice of a filing that may still change: no later version has answered it."""
    for notice in filing.pending_notices:
        if notice.id == notice_id:
            return notice
    raise InvalidInputError(
        f"补正通知“{notice_id}”已随后来的版本答复，固化的内容不再改变；如有新的要求，请另行登记。"
    )


def _checked(stage: StageRule, notice: CorrectionNotice) -> CorrectionNotice:
    """Return the notice with its texts cleaned; InvalidInputError says what is missing."""
    number, issuer = fields.clean(notice.number), fields.clean(notice.issuer)
    if not number:
        raise InvalidInputError("请填写补正通知或退件的文号；没有文号的，写明“无文号”。")
    for day, words in ((notice.issued_on, "通知日期"), (notice.due_on, "补正期限")):
        _refuse_odd_day(day, words)
    if notice.issued_on and notice.due_on and notice.due_on < notice.issued_on:
        raise InvalidInputError("补正期限早于通知日期，请检查。")
    items = tuple(_checked_item(stage, item) for item in notice.items)
    if not items:
        raise InvalidInputError("请至少写明一项要补正的内容。")
    return replace(notice, number=number, issuer=issuer, items=items)


def _refuse_odd_day(day: date | None, words: str) -> None:
    if day is not None and not fields.EARLIEST <= day <= fields.LATEST:
        raise InvalidInputError(f"{words} {day} 的年份不合理，请检查。")


def _checked_item(stage: StageRule, item: NoticeItem) -> NoticeItem:
    text = fields.clean(item.text)
    if not text:
        raise InvalidInputError("有一项没有写明要补正什么，请补充或删去这一项。")
    place = item.place.strip()
    place = place.removeprefix(f"{stage.id}.")
    if place:
        _refuse_unknown_place(stage, place)
    return replace(item, place=place, text=text, answer=fields.clean(item.answer))


def _refuse_unknown_place(stage: StageRule, place: str) -> None:
    """Raise InvalidInputError, with the nearest name, for a place that the stage has not."""
    match = _PLACE.fullmatch(place)
    name = match["field"] if match else place
    definition = stage.field(name)
    if match and definition and match["column"]:
        if definition.column(match["column"]) is None:
            hint = nearest(match["column"], (c.id for c in definition.columns))
            raise InvalidInputError(f"字段“{name}”没有列“{match['column']}”{hint}。")
    elif match is None or not (definition or (stage.material(name) and place == name)):
        known = [*(f.id for f in stage.fields), *(m.id for m in stage.materials)]
        raise InvalidInputError(
            f"环节“{stage.title}”没有字段或材料“{name}”{nearest(name, known)}。"
        )
