"""Scans on the command line: a packet printed, signed on paper, and scanned."""

from pathlib import Path

import pytest
from cli_runs import CommandLine
from PIL import Image, ImageDraw

FILING = "needs_analysis"


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    page = Image.new("L", (300, 420), 255)
    ImageDraw.Draw(page).text((40, 60), "signed", fill=0)
    page.save(tmp_path / "签字 页.png")
    return tmp_path / "签字 页.png"


def unsigned_packet(egov: CommandLine, sample: str, out: Path) -> Path:
    told = egov.told("submit", sample, FILING, "--out", out, "--unsigned")
    return Path(told["packet"])


def test_a_scan_comes_into_the_packet(
    sample_egov: CommandLine, sample: str, scan: Path, tmp_path: Path
) -> None:
    packet = unsigned_packet(sample_egov, sample, tmp_path / "out")
    told = sample_egov.told("packet", "scan", packet, scan)
    assert told["packet"] == str(packet.with_name(f"{packet.stem}-scanned.zip"))
    assert (told["pages"], told["recorded"]) == (1, True)
    (old, new) = sample_egov.told("verify", packet, told["packet"])["packets"]
    assert (old["sha256"], new["sha256"]) == (told["previous_sha256"], told["sha256"])
    assert (old["paper"], new["paper"]["pages"]) == (None, 1)
    assert new["verdict"] == old["verdict"] == "reserved"
    assert new["code"] == old["code"]
    done = sample_egov("packet", "scan", packet, scan, "--out", tmp_path / "b.zip", options=())
    assert done.code == 0
    assert "由人与纸质原件核对" in done.out
    assert "已登记" in done.out


def test_a_packet_from_elsewhere_is_not_recorded(
    sample_egov: CommandLine,
    sample: str,
    scan: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    packet = unsigned_packet(sample_egov, sample, tmp_path / "out")
    elsewhere = CommandLine(tmp_path / "nowhere", capsys)
    told = elsewhere.told("packet", "scan", packet, scan)
    assert told["recorded"] is False
    assert not (tmp_path / "nowhere").exists()


def test_what_cannot_be_done_is_told_in_words(
    sample_egov: CommandLine,
    sample: str,
    scan: Path,
    tmp_path: Path,
    certificate: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    packet = unsigned_packet(sample_egov, sample, tmp_path / "out")
    assert "SCAN" in sample_egov.refused("packet", "scan", packet, code=2)
    assert "已经存在" in sample_egov.refused("packet", "scan", packet, scan, "--out", packet)
    text = tmp_path / "text.pdf"
    text.write_text("盖章")
    assert "纯文本" in sample_egov.refused("packet", "scan", packet, text)
    assert "missing" in sample_egov.refused("packet", "scan", packet, tmp_path / "missing.pdf")
    assert "missing" in sample_egov.refused("packet", "scan", tmp_path / "missing.zip", scan)
    monkeypatch.setenv("SECRET", "secret 密")
    key = ("--p12", certificate[0], "--password-env", "SECRET")
    signed = sample_egov.told("submit", sample, FILING, "--out", tmp_path / "signed", *key)
    assert "有电子签名" in sample_egov.refused("packet", "scan", signed["packet"], scan)
    assert not list(tmp_path.rglob("*-scanned*"))
