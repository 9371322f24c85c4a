"""Every command with --json: the keys that scripts rely on, and the exit code."""

import hashlib
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from cli_runs import CommandLine
from reportlab.pdfgen.canvas import Canvas

PACK = "sichuan-egov"
FILING = "needs_analysis"


def keys(items: list[dict[str, Any]]) -> set[str]:
    """Return the keys that all of several objects have."""
    assert items
    return set.intersection(*(set(item) for item in items))


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "批复 文件.pdf"
    canvas = Canvas(str(path), invariant=1)
    canvas.drawString(72, 700, "approval")
    canvas.showPage()
    canvas.save()
    return path


@pytest.fixture
def project(egov: CommandLine) -> str:
    made: str = egov.told("project", "create", "--pack", PACK, "--name", "政务云平台")["project"]
    return made


def test_packs_list(egov: CommandLine) -> None:
    packs = egov.told("packs", "list")["packs"]
    assert {"id", "version", "title", "status", "stages"} <= keys(packs)
    assert PACK in [pack["id"] for pack in packs]


def test_packs_show(egov: CommandLine) -> None:
    told = egov.told("packs", "show", PACK)
    assert {"id", "title", "fields", "materials"} <= keys(told["stages"])
    assert {"id", "title", "severity", "basis"} <= keys(told["rules"])
    assert {"id", "values", "basis"} <= keys(told["parameters"])
    assert {"id", "chapters"} <= keys(told["outlines"])
    assert f"{PACK}.classified" in [rule["id"] for rule in told["rules"]]
    assert "proposal_threshold" in [parameter["id"] for parameter in told["parameters"]]
    assert "sichuan" in egov.refused("packs", "show", "sichuan")


def test_packs_lint(egov: CommandLine, tmp_path: Path) -> None:
    from egov_desktop.app import policy_packs

    shipped = policy_packs.sample("x").parents[2] / PACK
    assert egov.told("packs", "lint", shipped) == {"problems": []}
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "pack.yaml").write_text("pack: {idd: bad}\n", "utf-8")
    problems = egov.told("packs", "lint", tmp_path / "bad", code=1)["problems"]
    assert {"file", "line", "message"} <= keys(problems)
    assert any("idd" in problem["message"] for problem in problems)
    assert "没有" in egov.refused("packs", "lint", tmp_path / "没有")


def test_packs_test(egov: CommandLine) -> None:
    told = egov.told("packs", "test", PACK)
    assert told["passed"] > 30
    assert told["failed"] == 0
    assert told["failures"] == []
    assert "sichuan-egov" in egov.refused("packs", "test", "sichuan-egv")


def test_packs_test_of_a_folder(egov: CommandLine, tmp_path: Path) -> None:
    from egov_desktop.app import policy_packs

    copy = tmp_path / PACK
    shutil.copytree(policy_packs.sample("x").parents[2] / PACK, copy)
    limit = "rules/declaration.yaml"
    text = (copy / limit).read_text("utf-8")
    (copy / limit).write_text(
        text.replace("fails_when: {no: funds_secured}", "fails_when: {yes: funds_secured}"), "utf-8"
    )
    told = egov.told("packs", "test", copy, code=1)
    assert told["failed"] == len(told["failures"]) > 0
    assert all("funds-not-secured" in each for each in told["failures"])


def test_project_create_list_show_delete(egov: CommandLine, project: str) -> None:
    assert re.fullmatch(r"p[0-9a-f]{10}", project)
    (listed,) = egov.told("project", "list")["projects"]
    assert (listed["id"], listed["name"], listed["pack"]) == (project, "政务云平台", PACK)
    shown = egov.told("project", "show", project)
    assert shown["project"] == project
    assert shown["filings"] == [
        {
            "id": "registration",
            "stage": "registration",
            "period": None,
            "state": "drafting",
            "version": None,
        }
    ]
    assert egov.told("project", "delete", project) == {"deleted": project}
    assert egov.told("project", "list") == {"projects": []}
    assert project in egov.refused("project", "show", project)


