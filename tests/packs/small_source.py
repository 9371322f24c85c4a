"""The source of a small sound pack."""

SMALL = {
    "pack.yaml": """\
pack:
  id: small
  version: "1.0"
  title: 小办法
  authority: 某部门
  status: 现行
  evidence: verified
  groups: {first: 申报}
  sources: {law: 《小办法》}
provisions:
  art1: {source: law, article: 第一条, summary: 要点, evidence: verified}
parameters:
  limit:
    {label: 上限, kind: money, provisions: [art1], values: {"2020-01-01": 10, "2026-01-01": 20}}
  within: {label: 期限, kind: number, provisions: [art1], values: {"2020-01-01": 6}}
  words: {label: 词, kind: text, provisions: [art1], values: {"2020-01-01": 七月底}}
  report_days: {label: 截止, kind: text, provisions: [art1], values: {"2020-01-01": 07-31 01-31}}
""",
    "stages.yaml": """\
stages:
  registration:
    title: 登记
    group: first
    summary: 登记
    provisions: [art1]
    sections:
      basics:
        title: 基本情况
        fields:
          project_name: {kind: text, label: 名称, required: yes}
          total: {kind: money, label: 总额}
          begun_on: {kind: date, label: 开始}
          items:
            kind: table
            label: 明细
            columns: {amount: {kind: money, label: 金额}}
    materials:
      letter: {title: 申请}
""",
    "deadlines.yaml": """\
deadlines:
  finish:
    title: 办完
    stage: registration
    provisions: [art1]
    applies: always
    starts: registration.begun_on
    months: within
  report:
    title: 报告
    stage: registration
    provisions: [art1]
    applies: always
    starts: registration.begun_on
    ends: today
    due_days: report_days
""",
    "rules.yaml": """\
rules:
  too-much:
    title: 超过上限
    provisions: [art1]
    checks:
      - stages: [registration]
        fails_when: {greater: [total, {param: limit}]}
        at: total
        values: {total: total}
        message: 总额 {total} 超过上限。
""",
    "cases.yaml": """\
cases:
  - name: 正好
    rule: too-much
    today: 2026-03-01
    filings: {registration: {answers: {total: 20}}}
    expect: passes
""",
}
