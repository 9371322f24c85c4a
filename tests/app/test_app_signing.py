"""Several signers, SM2 beside them, guards before signing, timestamps added later."""

import hashlib
import json
import re
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from app_samples import filing_of, left_behind
from signing_tsa import Authority, make_authority

from egov_desktop.app import editions, project_list, projects, submissions
from egov_desktop.app.signing_choices import SignerChoice, Signing, Sm2Key
from egov_desktop.app.signing_facts import read_signing_facts
from egov_desktop.app.verification import verify
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain import submission
from egov_desktop.domain.errors import InvalidInputError, StorageError
from egov_desktop.domain.signing_guards import GuardedError
from egov_desktop.signing.throwaway import make_throwaway_credential
from egov_desktop.storage import audit
from egov_desktop.storage.editions import editions_of

FILING = "needs_analysis"
ROLES = {"lead": "项目责任人", "finance": "财务负责人", "head": "单位负责人"}
NAMES = {"lead": "钱项目", "finance": "孙财务", "head": "赵负责"}


def clock() -> datetime:
    return datetime.now().astimezone()


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    made = make_authority(tmp_path_factory.mktemp("authority"))
    for key, name in NAMES.items():
        made.issue(key, name)
    return made


@pytest.fixture
def desk(sample_home: Path, tmp_path: Path) -> Iterator[tuple[Workspace, str]]:
    """The sample on a PC whose clock is right today, as the authority's is."""
    import shutil

    shutil.copytree(sample_home, tmp_path / "home")
    with Workspace.open(tmp_path / "home", clock) as ws:
        (summary,) = project_list.list_projects(ws)
        yield ws, summary.id


def signing(authority: Authority, *keys: str) -> Signing:
    return Signing(tuple(SignerChoice(authority.source(key), ROLES[key]) for key in keys))


def sm2_key(folder: Path) -> Sm2Key:
    path = folder / "sm2.pem"
    command = ["openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:SM2"]
    subprocess.run([*command, "-out", str(path)], check=True, capture_output=True)
    return Sm2Key(path)


def unpacked(packet: Path, folder: Path) -> Path:
    with zipfile.ZipFile(packet) as archive:
        archive.extractall(folder)
    (top,) = folder.iterdir()
    return top


def record_of(top: Path) -> dict[str, Any]:
    record: dict[str, Any] = json.loads((top / "data" / "submission.json").read_text("utf-8"))
    return record


def text_of(pdf: Path) -> str:
    done = subprocess.run(["pdftotext", pdf, "-"], check=True, capture_output=True)
    return re.sub(r"\s", "", done.stdout.decode())


def stopped(ws: Workspace, project: str, out: Path, how: Signing, **more: Any) -> GuardedError:
    """Return why a packet was not made; nothing may be left behind."""
    head = audit.head(ws.store)
    with pytest.raises(GuardedError) as caught:
        submissions.submit(ws, project, FILING, out, how, **more)
    assert left_behind(out, ws.scratch) == []
    assert audit.head(ws.store) == head
    assert filing_of(ws, project, FILING).versions == ()
    return caught.value