def test_project_set(egov: CommandLine, project: str) -> None:
    told = egov.told(
        "project", "set", project, "feasibility_study.total_investment", "2,860.00 万元"
    )
    assert told == {
        "path": "feasibility_study.total_investment",
        "value": "2,860.00 万元",
        "normalised": "2860.00",
        "problem": None,
    }
    wrong = egov.told("project", "set", project, "registration.construction_start", "明天")
    assert (wrong["value"], wrong["normalised"]) == ("明天", None)
    assert "明天" in wrong["problem"]
    shown = egov.told("project", "show", project)["filings"]
    assert [filing["id"] for filing in shown] == ["registration", "feasibility_study"]


def test_project_set_a_table_or_one_cell(egov: CommandLine, project: str) -> None:
    path = "feasibility_study.investment_items"
    told = egov.told("project", "set", project, path, '[{"item": "硬件", "amount": 1.50}]')
    assert told["value"] == [{"item": "硬件", "amount": "1.50"}]
    told = egov.told("project", "set", project, f"{path}[0].amount", "2")
    assert (told["value"], told["normalised"]) == ("2", "2")
    assert "amount" in egov.refused("project", "set", project, path, '[{"amuont": 1}]')
    assert "JSON" in egov.refused("project", "set", project, path, "[1,")
    assert "NaN" in egov.refused("project", "set", project, path, "[NaN]")


@pytest.mark.parametrize("value", ["[暂定] 某公司", "{}", "-5", "--", "", "'\"\\"])
def test_project_set_takes_any_text(egov: CommandLine, project: str, value: str) -> None:
    told = egov.told("project", "set", project, "feasibility_study.consultant", "--", value)
    assert told["value"] == (value or None)


def test_project_set_stops_a_classified_project(egov: CommandLine, project: str) -> None:
    words = egov.refused("project", "set", project, "registration.is_classified", "yes")
    assert "涉密" in words
    assert f"{PACK}.classified" in words


def test_project_load_and_dump(egov: CommandLine, sample_egov: CommandLine, sample: str) -> None:
    out = sample_egov.home.parent / "出 口" / "项目.json"
    assert sample_egov.told("project", "dump", sample, "--out", out) == {"file": str(out)}
    told = egov.told("project", "load", out)
    original = sample_egov.told("project", "show", sample)
    assert told["project"] != sample
    assert told["filings"] == original["filings"]
    assert {"id", "stage", "period", "state", "version"} <= keys(told["filings"])
    broken = out.with_name("broken.json")
    broken.write_text('{"format": "egov-project/1",}', "utf-8")
    assert "第 1 行" in egov.refused("project", "load", broken)


def test_project_attach(egov: CommandLine, project: str, pdf: Path) -> None:
    told = egov.told("project", "attach", project, FILING, "needs_report", pdf, pdf)
    assert {"id", "sha256", "pages", "findings"} <= keys(told["attachments"])
    first = told["attachments"][0]
    assert first["sha256"] == hashlib.sha256(pdf.read_bytes()).hexdigest()
    assert first["pages"] == 1
    assert first["title"] == pdf.name
    words = egov.refused("project", "attach", project, FILING, "needs_report", pdf, "没有.pdf")
    assert "没有.pdf" in words
    assert "needs_report" in egov.refused("project", "attach", project, FILING, "report", pdf)


def test_project_approve(egov: CommandLine, project: str, pdf: Path) -> None:
    command = ("project", "approve", project, FILING, "--number", "川发改 12 号")
    told = egov.told(*command, "--date", "2026-03-02", "--amount", "2,750 万元", pdf)["approval"]
    assert told == {
        "number": "川发改 12 号",
        "date": "2026-03-02",
        "amount": "2750.00",
        "file_sha256": hashlib.sha256(pdf.read_bytes()).hexdigest(),
    }
    bare = egov.told(*command, "--date", "2026-03-02")["approval"]
    assert (bare["amount"], bare["file_sha256"]) == (None, None)
    assert "很多" in egov.refused(*command, "--date", "2026-03-02", "--amount", "很多")
    egov.refused(*command, "--date", "三月", code=2)
    egov.refused(*command, code=2)
    assert "9999" in egov.refused(*command, "--date", "9999-01-01")


