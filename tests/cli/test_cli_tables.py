"""table export and table import: a look at the changes first, then one save a table."""

from pathlib import Path

import pytest
from cli_runs import CommandLine
from openpyxl import Workbook, load_workbook

FILING = "feasibility_study"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "明细 表.xlsx"


def edited(path: Path, sheet: str, **cells: object) -> Path:
    book = load_workbook(path)
    for place, value in cells.items():
        book[sheet][place] = value
    book.save(path)
    return path


def dumped(egov: CommandLine, project: str, folder: Path) -> str:
    file = Path(egov.told("project", "dump", project, "--out", folder / "dump.json")["file"])
    return file.read_text("utf-8")


def test_export_says_what_it_wrote(sample_egov: CommandLine, sample: str, out: Path) -> None:
    told = sample_egov.told("table", "export", sample, FILING, "--out", out)
    assert told["file"] == str(out)
    assert {"id", "title", "rows"} == set(told["tables"][0])
    assert [t["title"] for t in told["tables"]] == [
        s.title for s in load_workbook(out) if s.sheet_state == "visible"
    ]
    one = sample_egov.told("table", "export", sample, FILING, "--table", "equipment", "--out", out)
    assert [t["id"] for t in one["tables"]] == ["equipment"]


def test_import_shows_first_and_keeps_only_when_asked(
    sample_egov: CommandLine, sample: str, out: Path, tmp_path: Path
) -> None:
    before = dumped(sample_egov, sample, tmp_path)
    sample_egov.told("table", "export", sample, FILING, "--out", out)
    edited(out, "软硬件配置清单", E4=170, A8="新设备", E8="12.5")
    shown = sample_egov.told("table", "import", sample, FILING, out)
    assert shown["applied"] is False
    assert shown["bad_cells"] == []
    (table,) = [t for t in shown["tables"] if t["id"] == "equipment"]
    assert table["counts"] == {"added": 1, "changed": 1, "removed": 0, "moved": 0, "same": 3}
    changed = next(row for row in table["rows"] if row["kind"] == "changed")
    assert (changed["old_row"], changed["new_row"], changed["sheet_row"]) == (1, 1, 4)
    assert changed["changes"] == [{"column": "金额", "old": "168.00", "new": "170.00"}]
    assert dumped(sample_egov, sample, tmp_path) == before

    kept = sample_egov.told("table", "import", sample, FILING, out, "--apply")
    assert kept["applied"] is True
    assert '"新设备"' in dumped(sample_egov, sample, tmp_path)
    again = sample_egov.told("table", "import", sample, FILING, out, "--apply")
    assert all(row["kind"] == "same" for t in again["tables"] for row in t["rows"])


def test_bad_cells_are_named_and_kept_all_the_same(
    sample_egov: CommandLine, sample: str, out: Path, tmp_path: Path
) -> None:
    sample_egov.told("table", "export", sample, FILING, "--table", "equipment", "--out", out)
    edited(out, "软硬件配置清单", C4="十二", D5="=1/0")
    told = sample_egov.told("table", "import", sample, FILING, out, "--apply", code=1)
    assert [(c["sheet"], c["cell"], c["column"]) for c in told["bad_cells"]] == [
        ("软硬件配置清单", "C4", "单价"),
        ("软硬件配置清单", "D5", "数量"),
    ]
    assert "十二" in told["bad_cells"][0]["reason"]
    assert '"unit_price": "十二"' in dumped(sample_egov, sample, tmp_path)
    assert any("不改动" in notice for notice in told["notices"])


def test_append_keeps_the_rows_there_are(
    sample_egov: CommandLine, sample: str, tmp_path: Path
) -> None:
    book = Workbook()
    for row in (("厂商报价",), ("名称", "单价（元）", "数量"), ("防火墙", 185000, 4)):
        book.active.append(row)
    book.save(tmp_path / "报价.xlsx")
    arguments = ("table", "import", sample, FILING, tmp_path / "报价.xlsx", "--table", "equipment")
    replaced = sample_egov.told(*arguments)["tables"][0]["counts"]
    assert (replaced["removed"], replaced["added"]) == (4, 1)
    told = sample_egov.told(*arguments, "--append", "--apply")["tables"][0]
    assert (told["counts"]["same"], told["counts"]["added"]) == (4, 1)
    assert told["rows"][-1]["cells"][2] == "18.50"
    assert "185000元" in dumped(sample_egov, sample, tmp_path)


def test_the_plan_in_words(sample_egov: CommandLine, sample: str, out: Path) -> None:
    sample_egov.told("table", "export", sample, FILING, "--table", "equipment", "--out", out)
    edited(out, "软硬件配置清单", E4=None, A5="改名")
    said = sample_egov("table", "import", sample, FILING, out, options=()).out
    assert "修改 2 行" in said
    assert "金额 168.00 → 空" in said
    assert "还没有保存" in said


def test_what_cannot_be_done_is_told(sample_egov: CommandLine, sample: str, out: Path) -> None:
    assert "找不到" in sample_egov.refused("table", "import", sample, FILING, out)
    wrong = sample_egov.refused("table", "export", sample, FILING, "--table", "equip", "--out", out)
    assert "equipment" in wrong
    csv = out.with_suffix(".csv")
    assert ".xlsx" in sample_egov.refused("table", "export", sample, FILING, "--out", csv)
    csv.write_text("名称,单价\n")
    assert "CSV" in sample_egov.refused("table", "import", sample, FILING, csv)
    assert "没有明细表" in sample_egov.refused(
        "table", "export", sample, "fund_application", "--out", out
    )