def test_three_officials_and_an_sm2_key_sign_one_packet(
    desk: tuple[Workspace, str], authority: Authority, out: Path, tmp_path: Path
) -> None:
    ws, project = desk
    how = replace(signing(authority, "lead", "finance", "head"), sm2=sm2_key(tmp_path))
    made = submissions.submit(ws, project, FILING, out, how)
    assert made.signer == "赵负责"
    assert [each["role"] for each in made.signers] == list(ROLES.values())
    assert [each["signer"] for each in made.signers] == list(NAMES.values())
    assert made.sm2_signer
    top = unpacked(made.packet, tmp_path / "unpacked")
    signature = record_of(top)["signature"]
    assert signature["signers"] == [dict(each) for each in made.signers]
    assert signature["signer"] == signature["signers"][-1]["signer"]
    assert "无时间戳" in signature["note"]
    assert "不等同" in signature["sm2_note"]
    pdf = top / "data" / "packet.pdf"
    told = subprocess.run(["pdfsig", "-nocert", pdf], capture_output=True, text=True, check=False)
    assert told.stdout.count("Signature is Valid") == 3, told.stdout
    assert told.stdout.count("Total document signed") == 1
    printed = text_of(pdf)
    for word in (*ROLES.values(), *NAMES.values(), "SM2"):
        assert word in printed
    found = verify(made.packet, [authority.root], clock())
    assert found.verdict != "invalid", found.reasons
    assert [each.signer for each in found.signatures] == list(NAMES.values())
    assert found.sm2 is not None
    assert found.sm2.intact
    judged = subprocess.run(
        [
            *("openssl", "dgst", "-sm3", "-sigopt", "distid:1234567812345678"),
            *("-verify", "tagmanifest-sm3.txt.pem", "-signature", "tagmanifest-sm3.txt.sm2"),
            "tagmanifest-sm3.txt",
        ],
        cwd=top,
        capture_output=True,
        text=True,
        check=False,
    )
    assert judged.stdout == "Verified OK\n", judged.stderr


def test_a_packet_without_an_sm2_key_says_so(
    desk: tuple[Workspace, str], authority: Authority, out: Path, tmp_path: Path
) -> None:
    ws, project = desk
    made = submissions.submit(ws, project, FILING, out, signing(authority, "lead"))
    record = record_of(unpacked(made.packet, tmp_path / "unpacked"))
    assert record["signature"]["sm2"] is None
    assert "没有使用国密" in record["signature"]["sm2_note"]
    assert record["overrides"] == []
    assert record["changes"] is None
    assert record["correction"] is None
    assert {"total_investment"} <= {line["path"] for line in record["printed"]}


def test_an_sm2_key_signs_a_packet_on_paper_too(
    desk: tuple[Workspace, str], out: Path, tmp_path: Path
) -> None:
    ws, project = desk
    made = submissions.submit(ws, project, FILING, out, Signing(sm2=sm2_key(tmp_path)))
    assert (made.level, made.signer) == ("unsigned", "")
    assert made.sm2_signer
    assert verify(made.packet).sm2 is not None


def test_what_changed_since_the_check_stands_in_the_way_until_a_reason_is_given(
    desk: tuple[Workspace, str], authority: Authority, out: Path, tmp_path: Path
) -> None:
    ws, project = desk
    checked = submission.answers_digest(filing_of(ws, project, FILING))
    projects.answer(ws, project, f"{FILING}.necessity", "检查之后改的")
    how = signing(authority, "lead")
    (guard,) = stopped(ws, project, out, how, checked=checked).guards
    assert (guard.code, guard.may_override) == ("changed-since-check", True)
    blank = replace(how, overrides={"changed-since-check": "  "})
    stopped(ws, project, out, blank, checked=checked)
    reason = "只改了一个错字"
    passed = replace(how, overrides={"changed-since-check": reason})
    made = submissions.submit(ws, project, FILING, out, passed, checked=checked)
    top = unpacked(made.packet, tmp_path / "unpacked")
    (override,) = record_of(top)["overrides"]
    assert override == {"code": guard.code, "sentence": guard.sentence, "reason": reason}
    kept = audit.history(ws.store, project, 1)[0].change
    assert (kept.action, kept.path, kept.reason) == (
        "guard_overridden",
        "v1.changed-since-check",
        reason,
    )
    assert audit.verify_chain(ws.store) is None


def test_an_unchanged_filing_passes(
    desk: tuple[Workspace, str], authority: Authority, out: Path
) -> None:
    ws, project = desk
    checked = submission.answers_digest(filing_of(ws, project, FILING))
    plan = submissions.plan_submission(
        ws, project, FILING, out, signing(authority, "lead"), checked=checked
    )
    assert plan.version == 1


