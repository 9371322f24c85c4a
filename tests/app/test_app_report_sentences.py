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
    "2023年计划投资600万元，2024年计划投资2160万元，总投资2860万元。",
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
    "网上办事大厅于2015年建成，当时总投资1200万元；2018年升级改造项目总投资680万元。",
    "示例市2021年建成的市级审批系统总投资为950万元。",
    "示例市2021年建成市级审批系统，总投资950万元。",
    "参照外省经验：某省一体化平台总投资5600万元，建设期24个月。",
    "某市项目投资概算860万元，其中省级财政资金800万元。",
    "某市平台于2020年建成。总投资860万元，单位自筹60万元，工程费用700万元。",
    "原系统每年运行维护费90万元。",
    "现有系统年运行维护费90万元。",
    "应用软件开发和数据资源建设合计1548万元。",
    "2024年计划投资500万元用于设备采购。",
    "项目总投资2860万元（大写：人民币贰仟捌佰陆拾万圆整）。",
    "总投资（大写）：人民币贰仟捌佰陆拾万元整。",
    "总投资估算（万元）：2860",
    "总投资（元）：28600000.00",
    "试运行期6个月，质保期36个月；软件开发历时9个月；项目建设期十六个月。",
    "建设期1年零4个月。",
    "建设期6个月时完成中期检查，建设期第3个月完成招标。",
    "一期建设期12个月，各标段工期3个月。",
    "系统建成后每年运行维护费约168万元。",
    "工程费用2467万元、工程建设其他费用256.8万元、预备费136.2万元。",
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
    "项目总投资人民币贰仟陆佰捌拾万元整。",
    "本项目总投资2860万元（大写：人民币贰仟陆佰捌拾万元整）。",
    "人民币贰仟捌佰陆拾万元整（2680万元）",
    "工程费用2476万元、工程建设其他费用256.8万元。",
    "工程建设其他费用265.8万元。",
    "系统建成后每年运行维护费约186万元。",
    "项目资金由省级财政资金2500万元、单位自筹260万元组成。",
    "项目资金由省级财政资金2600万元和单位自筹360万元构成。",
    "其中单位自筹资金620万元，已列入单位预算。",
    "2024年计划投资2610万元。",
    "2023年计划投资600万元，2024年计划投资2610万元，总投资2860万元。",
    "总投资估算（万元）：2680",
    "某市平台于2020年建成。本项目总投资2680万元。",
)
OF_ANOTHER_PERIOD = (
    "本项目建设期为24个月。",
    "项目建设期：18个月",
    "建设期2年。",
    "项目建设期两年。",
    "项目建设周期十八个月。",
    "项目建设期一年半。",
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


@pytest.mark.parametrize("sentence", OF_ANOTHER_PERIOD)
def test_a_period_that_contradicts_the_forms(sentence: str, facts: ReportFacts) -> None:
    assert told_of(facts, sentence) == {FindingKind.FACT}
