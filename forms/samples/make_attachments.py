"""Make the PDF attachments of the sample projects from `texts/` and each `project.json`.

Run by hand in the development environment after a text or an amount has changed:

    python forms/samples/make_attachments.py

What a document says of the project is read from `project.json`, so that forms and reports agree.
The output is the same, byte for byte, for equal input.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

from egov_desktop import packs
from egov_desktop.documents import fonts
from egov_desktop.domain import fields, printout
from egov_desktop.domain.fields import Answer, FieldDefinition
from egov_desktop.domain.policy import PolicyPack, StageRule

FOLDER = Path(__file__).parent
MARK = "示例文件 内容虚构 不具法律效力"
FONT = fonts.SANS
_PLACEHOLDER = re.compile(r"\{([a-z_]+(?:\.[a-z_]+){1,2})\}")
_BODY = ParagraphStyle(
    "body",
    fontName=FONT,
    fontSize=11,
    leading=19,
    firstLineIndent=22,
    wordWrap="CJK",
    spaceAfter=6,
)
_PLAIN = ParagraphStyle("plain", _BODY, firstLineIndent=0)
_CHAPTER = ParagraphStyle("chapter", _PLAIN, fontSize=15, leading=24, spaceBefore=12, spaceAfter=8)
_SECTION = ParagraphStyle("section", _PLAIN, fontSize=12, leading=20, spaceBefore=4)
_TITLE = ParagraphStyle("title", _PLAIN, fontSize=18, leading=30, alignment=1, spaceAfter=16)
_RIGHT = ParagraphStyle("right", _PLAIN, alignment=2)
_CELL = ParagraphStyle("cell", _PLAIN, fontSize=9, leading=13, spaceAfter=0)
_GRID = [
    ("GRID", (0, 0), (-1, -1), 0.5, "#555555"),
    ("BACKGROUND", (0, 0), (-1, 0), "#EEEEEE"),
    ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
]


@dataclass(frozen=True)
class Facts:
    """What a text may name: the whole project, the filing it belongs to, and words of its own."""

    pack: PolicyPack
    filings: list[dict[str, Any]]
    filing: dict[str, Any]
    words: dict[str, Any]
    row: int

    def fill(self, text: str) -> str:
        """Return a text with every placeholder replaced; KeyError when there is no such fact."""
        return _PLACEHOLDER.sub(lambda found: self._fact(found[1]), text)

    def table(self, path: str, columns: list[str]) -> list[list[str]]:
        """Return the head and the rows of a table of the project, amounts summed up below."""
        stage, _, field_id = path.partition(".")
        filing = self._filing(stage)
        definition = self._definition(filing, field_id)
        shown = [c for c in definition.columns if not columns or c.id in columns]
        answer = fields.judge(definition, filing["answers"][field_id])
        rows = answer.value if isinstance(answer.value, tuple) else ()
        shown = [c for c in shown if any(not row[c.id].is_blank for row in rows)]
        head = [f"{c.label}\uff08万元\uff09" if c.kind == "money" else c.label for c in shown]
        body = [[printout.shown(c, row[c.id]) for c in shown] for row in rows]
        total = [
            f"{printout.column_sum(rows, c.id):,.2f}" if c.kind == "money" else "" for c in shown
        ]
        has_total = any(total) and "unit_price" not in [c.id for c in shown]
        return [head, *body, *([["合计", *total[1:]]] if has_total else [])]

    def _fact(self, path: str) -> str:
        head, _, rest = path.partition(".")
        if head == "words":
            return str(self.words[rest])
        if head == "row":
            filing = self._filing("procurement")
            contracts = self._definition(filing, "contracts")
            columns = {column.id: column for column in contracts.columns}
            return _shown(columns[rest], filing["answers"]["contracts"][self.row][rest])
        filing = self._filing(head)
        if rest == "stage":
            return self._stage(filing).title
        if rest.startswith("approval."):
            return str(filing["approval"][rest.removeprefix("approval.")])
        return _shown(self._definition(filing, rest), filing["answers"][rest])

    def _filing(self, stage: str) -> dict[str, Any]:
        if stage == "this":
            return self.filing
        return next(filing for filing in self.filings if filing["stage"] == stage)

    def _definition(self, filing: dict[str, Any], field_id: str) -> FieldDefinition:
        return {f.id: f for f in self._stage(filing).fields}[field_id]

    def _stage(self, filing: dict[str, Any]) -> StageRule:
        return {stage.id: stage for stage in self.pack.stages}[filing["stage"]]


def make(out: Path) -> list[Path]:
    """Make the attachments of every sample below a folder; return the files."""
    made = []
    root = packs.shipped_root()
    words = json.loads((FOLDER / "texts" / "words.json").read_text("utf-8"))
    for name, own_words in words.items():
        project = json.loads((FOLDER / name / "project.json").read_text("utf-8"))
        pack = packs.load(packs.find(root, project["pack"]))
        for file, facts, template in documents(project, pack, own_words):
            target = out / name / file
            target.parent.mkdir(parents=True, exist_ok=True)
            draw(target, template, facts)
            made.append(target)
    return made


def documents(
    project: dict[str, Any], pack: PolicyPack, words: dict[str, Any]
) -> Iterator[tuple[str, Facts, str]]:
    """Yield each file once, with the facts and the template that make it."""
    made: set[str] = set()
    for filing in project["filings"]:
        wanted = [(a["material"], a["file"]) for a in filing.get("attachments", [])]
        approval = filing.get("approval", {}).get("file")
        if approval:
            is_study = filing["stage"] == "feasibility_study"
            wanted.append(("feasibility_approval" if is_study else "approval", approval))
        for number, (material, file) in enumerate(wanted):
            row = number - [m for m, _ in wanted].index(material)
            if file not in made:
                made.add(file)
                facts = Facts(pack, project["filings"], filing, words, row)
                yield file, facts, (FOLDER / "texts" / f"{material}.md").read_text("utf-8")


def draw(target: Path, template: str, facts: Facts) -> None:
    """Write one PDF."""
    fonts.registered(FONT)
    head, lines = _split(template)
    title, author = facts.fill(head["title"]), facts.fill(head["author"])
    day = _chinese_date(facts.words["dated"][target.stem])
    body = list(_flowables(lines, facts))
    if head.get("form") == "letter":
        number = [Paragraph(facts.fill(head["number"]), _RIGHT)] if "number" in head else []
        signature = [Spacer(1, 20), Paragraph(author, _RIGHT), Paragraph(day, _RIGHT)]
        story = [*number, Paragraph(title, _TITLE), *body, *signature]
    else:
        story = [*_cover(title, author, day, facts), PageBreak(), *body]
    document = SimpleDocTemplate(
        str(target), pagesize=A4, invariant=1, title=title, author=author, pageCompression=1
    )
    document.build(story, onFirstPage=_furniture(title), onLaterPages=_furniture(title))


def _split(template: str) -> tuple[dict[str, str], list[str]]:
    lines = template.splitlines()
    head: dict[str, str] = {}
    while lines and re.match(r"(title|author|form|number): ", lines[0]):
        key, _, value = lines.pop(0).partition(": ")
        head[key] = value
    return head, lines


def _cover(title: str, author: str, day: str, facts: Facts) -> list[Flowable]:
    name = facts.fill("{registration.project_name}")
    big = ParagraphStyle("big", _TITLE, fontSize=26, leading=44)
    words = [Paragraph(text, _TITLE) for text in (author, day, MARK)]
    return [
        Spacer(1, 150),
        Paragraph(name, _TITLE),
        Paragraph(title, big),
        Spacer(1, 180),
        *words,
    ]


def _flowables(lines: list[str], facts: Facts) -> Iterator[Flowable]:
    for line in lines:
        if line.startswith("| "):
            path, *columns = line.removeprefix("| ").split()
            yield _table(facts.table(path, columns))
            yield Spacer(1, 10)
        elif line.startswith("## "):
            yield Paragraph(line.removeprefix("## "), _SECTION)
        elif line.startswith("# "):
            yield Paragraph(line.removeprefix("# "), _CHAPTER)
        else:
            yield Paragraph(facts.fill(line), _PLAIN if line.endswith("}\uff1a") else _BODY)


def _table(rows: list[list[str]]) -> Table:
    cells = [[Paragraph(cell, _CELL) for cell in row] for row in rows]
    width = 440 / len(rows[0])
    return Table(cells, colWidths=[width] * len(rows[0]), style=_GRID, repeatRows=1)


def _furniture(title: str) -> Callable[[Canvas, SimpleDocTemplate], None]:
    def draw(canvas: Canvas, _document: SimpleDocTemplate) -> None:
        canvas.setFont(FONT, 8)
        canvas.setFillGray(0.4)
        canvas.drawString(72, 806, MARK)
        canvas.drawCentredString(A4[0] / 2, 36, f"— {canvas.getPageNumber()} —")

    return draw


def _shown(definition: FieldDefinition, raw: Any) -> str:
    answer: Answer = fields.judge(definition, raw)
    if isinstance(answer.value, date):
        return _chinese_date(answer.value.isoformat())
    return printout.shown(definition, answer)


def _chinese_date(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.year}年{day.month}月{day.day}日"


if __name__ == "__main__":
    make(FOLDER)