def test_check(egov: CommandLine, project: str) -> None:
    egov.told("project", "set", project, f"{FILING}.project_name", "别名")
    told = egov.told("check", project, code=1)
    assert told["complete"] is False
    assert {"severity", "rule", "stage", "filing", "path", "message", "basis"} <= keys(
        told["findings"]
    )
    assert {f["severity"] for f in told["findings"]} <= {"error", "warning", "note"}
    assert all(f["path"].startswith(f["stage"]) for f in told["findings"])
    assert {"rule", "path", "waits_for", "basis"} <= keys(told["undecided"])
    rules = {f["rule"] for f in told["findings"]}
    assert {f"{PACK}.name-mismatch", f"{PACK}.needs-report-missing"} <= rules
    part = egov.told("check", project, "--filing", FILING, code=1)
    assert len(part["findings"]) < len(told["findings"])
    assert FILING in egov.refused("check", project, "--filing", "needs_analysi")


def test_check_of_what_is_complete(sample_egov: CommandLine, sample: str) -> None:
    told = sample_egov.told("check", sample)
    assert told["complete"] is True
    assert "error" not in {f["severity"] for f in told["findings"]}


def test_deadlines_see_the_day_that_is_given(sample_egov: CommandLine, sample: str) -> None:
    early = sample_egov.told("deadlines", sample, today="2024-01-01")["deadlines"]
    late = sample_egov.told("deadlines", sample, today="2027-01-01")["deadlines"]
    assert {"id", "due", "state", "basis"} <= keys(early)
    assert {d["id"]: d["state"] for d in early} != {d["id"]: d["state"] for d in late}
    assert all(d["due"] is None or re.fullmatch(r"\d{4}-\d\d-\d\d", d["due"]) for d in early)


def test_the_day_that_rules_see_can_be_set(egov: CommandLine, project: str) -> None:
    egov.told("project", "set", project, "registration.construction_start", "2026-01-01")
    egov.told("project", "set", project, "registration.construction_end", "2026-12-31")
    egov.told("project", "set", project, "procurement.supervision_contract", "yes")
    rule = f"{PACK}.progress-report-late"

    def late(today: str) -> bool:
        told = egov.told("check", project, code=1, today=today)
        return rule in {f["rule"] for f in told["findings"]}

    assert not late("2026-07-31")
    assert late("2026-08-01")


def test_render(sample_egov: CommandLine, sample: str, tmp_path: Path) -> None:
    out = tmp_path / "新 文件夹" / "草稿.pdf"
    told = sample_egov.told("render", sample, FILING, "--out", out)
    assert told["file"] == str(out)
    assert told["pages"] > 3
    assert out.read_bytes().startswith(b"%PDF")
    assert ".pdf" in sample_egov.refused("render", sample, FILING, "--out", tmp_path / "x.txt")
    assert "x" in sample_egov.refused("render", sample, "x", "--out", out)


def test_submit_unsigned_and_verify(sample_egov: CommandLine, sample: str, tmp_path: Path) -> None:
    told = sample_egov.told("submit", sample, FILING, "--out", tmp_path / "out", "--unsigned")
    packet = Path(told["packet"])
    assert told["version"] == 1
    assert told["sha256"] == hashlib.sha256(packet.read_bytes()).hexdigest()
    nobody = {"level": "unsigned", "signer": None, "signers": [], "sm2": None}
    assert told["signature"] == nobody
    assert told["verified"] is True
    (verified,) = sample_egov.told("verify", packet)["packets"]
    assert verified["valid"] is True
    assert verified["verdict"] == "reserved"
    assert verified["signatures"] == []
    shown = sample_egov.told("project", "show", sample)["filings"]
    assert {f["id"]: f["version"] for f in shown}[FILING] == 1


