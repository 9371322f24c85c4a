"""From a filing to a packet: blocked, made, signed, linked, cancelled, cut off."""

import hashlib
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import bagit
import pytest
from app_samples import NOW, filing_of, left_behind, small_pdf

from egov_desktop.app import (
    approvals,
    attachments,
    checks,
    projects,
    rendering,
    submissions,
)
from egov_desktop.app.signing_choices import CertificateFile
from egov_desktop.app.submissions import Signing
from egov_desktop.app.verification import verify
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain import submission
from egov_desktop.domain.errors import (
    BlockedError,
    EgovError,
    InvalidInputError,
    NotFoundError,
    SigningError,
)
from egov_desktop.domain.signing_guards import GuardedError
from egov_desktop.storage import audit, versions

FILING = "needs_analysis"


def member_of(packet: Path, path: str) -> bytes:
    with zipfile.ZipFile(packet) as archive:
        (name,) = (n for n in archive.namelist() if n.partition("/")[2] == path)
        return archive.read(name)


def record_in(packet: Path) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(member_of(packet, "data/submission.json"))
    return record


def file_of(signing: Signing) -> CertificateFile:
    (signer,) = signing.signers
    assert isinstance(signer.source, CertificateFile)
    return signer.source


def sealed(signing: Signing, seal: Path) -> Signing:
    (signer,) = signing.signers
    return Signing((replace(signer, seal=seal),))


def test_an_unsigned_packet_is_whole_and_says_that_it_is_unsigned(
    sample_ws: Workspace, sample: str, out: Path, tmp_path: Path
) -> None:
    steps: list[tuple[str, int, int]] = []
    made = submissions.submit(
        sample_ws, sample, FILING, out, None, lambda *told: steps.append(told)
    )
    assert (made.version, made.level, made.signer, made.verified) == (1, "unsigned", "", True)
    assert made.packet.parent == out
    told = list(dict.fromkeys(name for name, _, _ in steps))
    assert told == [step for step in submissions.STEPS if step != "签名"]
    assert all(0 <= done <= total for _, done, total in steps)
    with zipfile.ZipFile(made.packet) as archive:
        archive.extractall(tmp_path / "unpacked")
    (top,) = (tmp_path / "unpacked").iterdir()
    assert top.name == made.packet.stem
    bagit.Bag(str(top)).validate()
    kept = filing_of(sample_ws, sample, FILING)
    record = json.loads((top / "data" / "submission.json").read_text("utf-8"))
    assert record["signature"]["level"] == "unsigned"
    assert record["previous"] is None
    assert record["made_at"] == NOW.isoformat(timespec="seconds")
    assert record["answers"] == {
        key: submission.as_json(answer.raw) for key, answer in kept.answers.items()
    }
    for entry, attachment in zip(record["attachments"], kept.attachments, strict=True):
        original = attachments.path_of(sample_ws, attachment).read_bytes()
        assert (top / "data" / entry["file"]).read_bytes() == original
        assert entry["title"] == attachment.title


def test_a_frozen_version_is_on_record(sample_ws: Workspace, sample: str, out: Path) -> None:
    made = submissions.submit(sample_ws, sample, FILING, out, None)
    (version,) = filing_of(sample_ws, sample, FILING).versions
    assert version.packet_sha256 == made.sha256
    assert Path(version.packet_path) == made.packet.absolute()
    assert version.frozen_at == NOW
    record = record_in(made.packet)
    assert version.code == record["code"]
    assert versions.load_submission(sample_ws.store, sample, FILING, 1) == record
    newest = audit.history(sample_ws.store, sample)[0]
    assert newest.change.action == "version_frozen"
    assert made.sha256 in str(newest.change.new)


def test_equal_content_gives_equal_bytes(sample_ws: Workspace, sample: str, out: Path) -> None:
    """Packets of the same data, day and second are the same file, wherever they are made."""
    made = [
        submissions.make_packet(
            submissions.plan_submission(sample_ws, sample, FILING, out / where, None)
        )
        for where in ("a", "b")
    ]
    assert made[0].path.read_bytes() == made[1].path.read_bytes()
    assert made[0].pages > 3


def test_a_packet_is_made_without_the_database(
    sample_ws: Workspace, sample: str, out: Path, certificate: tuple[Signing, Path]
) -> None:
    """The plan travels to another process."""
    import pickle

    plan = submissions.plan_submission(sample_ws, sample, FILING, out, certificate[0])
    plan = pickle.loads(pickle.dumps(plan))  # noqa: S301 - bytes of our own
    made = pickle.loads(pickle.dumps(submissions.make_packet(plan)))  # noqa: S301
    told = submissions.record_submission(sample_ws, plan, made)
    assert told.packet.exists()
    assert filing_of(sample_ws, sample, FILING).versions[-1].packet_sha256 == told.sha256


