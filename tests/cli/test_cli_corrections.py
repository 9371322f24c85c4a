"""Notices and differences on the command line."""

from pathlib import Path
from typing import Any

import pytest
from cli_runs import CommandLine

FILING = "needs_analysis"
ADD = (
    "--number", "川数补 3 号", "--date", "2026-03-01", "--due", "2026-03-20", "--issuer", "省局",
)  # fmt: skip


@pytest.fixture
def frozen(sample_egov: CommandLine, sample: str, tmp_path: Path) -> Path:
    told = sample_egov.told("submit", sample, FILING, "--out", tmp_path / "out", "--unsigned")
    return Path(told["packet"])


@pytest.fixture
def notice(sample_egov: CommandLine, sample: str, frozen: Path) -> dict[str, Any]:
    items = ("--item", "total_investment=与匡算明细不一致", "--item", "=请补盖公章 = 公章")
    told: dict[str, Any] = sample_egov.told("correction", "add", sample, FILING, *ADD, *items)
    found: dict[str, Any] = told["notice"]
    return found


def test_a_notice_is_added_listed_shown_answered_and_withdrawn(
    sample_egov: CommandLine, sample: str, notice: dict[str, Any]
) -> None:
    assert (notice["filing"], notice["version"], notice["kind"]) == (FILING, 1, "correction")
    assert (notice["issued_on"], notice["due_on"]) == ("2026-03-01", "2026-03-20")
    assert notice["items"][1] == {
        "place": "",
        "label": "整个报件",
        "text": "请补盖公章 = 公章",
        "answer": "",
        "met": False,
    }
    (listed,) = sample_egov.told("correction", "list", sample)["notices"]
    assert listed == notice
    assert sample_egov.told("correction", "list", sample, "--filing", "procurement") == {
        "notices": []
    }
    answer = ("correction", "answer", sample, notice["id"], "1", "--text", "已改")
    told = sample_egov.told(*answer)["notice"]
    assert (told["items"][0]["answer"], told["items"][0]["met"], told["open"]) == ("已改", True, 1)
    assert sample_egov.told(*answer, "--open")["notice"]["open"] == 2
    shown = sample_egov("correction", "show", sample, notice["id"], options=())
    assert "已改" in shown.out
    assert "待办" in shown.out
    assert sample_egov.told("correction", "withdraw", sample, notice["id"]) == {
        "withdrawn": notice["id"]
    }
    assert sample_egov.told("correction", "list", sample)["notices"] == []
    assert notice["id"] in sample_egov.refused("correction", "show", sample, notice["id"])


def test_the_notice_is_in_check_and_deadlines(
    sample_egov: CommandLine, sample: str, notice: dict[str, Any]
) -> None:
    told = sample_egov.told("check", sample, "--filing", FILING, today="2026-03-10")
    open_items = [f for f in told["findings"] if f["rule"].endswith("correction-open")]
    assert [f["path"] for f in open_items] == [f"{FILING}.total_investment", FILING]
    assert {f["severity"] for f in open_items} == {"note"}
    assert told["complete"]
    duties = sample_egov.told("deadlines", sample, today="2026-03-21")["deadlines"]
    (duty,) = (d for d in duties if d["id"] == f"correction@{notice['id']}")
    assert (duty["due"], duty["state"]) == ("2026-03-20", "overdue")
    assert "川数补 3 号" in duty["basis"]


def test_wrong_notices_are_refused_in_words(
    sample_egov: CommandLine, sample: str, frozen: Path
) -> None:
    def refused(*arguments: str, code: int = 3) -> str:
        return sample_egov.refused("correction", "add", sample, *arguments, code=code)

    assert "procurement" in refused("procurement", *ADD, "--item", "=x")
    assert "字段或材料" in refused(FILING, *ADD, "--item", "不写等号")
    assert "total_investment" in refused(FILING, *ADD, "--item", "total_investmnt=x")
    refused(FILING, *ADD, code=2)
    refused(FILING, "--number", "1", "--due", "下周", "--item", "=x", code=2)


def test_two_versions_are_compared_here_and_from_their_files(
    sample_egov: CommandLine, sample: str, notice: dict[str, Any], frozen: Path, tmp_path: Path
) -> None:
    assert "1 版" in sample_egov.refused("packet", "diff", sample, FILING)
    sample_egov.told("correction", "answer", sample, notice["id"], "1", "--text", "已改")
    sample_egov.told("project", "set", sample, f"{FILING}.necessity", "新写的必要性")
    made = sample_egov.told("submit", sample, FILING, "--out", frozen.parent, "--unsigned")
    here = sample_egov.told("packet", "diff", sample, FILING)
    assert here["changes"]["since"]["version"] == 1
    assert here["count"] == len(here["changes"]["fields"]) >= 1
    (field,) = (f for f in here["changes"]["fields"] if f["new"] == "新写的必要性")
    assert field["label"]
    assert here == sample_egov.told("packet", "diff", sample, FILING, "--from", "1", "--to", "2")
    apart = CommandLine(tmp_path / "other home", sample_egov.capture)
    files = apart.told("packet", "diff", frozen, made["packet"])
    assert files["problems"] == []
    assert [f["new"] for f in files["changes"]["fields"]] == [
        f["new"] for f in here["changes"]["fields"]
    ]
    assert not (tmp_path / "other home").exists()
    swapped = apart("packet", "diff", made["packet"], frozen)
    assert swapped.code == 1
    assert swapped.told["problems"]
    words = apart("packet", "diff", frozen, made["packet"], options=())
    assert "→ 新写的必要性" in words.out
    apart.refused("packet", "diff", frozen, made["packet"], "--from", "1", code=2)
    damaged = tmp_path / "damaged.zip"
    damaged.write_bytes(frozen.read_bytes()[:-50])
    assert "无效" in apart.refused("packet", "diff", damaged, made["packet"])
    assert "missing.zip" in apart.refused("packet", "diff", "missing.zip", made["packet"])
