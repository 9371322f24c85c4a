"""Whose amount or period a sentence of a report states: this project's own, or another's."""

import re

from egov_desktop.domain.report_amounts import AMOUNT

OTHER_STAGE = re.compile(r"批复|核定|可研|可行性研究|建议书|立项|需求分析|初步设计|初设")
_CLAUSE_ENDS = re.compile(r"[,、:;]")
_OURS = re.compile(r"本(?:项目|期|工程|方案|概算|报告|次|$)")
"""A label that follows may begin with the rest of the word: 本 + 项目总投资."""

_OTHERS = re.compile(
    r"一期|二期|三期|前期|上期|往期|类似|同类|其他|其它|已建|原有|国家|例如|参照|借鉴|历年|以往|近年|全省|全市"
    r"|全国|各(?:市|县|省|子|部门|单位)|子项目|子系统|分项|标段|包\d|年度|当年|每年|逐年|分年|首年|第[一二三四五]年"
    r"|(?:19|20)\d\d\s*年(?:度)?(?:安排|投资|投入|计划|下达|支付|完成)|累计|调整前|原(?:批复|总|概|估|计|定)|上报|申报总"
    r"|占|超过|超出|低于|高于|大于|小于|不足|不少于|不低于|以上|以下|以内|突破|≥|≤|>|<|每|单价|合同|中标|节约|结余|减少|增加|[核调]减|[核调]增|追加"
)
_STANDING = re.compile(r"参考|经验|当时|现有|既有|[原老旧]系统|[原老旧]平台")
_ELSEWHERE = re.compile(
    r"某[省市州县区单部委地]|外省|兄弟省|先进省|案例"
    r"|(?:19|20)\d\d\s*年\d{0,2}月?(?:底|初)?(?:建成|建设|投入|上线|投运|完工|竣工|升级|改造)"
)
"""Words of another place, or of a system that stands already."""

_PLAIN_HEAD = re.compile(
    r"(?:\s|[\"'“”《》()（）*·—\-.]|\d{1,2}[.、)]|[一二三四五六七八九十]{1,3}|第|章|节"
    r"|经|根据|按照?|依据|据|初步|匡算|测算|估算|概算|审核|评审|调整|论证|综上|所述|上述|因此|所以|故|则|其中|即"
    r"|该|其|的|为|是|由|共|计划|拟|预计|现|和|及|与|以及|并|包括|包含|含|中|从|向|申请|争取|安排|投入|使用|筹措|落实"
    r"|项目|工程|全部|建设|总投资|投资|资金|财政|来源|构成|组成|规模|明细|汇总|表|如下|元|万元|单位|合计|总计|分别|主要"
    r"|(?:系统|平台)?(?:建成|投运|上线|投入(?:使用|运行))后|需|本)*"
)
"""What may stand before a label without saying whose amount it is."""

_AMOUNTS = re.compile(AMOUNT)


def own_clause(before: str) -> str:
    """Return the clause that a label ends."""
    return _CLAUSE_ENDS.split(before)[-1]


def is_of_others(before: str, names: re.Pattern[str] | None = None, context: str = "") -> bool:
    """Whether the words before a label speak of another amount than this project's own.

    `names` finds labels that may stand before it in a list (财政资金600万元和单位自筹…);
    `context` is what stands before the sentence in its paragraph.
    """
    clause = own_clause(before)
    if _OTHERS.search(clause) or OTHER_STAGE.search(clause):
        return True
    if has_other_subject(before, names, context):
        return True
    return bool(_OTHERS.search(before)) and not _OURS.search(before)


def has_other_subject(before: str, names: re.Pattern[str] | None = None, context: str = "") -> bool:
    """Whether a place or system that is not this project stands before a label."""
    clause = own_clause(before)
    if _ELSEWHERE.search(clause) or _STANDING.search(clause):
        return True
    if _OURS.search(before):
        return False
    plain = _AMOUNTS.sub("", names.sub("", clause) if names else clause)
    if not _PLAIN_HEAD.fullmatch(plain):
        return True
    return bool(_ELSEWHERE.search(context + before) or _STANDING.search(before))