def test_a_signed_packet_names_its_signer(
    sample_ws: Workspace, sample: str, out: Path, certificate: tuple[Signing, Path]
) -> None:
    signing, root = certificate
    made = submissions.submit(sample_ws, sample, FILING, out, signing)
    view = submissions.describe_certificate(file_of(signing).path, file_of(signing).password, NOW)
    assert view.problem is None
    assert made.level == submissions.LEVEL == "PAdES B-B"
    assert made.signer == view.holder
    found = verify(made.packet, [root], NOW)
    assert found.verdict == "valid", found
    (signature,) = found.signatures
    assert signature.signer == view.holder
    assert signature.signing_time == NOW.replace(microsecond=0)
    record = record_in(made.packet)["signature"]
    assert record["timestamp"] is False
    assert "无时间戳" in record["note"]
    assert b"\xe5\x8f\xa3\xe4\xbb\xa4" not in made.packet.read_bytes()  # the password


def test_a_seal_is_put_on_the_page(
    sample_ws: Workspace, sample: str, out: Path, certificate: tuple[Signing, Path], tmp_path: Path
) -> None:
    from PIL import Image

    seal = tmp_path / "印章.png"
    Image.new("RGBA", (60, 60), (200, 0, 0, 128)).save(seal)
    signing = sealed(certificate[0], seal)
    made = submissions.submit(sample_ws, sample, FILING, out, signing)
    assert verify(made.packet, [certificate[1]], NOW).verdict == "valid"


def test_the_second_version_links_to_the_first(
    sample_ws: Workspace, sample: str, out: Path
) -> None:
    first = submissions.submit(sample_ws, sample, FILING, out, None)
    untouched = first.packet.read_bytes()
    projects.answer(sample_ws, sample, f"{FILING}.necessity", "改过")
    second = submissions.submit(sample_ws, sample, FILING, out, None)
    assert second.version == 2
    assert second.packet != first.packet
    assert first.packet.read_bytes() == untouched
    records = record_in(first.packet), record_in(second.packet)
    manifest = hashlib.sha256(member_of(first.packet, "manifest-sha256.txt")).hexdigest()
    assert records[1]["previous"] == {
        "version": 1,
        "packet_sha256": first.sha256,
        "manifest_sha256": manifest,
    }
    assert records[0]["code"] != records[1]["code"]
    assert [v.version for v in filing_of(sample_ws, sample, FILING).versions] == [1, 2]
    assert records[1]["audit_head"]["seq"] > records[0]["audit_head"]["seq"]


def test_a_draft_bears_the_version_and_code_that_come_next(
    sample_ws: Workspace, sample: str, out: Path
) -> None:
    plan = rendering.plan_draft(sample_ws, sample, FILING)
    frozen = submissions.plan_submission(sample_ws, sample, FILING, out, None)
    assert plan.printout.stamp.code == frozen.code
    assert plan.printout.stamp.is_draft
    assert not frozen.printout.stamp.is_draft
    pages = rendering.render_draft(plan, out / "draft.pdf")
    assert pages > 3
    assert (out / "draft.pdf").read_bytes().startswith(b"%PDF")


def test_errors_stand_in_the_way(
    sample_ws: Workspace, sample: str, out: Path, certificate: tuple[Signing, Path]
) -> None:
    projects.answer(sample_ws, sample, f"{FILING}.total_investment", "")
    attachment = filing_of(sample_ws, sample, FILING).attached("needs_report")[0]
    attachments.detach(sample_ws, sample, attachment.id)
    head = audit.head(sample_ws.store)
    for signing in (None, certificate[0]):
        with pytest.raises(BlockedError) as blocked:
            submissions.submit(sample_ws, sample, FILING, out, signing)
        sentence = str(blocked.value)
        errors = checks.check(sample_ws, sample, FILING).errors
        assert f"{len(errors)} 处" in sentence
        assert "总投资" in sentence
        assert "第七条" in sentence
        assert all(f.message in sentence for f in errors)
    assert left_behind(out, sample_ws.scratch) == []
    assert filing_of(sample_ws, sample, FILING).versions == ()
    assert audit.head(sample_ws.store) == head


def test_a_stage_without_a_packet_is_not_submitted(
    sample_ws: Workspace, sample: str, out: Path
) -> None:
    with pytest.raises(InvalidInputError, match="项目登记"):
        submissions.submit(sample_ws, sample, "registration", out, None)
    with pytest.raises(NotFoundError, match="needs_analysi"):
        submissions.submit(sample_ws, sample, "needs_analysi", out, None)


