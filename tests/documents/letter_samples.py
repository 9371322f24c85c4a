"""Letters of one page, of several, and with everything that is awkward to set."""

from dataclasses import replace
from datetime import date

from egov_desktop.domain.letters import Letter, LetterParagraph

LONG = (
    "为深入贯彻落实国家和省关于加快数字政府建设的决策部署，切实解决各部门业务系统分散建设、"
    "数据共享不充分、业务协同效率不高等突出问题，我单位组织编制了项目可行性研究报告，"
    "并于2026年3月2日通过专家评审（评审意见见附件）。项目总投资2860万元，其中省级财政资金2860万元，"
    "建设期18个月，自2026年6月起至2027年11月止。"
)


def letter() -> Letter:
    """Return a letter of one page."""
    return Letter(
        kind="函",
        organ="四川省大数据中心",
        number="川数函\u30142026\u301512号",
        title=(
            "四川省大数据中心",
            "关于审批",
            "四川省政务数据共享交换平台升级改造项目",
            "可行性研究报告的函",
        ),
        addressee="四川省发展和改革委员会",
        paragraphs=tuple(
            map(
                LetterParagraph,
                (
                    LONG,
                    "一、项目基本情况",
                    "（一）建设内容。" + LONG,
                    "1.平台升级。" + LONG,
                    "请予审批。",
                ),
            )
        ),
        enclosures=(
            "四川省政务数据共享交换平台升级改造项目可行性研究报告（含投资估算表和资金筹措方案）",
            "资金落实证明",
        ),
        signed_on=date(2026, 3, 2),
        contact="联系人：李明；联系电话：028-86601234",
    )


def long_letter() -> Letter:
    """Return a letter of several pages with all levels of headings."""
    parts = ("建设目标", "建设内容", "投资和资金", "组织实施")
    paragraphs = [LONG]
    for number, title in zip("一二三四", parts, strict=True):
        paragraphs += [f"{number}、{title}", f"（一）{title}的依据。{LONG}", f"1.要点。{LONG}"]
        paragraphs += [f"（1）“{title}”执行GB/T 9704—2012和IPv6的要求，占比12.5%；{LONG}", LONG]
    paragraphs.append("妥否，请予审批。")
    return replace(letter(), paragraphs=tuple(map(LetterParagraph, paragraphs)))
