"""A filing as it is printed: text and tables, without any page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from egov_desktop.domain import calendars, money
from egov_desktop.domain.deadlines import scope_of
from egov_desktop.domain.fields import BLANK, Answer, FieldDefinition, Row, clean
from egov_desktop.domain.findings import CheckResult
from egov_desktop.domain.letters import Letter, compose_letter
from egov_desktop.domain.policy import PolicyPack, Section, Severity, StageRule
from egov_desktop.domain.project import Attachment, Filing, Project
from egov_desktop.domain.scope import Scope
from egov_desktop.domain.submission import packet_entries
from egov_desktop.domain.wizard import Need, need_of

SEVERITY_WORDS = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.NOTE: "提示"}
_ABSENCE = {
    Need.REQUIRED: "未提交",
    Need.ADVISED: "未提交",
    Need.NOT_NOW: "不需要",
    Need.UNDECIDED: "未提交，是否需要尚不能判断",
}
"""What is said of a material that is not there."""
NOT_FILLED = "（未填）"
"""Printed where nothing was filled in."""
_APPROVAL_WORDS = {
    "approval.number": "批复文号",
    "approval.date": "批复日期",
    "approval.amount": "批复金额",
}


@dataclass(frozen=True)
class Stamp:
    """What ties paper and file: version, code and day, and what is said of the signature."""

    version: int
    code: str
    made_on: date
    signature_note: str
    is_draft: bool = False


@dataclass(frozen=True)
class FormLine:
    """One line of the application form (申报表)."""

    label: str
    value: str
    remark: str = ""
    path: str = ""
    """The field that is printed here; empty for what is no field of the form."""


@dataclass(frozen=True)
class FormTable:
    """One detail table (明细表)."""

    title: str
    columns: tuple[str, ...]
    is_number: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: tuple[str, ...] | None
    path: str = ""
    column_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class FormPart:
    """One section of the form."""

    title: str
    lines: tuple[FormLine, ...]
    tables: tuple[FormTable, ...]

    @property
    def filled_tables(self) -> tuple[FormTable, ...]:
        """Return the tables with rows; of the others the form says that nothing was filled in."""
        return tuple(table for table in self.tables if table.rows)


@dataclass(frozen=True)
class FindingLine:
    """One line of the check report (检查报告)."""

    severity: str
    place: str
    message: str
    basis: str


@dataclass(frozen=True)
class MaterialLine:
    """One line of the list of materials (材料目录)."""

    number: int
    material: str
    title: str
    pages: str
    sha256: str
    status: str


@dataclass(frozen=True)
class SignerLine:
    """One who signs the packet electronically (电子签名人): in which role, who, by whose word."""

    role: str
    name: str
    detail: str = ""


@dataclass(frozen=True)
class OverrideLine:
    """A warning before signing that was overridden (经说明后继续), and why."""

    warning: str
    reason: str


@dataclass(frozen=True)
class ChangeLine:
    """One difference from the version before (修改说明): where, what kind, before and after."""

    place: str
    kind: str
    before: str
    after: str


@dataclass(frozen=True)
class CorrectionLine:
    """One demand of a correction notice (补正要求), and how it was met."""

    place: str
    demand: str
    answer: str
    is_met: bool = True


@dataclass(frozen=True)
class Printout:
    """Everything the printed packet says."""

    stamp: Stamp
    project_id: str
    project_name: str
    unit: str
    stage_title: str
    period: str
    authority: str
    pack_line: str
    parts: tuple[FormPart, ...]
    findings: tuple[FindingLine, ...]
    undecided: tuple[FindingLine, ...]
    unchecked: tuple[str, ...]
    materials: tuple[MaterialLine, ...]
    checked_on: date
    rules_run: int
    letter: Letter | None = None
    """The official letter (公文) that hands the filing in, where the pack has one."""
    signers: tuple[SignerLine, ...] = ()
    """In the order in which they sign; empty for a packet that is not signed."""
    overrides: tuple[OverrideLine, ...] = ()
    changes_note: str = ""
    """With which version this one is compared; empty for a first version."""
    changes: tuple[ChangeLine, ...] = ()
    correction_note: str = ""
    """Which notice (补正通知、退件通知) this version answers: number, date, issuer."""
    correction: tuple[CorrectionLine, ...] = ()


def compose(
    pack: PolicyPack, project: Project, filing: Filing, result: CheckResult, stamp: Stamp
) -> Printout:
    """Return the printed form of a filing; raises KeyError for a stage the pack has not."""
    stage = pack.stage(filing.stage)
    if stage is None:
        raise KeyError(filing.stage)
    scope = scope_of(pack, project, result.today)
    return Printout(
        stamp=stamp,
        project_id=project.id,
        project_name=project.name,
        unit=unit_of(project),
        stage_title=stage.title,
        period=calendars.period_label(filing.period) if filing.period else "",
        authority=pack.authority,
        pack_line=f"{pack.title}（制度包 {pack.id} {pack.version}，{pack.status}）",
        parts=tuple(_parts(stage, filing)),
        findings=tuple(
            FindingLine(
                SEVERITY_WORDS[f.severity], place_label(pack, f.stage, f.path), f.message, f.basis
            )
            for f in result.findings
        ),
        undecided=tuple(
            FindingLine("未判断", place_label(pack, u.stage, u.path), u.title, u.basis)
            for u in result.undecided
        ),
        unchecked=pack.unchecked,
        materials=tuple(_materials(stage, filing, scope.with_filing(filing))),
        checked_on=result.today,
        rules_run=result.rules_run,
        letter=compose_letter(pack, project, filing, result.today),
    )


def place_label(pack: PolicyPack, stage_id: str, path: str) -> str:
    """Return where a finding stands, in the words of the form."""
    stage = pack.stage(stage_id)
    if stage is None:
        return path
    name, bracket, rest = path.partition("[")
    definition = stage.field(name)
    if definition is None:
        material = stage.material(name)
        label = material.title if material else _APPROVAL_WORDS.get(path, "")
        return f"{stage.title} · {label}" if label else stage.title
    if not bracket:
        return f"{stage.title} · {definition.label}"
    number, _, column_id = rest.partition("].")
    column = definition.column(column_id)
    row = f"第 {int(number) + 1} 行"
    return " · ".join([stage.title, definition.label, row, *([column.label] if column else [])])


def shown(definition: FieldDefinition, answer: Answer) -> str:
    """Return an answer as it is printed and listed; what was typed where it is not valid."""
    value = answer.value
    if value is None:
        return "" if answer.raw is None else clean(str(answer.raw))
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return money.format_wan(value) if definition.kind == "money" else f"{value:f}"
    if definition.kind in ("choice", "open_choice"):
        return definition.choice_label(str(value))
    if definition.kind == "period":
        return calendars.period_label(str(value))
    return str(value)


def column_sum(rows: tuple[Row, ...], column_id: str) -> Decimal:
    """Return the sum of a table's amounts; blank cells count as nothing."""
    cells = (row.get(column_id, BLANK).value for row in rows)
    return sum((cell for cell in cells if isinstance(cell, Decimal)), Decimal(0))