@pytest.mark.parametrize(
    ("change", "error", "word"),
    [
        ({"password": "wrong"}, SigningError, "密码"),
        ({"password": None}, SigningError, "密码"),
        ({"path": Path("没有.p12")}, SigningError, "没有.p12"),
        ({"seal": Path("没有.png")}, NotFoundError, "没有.png"),
    ],
)
def test_what_cannot_sign_is_found_before_anything_is_made(
    sample_ws: Workspace,
    sample: str,
    out: Path,
    certificate: tuple[Signing, Path],
    change: dict[str, Any],
    error: type[EgovError],
    word: str,
) -> None:
    (signer,) = certificate[0].signers
    if "seal" in change:
        signing = sealed(certificate[0], change["seal"])
    else:
        signing = Signing((replace(signer, source=replace(signer.source, **change)),))
    with pytest.raises(error, match=word):
        submissions.plan_submission(sample_ws, sample, FILING, out, signing)
    assert left_behind(out, sample_ws.scratch) == []


def test_a_broken_seal_leaves_nothing(
    sample_ws: Workspace, sample: str, out: Path, certificate: tuple[Signing, Path], tmp_path: Path
) -> None:
    seal = tmp_path / "印章.png"
    seal.write_bytes(b"no picture")
    with pytest.raises(InvalidInputError, match="印章"):
        submissions.submit(sample_ws, sample, FILING, out, sealed(certificate[0], seal))
    assert left_behind(out, sample_ws.scratch) == []


def test_a_certificate_that_is_swapped_meanwhile_does_not_sign(
    sample_ws: Workspace, sample: str, out: Path, certificate: tuple[Signing, Path], tmp_path: Path
) -> None:
    from egov_desktop.signing.throwaway import make_throwaway_credential

    p12 = tmp_path / "signer.p12"
    p12.write_bytes(file_of(certificate[0]).path.read_bytes())
    plan = submissions.plan_submission(
        sample_ws, sample, FILING, out, submissions.signing_with_file(p12, "口令")
    )
    other, _ = make_throwaway_credential(
        tmp_path / "other", "李四", NOW, password="口令", elliptic=True
    )
    p12.write_bytes(other.read_bytes())
    with pytest.raises(SigningError, match="更换"):
        submissions.make_packet(plan)
    assert left_behind(out, sample_ws.scratch) == []


def test_a_file_that_is_gone_is_named(sample_ws: Workspace, sample: str, out: Path) -> None:
    attachment = filing_of(sample_ws, sample, FILING).attachments[0]
    attachments.path_of(sample_ws, attachment).unlink()
    with pytest.raises(GuardedError, match="备份"):
        submissions.submit(sample_ws, sample, FILING, out, None)
    assert left_behind(out) == []


def test_a_damaged_file_never_leaves_in_a_packet(
    sample_ws: Workspace, sample: str, out: Path
) -> None:
    attachment = filing_of(sample_ws, sample, FILING).attachments[0]
    path = attachments.path_of(sample_ws, attachment)
    path.write_bytes(b"flipped" + path.read_bytes()[7:])
    with pytest.raises(EgovError, match=r"attachments/01-.*损坏"):
        submissions.submit(sample_ws, sample, FILING, out, None)
    assert [p for p in left_behind(out) if p.is_file()] == []
    assert filing_of(sample_ws, sample, FILING).versions == ()


def test_odd_texts_and_titles_are_packed(
    sample_ws: Workspace, sample: str, out: Path, tmp_path: Path
) -> None:
    odd = "半个字\ud83d \U0002cb5a\u4dae \u202e倒写"
    projects.answer(sample_ws, sample, f"{FILING}.necessity", odd)
    projects.answer(sample_ws, sample, "registration.construction_unit", "示例省政务服务厅\ud83d")
    projects.answer(sample_ws, sample, f"{FILING}.construction_unit", "示例省政务服务厅\ud83d")
    file = small_pdf(tmp_path / f"{'很长' * 30} 的\u202e名字.PDF")
    attachments.attach(sample_ws, sample, FILING, "needs_report", [file])
    blocking = checks.check(sample_ws, sample, FILING).errors
    assert {f.rule.partition(".")[2] for f in blocking} <= {"name-mismatch"}
    for stage in {f.filing for f in blocking}:
        projects.answer(sample_ws, sample, f"{stage}.construction_unit", "示例省政务服务厅\ud83d")
    made = submissions.submit(sample_ws, sample, FILING, out, None)
    record = record_in(made.packet)
    assert record["answers"]["necessity"] == odd
    assert file.name in [entry["title"] for entry in record["attachments"]]
    assert all(entry["file"].isascii() for entry in record["attachments"])


def test_an_approval_is_in_the_record_of_later_packets(
    sample_ws: Workspace, sample: str, out: Path
) -> None:
    approvals.approve(sample_ws, sample, FILING, "一号", NOW.date(), None, None)
    made = submissions.submit(sample_ws, sample, FILING, out, None)
    stated = {each["filing"]: each["number"] for each in record_in(made.packet)["approvals"]}
    assert stated[FILING] == "一号"
