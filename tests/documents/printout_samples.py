"""A filing as it is printed, with rare characters in names."""

from dataclasses import replace
from datetime import date

from egov_desktop.domain.printout import (
    ChangeLine,
    CorrectionLine,
    FindingLine,
    FormLine,
    FormPart,
    FormTable,
    MaterialLine,
    OverrideLine,
    Printout,
    SignerLine,
    Stamp,
)

RARE = "\U0002cb5a\u4dae\u36c3\U0002cb4a"
"""Characters of names of people and places; two lie beyond the Basic Multilingual Plane."""

SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def sample_printout() -> Printout:
    """Return a filing with a table over several sheets, findings and materials."""
    items = FormTable(
        "投资分项",
        ("名称", "数量", "金额（万元）"),
        (False, True, True),
        tuple((f"服务器{number}", str(number), f"{number}.50") for number in range(1, 121)),
        ("合计", "", "7,320.00"),
    )
    return Printout(
        stamp=Stamp(3, "K7QF-2MZD-X4TB", date(2026, 11, 23), "以软件证书签名，未加盖时间戳。"),
        project_id="p-20261123-01",
        project_name=f"四川省{RARE}县共享交换平台建设项目",
        unit="四川省大数据中心",
        stage_title="可行性研究报告",
        period="",
        authority="四川省发展和改革委员会",
        pack_line="管理办法（制度包 sichuan-egov 1.0）",
        parts=(
            FormPart(
                "项目基本情况",
                (
                    FormLine("项目负责人", f"张{RARE}"),
                    FormLine("总投资（万元）", "2,860.00", "人民币贰仟捌佰陆拾万元整"),
                ),
                (items,),
            ),
        ),
        findings=(FindingLine("错误", "项目登记 · 总投资", "没有填写总投资。", "第五条"),),
        undecided=(FindingLine("未判断", "初步设计", "概算超出批复", "第十二条"),),
        unchecked=("建设方案在技术上是否可行",),
        materials=(
            MaterialLine(1, "可研报告", "报告.pdf", "186", SHA256, "电子件"),
            MaterialLine(0, "密码应用方案", "", "", "", "未提交"),
        ),
        checked_on=date(2026, 11, 23),
        rules_run=34,
    )


def later_version() -> Printout:
    """Return a filing with everything that a first version has not."""
    return replace(
        sample_printout(),
        signers=(
            SignerLine("项目责任人", "张三", "证书颁发者：示例"),
            SignerLine("财务负责人", "李四", "证书颁发者：示例"),
        ),
        overrides=(OverrideLine("本机时钟早于审计记录。", "校时服务器停用。"),),
        changes_note="与第 2 版相比：",
        changes=(ChangeLine("总投资", "修改", "2,800.00", "2,860.00"),),
        correction_note="补正通知 12 号",
        correction=(
            CorrectionLine("总投资", "请核对合计。", "已改正。"),
            CorrectionLine("密码应用方案", "请补交。", "", is_met=False),
        ),
    )
