"""The demonstration through the command line, its packets judged by programs that are not ours."""

import hashlib
import json
import re
import sys
from pathlib import Path

from story_runs import Demo, egov, run
from story_samples import APPROVAL_PLATFORM, sample_document

RARE_NAMES = ("周\U0002cb5a", "吴\u36c3", "孙\u4dae")
NO_PACKET = {"registration", "operation"}


def test_every_filing_that_is_handed_in_became_a_verified_packet(demo: Demo) -> None:
    wanted = [
        (f["stage"], f["period"])
        for f in sample_document(APPROVAL_PLATFORM)["filings"]
        if f["stage"] not in NO_PACKET
    ]
    records = [json.loads(packet.record.read_text("utf-8")) for packet in demo.packets]
    assert [(record["stage"], record["period"]) for record in records] == wanted
    assert all(entry["verified"] for entry in demo.told["packets"])
    assert {record["project"]["id"] for record in records} == {demo.told["project"]}
    for entry in demo.told["packets"]:
        assert hashlib.sha256(Path(entry["file"]).read_bytes()).hexdigest() == entry["sha256"]


def test_the_report_tells_each_packet_and_what_was_not_checked(demo: Demo) -> None:
    report = Path(demo.told["report"]).read_text("utf-8")
    for entry in demo.told["packets"]:
        assert entry["file"] in report
        assert entry["sha256"] in report
    assert report.count("PAdES B-B") == len(demo.packets)
    assert len(re.findall("核对.有效", report)) == len(demo.packets)
    assert "无效" not in report
    assert "错误 0 处" in report
    assert "机器没有检查的" in report
    assert "没有法律效力" in report


def test_progress_goes_to_standard_error_line_by_line(demo: Demo) -> None:
    assert "可行性研究报告" in demo.stderr
    assert "\r" not in demo.stderr


def test_our_own_verifier_finds_nothing_wrong(demo: Demo, tmp_path: Path) -> None:
    packets = [packet.zip for packet in demo.packets]
    done = egov("verify", *packets, "--roots", demo.root, home=tmp_path)
    assert done.returncode == 0, done.stderr
    for found in json.loads(done.stdout)["packets"]:
        assert found["valid"], found
        assert found["reasons"] == []
        assert all("吊销" in note for note in found["notes"]), "only revocation stays unknown"
        (signature,) = found["signatures"]
        assert signature["trusted"]
        assert signature["covers_whole_file"]
        assert signature["level"].startswith("PAdES B-B")


def test_verifying_leaves_no_data_folder_behind(demo: Demo, tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert egov("verify", demo.packets[0].zip, home=home).returncode == 0
    assert not home.exists()


def test_a_bagit_tool_finds_the_bags_valid(demo: Demo) -> None:
    folders = [packet.folder for packet in demo.packets]
    told = run(sys.executable, "-m", "bagit", "--validate", *folders)
    assert told.count("is valid") == len(folders)


def test_openssl_verifies_the_signature_over_the_tag_manifest(demo: Demo) -> None:
    for packet in demo.packets:
        manifest = packet.folder / "tagmanifest-sha256.txt"
        command = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-purpose", "any"]
        told = run(
            *command,
            *("-in", f"{manifest}.p7s", "-content", manifest),
            *("-CAfile", demo.root, "-out", packet.folder.parent / "content"),
        )
        assert "successful" in told
        assert (packet.folder.parent / "content").read_bytes() == manifest.read_bytes()


def test_poppler_finds_the_whole_pdf_signed(demo: Demo) -> None:
    for packet in demo.packets:
        told = run("pdfsig", "-nocert", packet.pdf)
        assert told.count("Signature is Valid") == 1, told
        assert "Total document signed" in told
        assert "ETSI.CAdES.detached" in told
        assert "SHA-256" in told


def test_qpdf_finds_no_damage(demo: Demo) -> None:
    for packet in demo.packets:
        told = run("qpdf", "--check", packet.pdf)
        assert "No syntax or stream encoding errors" in told
        assert "WARNING" not in told


def test_every_font_is_embedded_in_part_and_readable_as_text(demo: Demo) -> None:
    for packet in demo.packets:
        lines = run("pdffonts", packet.pdf).splitlines()[2:]
        assert lines
        for line in lines:
            assert re.search(r"\byes yes yes\s+\d+\s+\d+$", line), line


def test_rare_names_can_be_copied_from_the_page(demo: Demo) -> None:
    text = run("pdftotext", demo.packet("preliminary_acceptance").pdf, "-")
    for name in RARE_NAMES:
        assert name in text


def test_every_page_bears_version_and_code_of_its_record(demo: Demo) -> None:
    for packet in demo.packets:
        record = json.loads(packet.record.read_text("utf-8"))
        pages = run("pdftotext", packet.pdf, "-").split("\f")[:-1]
        assert len(pages) >= 4
        for page in pages:
            assert record["code"] in page
            assert f"v{record['version']}" in page


def test_approvals_and_earlier_amounts_reached_the_last_packet(demo: Demo) -> None:
    record = json.loads(demo.packet("post_evaluation").record.read_text("utf-8"))
    amounts = {each["filing"]: each["amount"] for each in record["approvals"]}
    assert amounts["feasibility_study"] == "2860.00"
    assert amounts["preliminary_design"] == "2798.60"
    assert record["previous"] is None


def test_running_again_into_the_same_folder_leaves_what_is_there(demo: Demo) -> None:
    before = {path: path.read_bytes() for path in demo.out.rglob("*") if path.is_file()}
    again = egov("demo", "--out", demo.out, home=demo.home)
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout)["project"] != demo.told["project"]
    changed = [path.name for path, content in before.items() if path.read_bytes() != content]
    assert changed == ["demo-report.txt"]
    listed = json.loads(egov("project", "list", home=demo.home).stdout)["projects"]
    assert len(listed) == 2
