"""Rolling backups by command: made, listed, looked into, restored; damaged data salvaged."""

from pathlib import Path

from cli_runs import CommandLine


def test_make_list_preview_restore(sample_egov: CommandLine, sample: str, tmp_path: Path) -> None:
    assert sample_egov.told("backups", "list") == {"backups": []}
    made = sample_egov.told("backups", "make")["made"]
    assert sample_egov.told("backups", "make")["made"] is None
    (line,) = sample_egov.told("backups", "list")["backups"]
    assert line["folder"] == made
    assert line["projects"] == 1
    told = sample_egov.told("restore", made, "--preview")
    assert [each["id"] for each in told["names"]] == [sample]
    assert told["audit"] == line["audit"]
    sample_egov.told("project", "delete", sample)
    assert sample_egov.told("project", "list")["projects"] == []
    told = sample_egov.told("restore", made)
    assert Path(told["set_aside"]).is_dir()
    assert [each["id"] for each in sample_egov.told("project", "list")["projects"]] == [sample]
    assert sample_egov.told("selfcheck") == {"ok": True, "problems": []}


def test_preview_of_a_backup_in_one_file(
    sample_egov: CommandLine, sample: str, tmp_path: Path
) -> None:
    sample_egov.told("backup", "--out", tmp_path / "all.backup")
    told = sample_egov.told("restore", tmp_path / "all.backup", "--preview")
    assert [each["id"] for each in told["names"]] == [sample]
    assert told["size"] == (tmp_path / "all.backup").stat().st_size
    assert list(sample_egov.home.glob(".preview-*")) == []


def test_second_place(sample_egov: CommandLine, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    assert "不是文件夹" in sample_egov.refused("backups", "second", stick)
    stick.mkdir()
    assert sample_egov.told("backups", "second", stick)["second"] == str(stick)
    second = sample_egov.told("backups", "make")["second"]
    assert Path(second).is_relative_to(stick)
    there = sample_egov.told("backups", "list", "--in", Path(second).parent)["backups"]
    assert [each["folder"] for each in there] == [second]
    assert sample_egov.told("backups", "second", "--none")["second"] is None


def test_what_is_newer_than_the_backup_is_brought_over(sample_egov: CommandLine) -> None:
    made = sample_egov.told("backups", "make")["made"]
    late = sample_egov.told(
        "project", "create", "--pack", "sichuan-egov", "--name", "备份以后的项目"
    )["project"]
    told = sample_egov.told("restore", made, "--salvage")
    assert any("没有丢失" in each for each in told["salvage"])
    assert late in [each["id"] for each in sample_egov.told("project", "list")["projects"]]
    assert sample_egov.told("selfcheck") == {"ok": True, "problems": []}
