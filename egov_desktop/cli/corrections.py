"""Commands on correction notices (补正通知) and returns (退件)."""

from datetime import date, datetime

import click

from egov_desktop.app import corrections as use_cases
from egov_desktop.app.projects import filing_of, load_project
from egov_desktop.cli.session import Session
from egov_desktop.domain.corrections import KIND_WORDS, CorrectionNotice, NoticeItem, NoticeKind
from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.domain.policy import PolicyPack
from egov_desktop.domain.project import Filing

_KINDS = click.Choice([str(kind) for kind in NoticeKind])


@click.group(help="补正通知和退件：逐项登记、查看、答复。")
def correction() -> None:
    """Group the commands on notices."""


@correction.command(help="登记一份对最近固化版本的补正通知或退件。")
@click.argument("project_id", metavar="P")
@click.argument("filing_id", metavar="FILING")
@click.option("--kind", type=_KINDS, default="correction", help="correction 补正，return 退件。")
@click.option("--number", required=True, metavar="文号", help="通知的文号。")
@click.option("--date", "issued_on", type=click.DateTime(["%Y-%m-%d"]), help="通知日期。")
@click.option("--due", type=click.DateTime(["%Y-%m-%d"]), help="补正期限。")
@click.option("--issuer", default="", metavar="机关", help="发出通知的机关。")
@click.option(
    "--item",
    "items",
    multiple=True,
    required=True,
    metavar="PATH=TEXT",
    help="一项要求：字段或材料=内容；整个报件写 =内容。可多次。",
)
@click.pass_obj
def add(
    session: Session,
    project_id: str,
    filing_id: str,
    kind: str,
    number: str,
    issued_on: datetime | None,
    due: datetime | None,
    issuer: str,
    items: tuple[str, ...],
) -> None:
    """Record a notice."""
    notice = CorrectionNotice(
        NoticeKind(kind), number, issuer, _day(issued_on), _day(due), tuple(map(_item, items))
    )
    kept = use_cases.record_notice(session.workspace, project_id, filing_id, notice)
    _tell(session, project_id, kept, f"已登记 {kept.id}：{kept.title}，共 {len(kept.items)} 项。")


@correction.command("list", help="列出项目的补正通知和退件。")
@click.argument("project_id", metavar="P")
@click.option("--filing", "filing_id", metavar="FILING", help="只列出这个报件的。")
@click.pass_obj
def list_notices(session: Session, project_id: str, filing_id: str | None) -> None:
    """List notices."""
    project = load_project(session.workspace, project_id)
    filings = [filing_of(project, filing_id)] if filing_id else project.filings
    found = [(filing, notice) for filing in filings for notice in filing.notices]
    pack = session.workspace.pack(project.pack_id)
    session.tell(
        {"notices": [_document(pack, filing, notice) for filing, notice in found]},
        *(
            f"{notice.id}  {filing.id} v{notice.version}  {notice.title}  "
            f"待办 {len(notice.open_items)} / {len(notice.items)} 项"
            for filing, notice in found
        ),
        *([] if found else ["没有补正通知或退件。"]),
    )


@correction.command(help="查看一份通知的各项和办理情况。")
@click.argument("project_id", metavar="P")
@click.argument("notice_id", metavar="NOTICE")
@click.pass_obj
def show(session: Session, project_id: str, notice_id: str) -> None:
    """Show a notice."""
    _, notice = use_cases.find_notice(load_project(session.workspace, project_id), notice_id)
    _tell(session, project_id, notice, notice.title)


@correction.command(help="写明一项怎样办理；办妥时加 --done。")
@click.argument("project_id", metavar="P")
@click.argument("notice_id", metavar="NOTICE")
@click.argument("number", metavar="N", type=click.IntRange(1))
@click.option("--text", default="", metavar="内容", help="办理情况。")
@click.option("--done/--open", "is_met", default=True, help="已办妥（缺省）或尚未办妥。")
@click.pass_obj
def answer(
    session: Session, project_id: str, notice_id: str, number: int, text: str, is_met: bool
) -> None:
    """Answer an item."""
    kept = use_cases.answer_item(session.workspace, project_id, notice_id, number, text, is_met)
    _tell(session, project_id, kept, f"已写明第 {number} 项的办理情况。")


@correction.command(help="撤销误登记的通知。")
@click.argument("project_id", metavar="P")
@click.argument("notice_id", metavar="NOTICE")
@click.pass_obj
def withdraw(session: Session, project_id: str, notice_id: str) -> None:
    """Withdraw a notice."""
    use_cases.withdraw_notice(session.workspace, project_id, notice_id)
    session.tell({"withdrawn": notice_id}, f"已撤销 {notice_id}。")


def _tell(session: Session, project_id: str, notice: CorrectionNotice, headline: str) -> None:
    project = load_project(session.workspace, project_id)
    filing, _ = use_cases.find_notice(project, notice.id)
    pack = session.workspace.pack(project.pack_id)
    lines = [
        f"  {number}. [{'已办' if item.is_met else '待办'}] "
        f"{use_cases.item_label(pack, filing, item)}：{item.text}"
        + (f"\n     办理情况：{item.answer}" if item.answer else "")
        for number, item in enumerate(notice.items, 1)
    ]
    session.tell({"notice": _document(pack, filing, notice)}, headline, *lines)


def _document(pack: PolicyPack, filing: Filing, notice: CorrectionNotice) -> dict[str, object]:
    facts = use_cases.notice_document(pack, filing, notice)
    return {
        "id": notice.id,
        "filing": filing.id,
        "title": KIND_WORDS[notice.kind],
        **facts,
        "open": len(notice.open_items),
        "pending": notice in filing.pending_notices,
    }


def _item(text: str) -> NoticeItem:
    place, sign, words = text.partition("=")
    if not sign:
        raise InvalidInputError(f"“{text}”应写成 字段或材料=内容，如 total_investment=请核对。")
    return NoticeItem(place.strip(), words)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