def unit_of(project: Project) -> str:
    """Return the unit that builds the project, as its registration has it."""
    answers: Mapping[str, Answer] = {}
    for filing in project.of_stage("registration"):
        answers = filing.answers
    return str(answers.get("construction_unit", BLANK).value or NOT_FILLED)


def _parts(stage: StageRule, filing: Filing) -> Iterator[FormPart]:
    for section in stage.sections:
        if any(definition.id not in filing.hidden for definition in section.fields):
            yield _part(section, filing)


def _part(section: Section, filing: Filing) -> FormPart:
    shown_fields = [f for f in section.fields if f.id not in filing.hidden]
    plain = [f for f in shown_fields if f.kind != "table"]
    tables = [f for f in shown_fields if f.kind == "table"]
    return FormPart(
        section.title,
        tuple(form_line(definition, filing.answer(definition.id)) for definition in plain),
        tuple(form_table(definition, filing.answer(definition.id)) for definition in tables),
    )


def form_line(definition: FieldDefinition, answer: Answer) -> FormLine:
    """Return one line of the form, an amount with its words in capitals (大写)."""
    text = shown(definition, answer)
    unit = f"（{definition.unit}）" if definition.unit else ""
    remark = ""
    if definition.kind == "money" and isinstance(answer.value, Decimal):
        remark = _in_capitals(answer.value)
    return FormLine(definition.label + unit, text or NOT_FILLED, remark, definition.id)


def _in_capitals(amount_wan: Decimal) -> str:
    try:
        return money.chinese_capital(money.wan_to_yuan(amount_wan))
    except ValueError as beyond_the_words:
        return str(beyond_the_words)


def form_table(definition: FieldDefinition, answer: Answer) -> FormTable:
    """Return a detail table with its totals."""
    rows = answer.value if isinstance(answer.value, tuple) else ()
    columns = definition.columns
    cells = tuple(
        tuple(shown(column, row.get(column.id, BLANK)) for column in columns) for row in rows
    )
    return FormTable(
        definition.label,
        tuple(f"{c.label}（{c.unit}）" if c.unit else c.label for c in columns),
        tuple(column.kind in ("money", "decimal", "integer", "percent") for column in columns),
        cells,
        _totals(definition, rows) if cells else None,
        definition.id,
        tuple(column.id for column in columns),
    )


def _totals(definition: FieldDefinition, rows: tuple[Row, ...]) -> tuple[str, ...] | None:
    summed = [column.kind == "money" and column.id != "unit_price" for column in definition.columns]
    if not any(summed):
        return None
    totals = [
        money.format_wan(column_sum(rows, column.id)) if is_summed else ""
        for column, is_summed in zip(definition.columns, summed, strict=True)
    ]
    return ("合计", *totals[1:]) if not summed[0] else tuple(totals)


def _materials(stage: StageRule, filing: Filing, scope: Scope) -> Iterator[MaterialLine]:
    numbers = {e.attachment.id: e.number for e in packet_entries(stage, filing)}
    for material in stage.materials:
        for attachment in filing.attached(material.id):
            yield _file_line(numbers[attachment.id], material.title, attachment)
        if not filing.is_supplied(material.id):
            yield MaterialLine(0, material.title, "", "", "", _ABSENCE[need_of(material, scope)])
        elif reason := filing.paper_materials.get(material.id):
            yield MaterialLine(0, material.title, "", "", "", f"纸质另交：{reason}")
    for attachment in filing.attachments:
        if stage.material(attachment.material) is None:  # of an older pack
            yield _file_line(numbers[attachment.id], attachment.material, attachment)


def _file_line(number: int, material: str, attachment: Attachment) -> MaterialLine:
    pages = "" if attachment.pages is None else str(attachment.pages)
    return MaterialLine(number, material, attachment.title, pages, attachment.sha256, "电子件")
