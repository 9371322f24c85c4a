"""Sentences about money: which contradict the forms of the shipped sample, and which do not."""

from pathlib import Path

import pytest
from app_samples import clock

from egov_desktop.app import project_list, report_checks
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.policy import Severity
from egov_desktop.domain.report_checking import check_report
from egov_desktop.domain.report_facts import ReportFacts
from egov_desktop.domain.report_findings import FindingKind
from egov_desktop.domain.report_text import ReportParagraph, ReportText


@pytest.fixture(scope="module")
def facts(sample_home: Path) -> ReportFacts:
    with Workspace.open(sample_home, clock) as ws:
        (summary,) = project_list.list_projects(ws)
        return report_checks.plan_report_check(ws, summary.id, "feasibility_study").facts


HARMLESS = (
    "根据投资估算，本项目总投资 2860 万元，其中工程费用2467万元，预备费136.2万元。",
    "项目总投资为2860万元（大写：贰仟捌佰陆拾万元整）。",
    "资金来源：申请省级财政资金2600万元，单位自筹260万元。",
    "2023年计划投资800万元，2024年计划投资2060万元，总投资2860万元。",
    "硬件设备购置486万元（其中服务器168万元、网络设备100万元）。",
    "运行维护费每年150万元，不计入总投资。",
    "按总投资的1.5%计取监理费52万元。",
    "培训费14万元，分两期，每期培训费7万元。",
    "设计费按投资估算2467万元的1.9%计取，为46.8万元。",
    "本项目监理费按670号文计算应为60万元，实际取52万元。",
    "软件测评费 24 万元；等级保护测评费12万元。",
    "一期总投资500万元，二期总投资2860万元。",
    "可行性研究报告批复总投资2860万元。",
    "项目建设期16个月，自2023年12月至2025年3月。",
    "项目总投资控制在3000万元以内。",
    "预备费费率5%，基本预备费=（2467+256.8）×5%=136.2万元。",
    "投资回收期5年，年节约资金500万元。",
    "总投资2860万元，占全省信息化投资50000万元的5.7%。",
    "各市县总投资约8000万元。",
    "项目名称：示例省网上审批服务平台建设项目",
    "招标代理服务费14万元，前期咨询费28万元，审计费8万元。",
    "按照发改价格\u30142007\u3015670号，工程监理费收费基价为60万元，下浮后为52万元。",
    "硬件设备购置单价合计486万元。",
    "与项目建议书相比，总投资由3000万元调整为2860万元。",
    "本项目总投资比项目建议书批复总投资3000万元减少140万元。",
    "信息安全138万元，数据资源建设262万元。",
    "财政评审后，核减总投资40万元。",
    "系统集成费49万元，占比7%。",
    "每年节约办公经费总额300万元。",
    "投资总额2860万元中，软件占45%。",
    "数据库建设20万元属于数据资源建设262万元的一部分。",
)
CONTRADICTING = (
    "可研批复总投资2680万元，现概算2860万元。",
    "本项目的总投资为2680万元。",
    "项目总投资（含预备费）2680万元。",
    "项目估算总投资2680万元，资金全部申请财政解决。",
    "总投资估算：2680.00万元",
    "资金来源：申请省级财政资金2500万元，单位自筹360万元。",
    "总投资 2,680 万",
    "投资估算总额为2680万元",
    "预备费163.2万元",
    "示例省网上审批服务平台建设项目（示例）总投资2680万元。",
    "项目总投资额2680.00万元，其中硬件设备购置费468万元。",
)


def told_of(facts: ReportFacts, sentence: str) -> set[FindingKind]:
    result = check_report(ReportText((ReportParagraph(sentence, 1),)), None, facts)
    return {f.kind for f in result.findings if f.severity is not Severity.NOTE}


@pytest.mark.parametrize("sentence", HARMLESS)
def test_money_that_contradicts_nothing(sentence: str, facts: ReportFacts) -> None:
    assert told_of(facts, sentence) == set()


@pytest.mark.parametrize("sentence", CONTRADICTING)
def test_money_that_contradicts_the_forms(sentence: str, facts: ReportFacts) -> None:
    assert told_of(facts, sentence) == {FindingKind.FIGURE}
