"""A small sound pack that a test may spoil, and the shipped one."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from egov_desktop import packs
from egov_desktop.domain.policy import PolicyPack

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
          items:
            kind: table
            label: 明细
            columns: {amount: {kind: money, label: 金额}}
    materials:
      letter: {title: 申请}
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


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return the folder of a small sound pack."""
    folder = tmp_path / "small"
    folder.mkdir()
    for name, text in SMALL.items():
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture
def spoil(small: Path) -> Callable[[str, str, str], Path]:
    """Return a function that replaces a text in one file of the small pack."""

    def change(name: str, old: str, new: str) -> Path:
        text = (small / name).read_text("utf-8")
        assert old in text
        (small / name).write_text(text.replace(old, new), "utf-8")
        return small

    return change


@pytest.fixture(scope="session")
def sichuan_folder() -> Path:
    return packs.find(packs.shipped_root(), "sichuan-egov")


@pytest.fixture(scope="session")
def sichuan(sichuan_folder: Path) -> PolicyPack:
    return packs.load(sichuan_folder)


@pytest.fixture
def sichuan_copy(sichuan_folder: Path, tmp_path: Path) -> Path:
    """Return a copy of the shipped pack to work on."""
    return Path(shutil.copytree(sichuan_folder, tmp_path / "sichuan-egov"))