@pytest.mark.parametrize(
    ("age", "code"),
    [
        (timedelta(days=60), "certificate-expired"),
        (-timedelta(days=3), "certificate-not-yet-valid"),
    ],
)
def test_a_certificate_out_of_its_time_signs_nothing(
    desk: tuple[Workspace, str], out: Path, tmp_path: Path, age: timedelta, code: str
) -> None:
    ws, project = desk
    p12, _ = make_throwaway_credential(tmp_path, "李四", clock() - age, elliptic=True)
    how = submissions.signing_with_file(p12, None)
    error = stopped(ws, project, out, replace(how, overrides={code: "我就要签"}))
    (guard,) = error.guards
    assert (guard.code, guard.may_override) == (code, False)
    assert "李四" in str(error)


def test_a_revoked_certificate_signs_nothing(
    desk: tuple[Workspace, str], authority: Authority, out: Path
) -> None:
    ws, project = desk
    authority.issue("former", "吴离任")
    how = replace(
        Signing((SignerChoice(authority.source("former")),)),
        revocation=(authority.revocation_list("before"),),
    )
    assert read_signing_facts(how).signers[0].certificate.holder == "吴离任"
    submissions.plan_submission(ws, project, FILING, out, how)
    authority.revoke("former")
    how = replace(how, revocation=(authority.revocation_list("after"),))
    (guard,) = stopped(ws, project, out, how).guards
    assert (guard.code, guard.may_override) == ("certificate-revoked", False)


def test_a_clock_behind_the_audit_is_told(
    sample_home: Path, authority: Authority, out: Path, tmp_path: Path
) -> None:
    import shutil

    shutil.copytree(sample_home, tmp_path / "home")
    with Workspace.open(tmp_path / "home", lambda: clock() + timedelta(days=1)) as ws:
        (summary,) = project_list.list_projects(ws)
        projects.answer(ws, summary.id, f"{FILING}.necessity", "明天写的")
    with Workspace.open(tmp_path / "home", clock) as ws:
        how = signing(authority, "lead")
        (guard,) = stopped(ws, summary.id, out, how).guards
        assert (guard.code, guard.may_override) == ("clock-behind-audit", True)
        reason = {"clock-behind-audit": "昨天时钟快了一天，已校准"}
        made = submissions.submit(ws, summary.id, FILING, out, replace(how, overrides=reason))
        assert made.verified
        assert audit.verify_chain(ws.store) is None


def test_nobody_signs_twice(desk: tuple[Workspace, str], authority: Authority, out: Path) -> None:
    ws, project = desk
    twice = stopped(ws, project, out, signing(authority, "lead", "head", "lead")).guards
    assert [(each.code, "钱项目" in each.sentence) for each in twice] == [("already-signed", True)]
    submissions.submit(ws, project, FILING, out, signing(authority, "lead"))
    with pytest.raises(GuardedError, match=r"钱项目.*第 1 版"):
        submissions.submit(ws, project, FILING, out, signing(authority, "lead"))
    projects.answer(ws, project, f"{FILING}.necessity", "有了改动")
    second = submissions.submit(ws, project, FILING, out, signing(authority, "lead"))
    assert second.version == 2


def test_a_cut_off_attachment_is_found_before_anything_is_rendered(
    desk: tuple[Workspace, str], authority: Authority, out: Path
) -> None:
    ws, project = desk
    attachment = filing_of(ws, project, FILING).attachments[0]
    path = ws.store.objects.find(attachment.sha256)
    path.write_bytes(path.read_bytes()[:100])
    (guard,) = stopped(ws, project, out, signing(authority, "lead")).guards
    assert (guard.code, guard.may_override) == ("attachment-unsound", False)
    assert attachment.title in guard.sentence