def test_submit_signed_and_verify(
    sample_egov: CommandLine,
    sample: str,
    tmp_path: Path,
    certificate: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    p12, root = certificate
    monkeypatch.setenv("EGOV_SECRET", "secret 密")
    command = ("submit", sample, FILING, "--out", tmp_path / "out", "--p12", p12)
    told = sample_egov.told(*command, "--password-env", "EGOV_SECRET")
    assert told["signature"]["level"] == "PAdES B-B"
    assert "张三" in told["signature"]["signer"]
    (verified,) = sample_egov.told("verify", told["packet"], "--roots", root)["packets"]
    assert {"file", "valid", "reasons", "signatures", "pack", "stage", "version"} <= set(verified)
    assert (verified["verdict"], verified["reasons"]) == ("valid", [])
    assert (verified["pack"], verified["stage"], verified["version"]) == (PACK, FILING, 1)
    assert {"signer", "level", "valid", "trusted", "time"} <= keys(verified["signatures"])
    assert verified["signatures"][0]["trusted"] is True
    monkeypatch.setenv("EGOV_SECRET", "wrong")
    assert "密码" in sample_egov.refused(*command, "--password-env", "EGOV_SECRET")
    assert "EGOV_NONE" in sample_egov.refused(*command, "--password-env", "EGOV_NONE")
    missing = (*command[:-1], tmp_path / "没有.p12")
    assert "没有.p12" in sample_egov.refused(*missing)


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--p12", "x.p12", "--unsigned"],
        ["--unsigned", "--seal", "x.png"],
        ["--unsigned", "--password-env", "X"],
    ],
)
def test_submit_wants_one_way_of_signing(
    sample_egov: CommandLine, sample: str, tmp_path: Path, options: list[str]
) -> None:
    words = sample_egov.refused(
        "submit", sample, FILING, "--out", tmp_path / "out", *options, code=2
    )
    assert "--" in words
    assert not (tmp_path / "out").exists()


def test_submit_is_blocked_by_errors(egov: CommandLine, project: str, tmp_path: Path) -> None:
    egov.told("project", "set", project, f"{FILING}.necessity", "x")
    done = egov("submit", project, FILING, "--out", tmp_path / "out", "--unsigned")
    assert done.code == 1
    assert "处错误" in done.err
    assert "第七条" in done.err
    assert done.told["packet"] is None
    assert {"sichuan-egov.needs-report-missing"} <= {f["rule"] for f in done.told["findings"]}
    assert not (tmp_path / "out").exists()


def test_verify_several(
    sample_egov: CommandLine, sample: str, tmp_path: Path, certificate: tuple[Path, Path]
) -> None:
    told = sample_egov.told("submit", sample, FILING, "--out", tmp_path / "out", "--unsigned")
    good = Path(told["packet"])
    bad = tmp_path / "坏.zip"
    bad.write_bytes(good.read_bytes()[:-1])
    for jobs in ("1", "2"):
        packets = sample_egov.told("verify", good, bad, "--jobs", jobs, code=1)["packets"]
        assert [(p["file"], p["valid"]) for p in packets] == [(str(good), True), (str(bad), False)]
        assert packets[1]["reasons"]
        done = sample_egov("verify", good, tmp_path / "没有.zip", "--jobs", jobs)
        assert done.code == 3
        assert [p["file"] for p in done.told["packets"]] == [str(good)]
        assert "没有.zip" in done.err
    assert "没有.zip" in sample_egov.refused("verify", tmp_path / "没有.zip")
    assert "坏.zip" in sample_egov.refused("verify", good, "--roots", bad)
    assert "没有.pem" in sample_egov.refused("verify", good, "--roots", tmp_path / "没有.pem")


def test_backup_restore_selfcheck(egov: CommandLine, project: str, tmp_path: Path) -> None:
    told = egov.told("backup", "--out", tmp_path / "全部.backup")
    assert (told["ok"], told["problems"]) == (True, [])
    egov.told("project", "delete", project)
    told = egov.told("restore", tmp_path / "全部.backup")
    assert (told["ok"], told["problems"]) == (True, [])
    assert Path(told["set_aside"]).is_dir()
    assert [p["id"] for p in egov.told("project", "list")["projects"]] == [project]
    assert egov.told("selfcheck") == {"ok": True, "problems": []}
    (tmp_path / "不是.backup").write_bytes(b"no backup")
    assert egov.refused("restore", tmp_path / "不是.backup")
    assert egov.told("selfcheck")["ok"] is True


def test_selfcheck_tells_what_is_wrong(sample_egov: CommandLine) -> None:
    damaged = next((sample_egov.home / "data" / "objects").glob("*/*"))
    damaged.chmod(0o600)
    damaged.write_bytes(b"x")
    told = sample_egov.told("selfcheck", code=1)
    assert told["ok"] is False
    assert len(told["problems"]) == 1