def test_roots_that_are_asked_for_must_vouch(
    desk: tuple[Workspace, str], authority: Authority, out: Path, tmp_path: Path
) -> None:
    ws, project = desk
    _, other = make_throwaway_credential(tmp_path, "别人", clock(), elliptic=True)
    how = signing(authority, "lead")
    made = submissions.submit(ws, project, FILING, out, replace(how, roots=(authority.root,)))
    assert made.verified
    projects.answer(ws, project, f"{FILING}.necessity", "再来一版")
    with pytest.raises(Exception, match="根证书"):
        submissions.submit(ws, project, FILING, out, replace(how, roots=(other,)))
    assert [path.name for path in left_behind(out)] == [made.packet.name]


def test_a_timestamp_and_revocation_lists_are_added_later(
    desk: tuple[Workspace, str], authority: Authority, out: Path, tmp_path: Path
) -> None:
    ws, project = desk
    made = submissions.submit(ws, project, FILING, out, signing(authority, "lead", "head"))
    before = made.packet.read_bytes()
    request, reply = tmp_path / "q.tsq", tmp_path / "r.tsr"
    editions.request_timestamp(made.packet, request, 4711)
    reply.write_bytes(authority.stamp(request.read_bytes()))
    crl = authority.revocation_list("fresh")
    target = editions.edition_path(made.packet)
    edition = editions.make_edition(made.packet, target, clock(), reply=reply, crls=[crl])
    assert "时间戳" in edition.level
    assert "无时间戳" not in edition.level
    assert edition.sha256 == hashlib.sha256(target.read_bytes()).hexdigest() != made.sha256
    assert made.packet.read_bytes() == before
    old, new = (unpacked(p, tmp_path / p.stem) for p in (made.packet, target))
    differing = [
        path.relative_to(old).as_posix()
        for path in old.rglob("*")
        if path.is_file() and path.read_bytes() != (new / path.relative_to(old)).read_bytes()
    ]
    assert differing == ["tagmanifest-sha256.txt.p7s"]
    done = subprocess.run(
        [
            *("openssl", "cms", "-verify", "-binary", "-inform", "DER", "-out", "/dev/null"),
            *("-in", "tagmanifest-sha256.txt.p7s", "-content", "tagmanifest-sha256.txt"),
            *("-CAfile", authority.root),
        ],
        cwd=new,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for packet in (made.packet, target):
        found = verify(packet, [authority.root], clock())
        assert found.verdict != "invalid", found.reasons
    frozen = filing_of(ws, project, FILING).versions
    assert editions.record_edition(ws, edition)
    assert filing_of(ws, project, FILING).versions == frozen
    ((_, level, sha256, path),) = editions_of(ws.store, project, FILING, 1)
    assert (level, sha256, path) == (edition.level, edition.sha256, str(target.absolute()))
    assert audit.history(ws.store, project, 1)[0].change.action == "packet_edition_made"
    with pytest.raises(StorageError, match="已经存在"):
        editions.make_edition(made.packet, target, clock(), reply=reply)
    with pytest.raises(InvalidInputError, match="没有要补充"):
        editions.make_edition(made.packet, tmp_path / "x.zip", clock())


def test_a_reply_for_another_packet_is_refused(
    desk: tuple[Workspace, str], authority: Authority, out: Path, tmp_path: Path
) -> None:
    ws, project = desk
    plans = [
        submissions.plan_submission(ws, project, FILING, out / key, signing(authority, key))
        for key in ("lead", "head")
    ]
    packets = [submissions.make_packet(plan).path for plan in plans]
    request, reply = tmp_path / "q.tsq", tmp_path / "r.tsr"
    editions.request_timestamp(packets[0], request, 4711)
    reply.write_bytes(authority.stamp(request.read_bytes()))
    with pytest.raises(InvalidInputError, match="不是给这个签名"):
        editions.make_edition(packets[1], tmp_path / "x.zip", clock(), reply=reply)
    unsigned = submissions.plan_submission(ws, project, FILING, out / "paper", None)
    paper = submissions.make_packet(unsigned).path
    with pytest.raises(InvalidInputError, match="没有电子签名"):
        editions.request_timestamp(paper, request, 1)
    assert not (tmp_path / "x.zip").exists()
