"""Packets of several signers and an SM2 key: nobody left out, added, exchanged or rolled back."""

import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from packet_remaking import (
    PDF,
    RECORD,
    SIGNATURE,
    Members,
    members_of,
    with_record,
    zipped,
)
from signing_tsa import Authority, make_authority

from egov_desktop.app import project_list, submissions
from egov_desktop.app.signing_choices import SignerChoice, Signing, Sm2Key
from egov_desktop.app.verification import Verification, verify
from egov_desktop.app.workspace import Workspace
from egov_desktop.signing.detached import sign_detached
from egov_desktop.signing.sources import opened

FIRST, LAST = "钱项目", "赵负责"
SM3 = ("manifest-sm3.txt", "tagmanifest-sm3.txt")
SM2_SIGNATURE = tuple(f"tagmanifest-sm3.txt.{kind}" for kind in ("sm2", "pem"))
"""A key without a certificate makes no CMS."""
Judge = Callable[..., Verification]


def clock() -> datetime:
    return datetime.now().astimezone()


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    made = make_authority(tmp_path_factory.mktemp("officials"))
    made.issue("lead", FIRST)
    made.issue("head", LAST)
    return made


@pytest.fixture(scope="module")
def packet(
    authority: Authority, sample_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A packet that two officials signed one after another, and an SM2 key besides."""
    folder = tmp_path_factory.mktemp("several")
    key = folder / "sm2.pem"
    command = ["openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:SM2"]
    subprocess.run([*command, "-out", key], check=True, capture_output=True)
    shutil.copytree(sample_home, folder / "home")
    how = Signing(
        (
            SignerChoice(authority.source("lead"), "项目责任人"),
            SignerChoice(authority.source("head"), "单位负责人"),
        ),
        sm2=Sm2Key(key),
    )
    with Workspace.open(folder / "home", clock) as ws:
        (summary,) = project_list.list_projects(ws)
        return submissions.submit(ws, summary.id, "needs_analysis", folder / "out", how).packet


@pytest.fixture
def members(packet: Path) -> Members:
    return members_of(packet)


@pytest.fixture
def judged(packet: Path, authority: Authority, tmp_path: Path) -> Judge:
    """Return what zips members as they are and verifies them below the officials' root."""

    def zipped_and_verified(members: Members, **more: Any) -> Verification:
        target = tmp_path / packet.name
        target.write_bytes(zipped(target.stem, members))
        return verify(target, [authority.root], clock(), **more)

    return zipped_and_verified


def remade(members: Members) -> Members:
    """Make all manifests fit again; whoever lacks the keys can do no more."""
    made = dict(members)
    payload = sorted(name for name in made if name.startswith("data/"))
    oxum = f"Payload-Oxum: {sum(len(made[name]) for name in payload)}.{len(payload)}"
    made["bag-info.txt"] = re.sub(rb"Payload-Oxum: .*", oxum.encode(), made["bag-info.txt"])
    for kind in ("manifest", "tagmanifest"):
        for algorithm in ("sha256", "sm3"):
            name = f"{kind}-{algorithm}.txt"
            if name in made:
                listed = [line.split(b"  ", 1)[1].decode() for line in made[name].splitlines()]
                made[name] = "".join(
                    f"{hashlib.new(algorithm, made[each]).hexdigest()}  {each}\n"
                    for each in listed
                    if each in made
                ).encode()
    return made


def why(found: Verification) -> str:
    assert found.verdict == "invalid"
    return "\n".join(found.reasons)


def test_untouched_it_has_no_reason_against_it(packet: Path, authority: Authority) -> None:
    found = verify(packet, [authority.root], clock())
    assert found.reasons == ()
    assert [each.signer for each in found.signatures] == [FIRST, LAST]
    assert found.manifest_signature is not None
    assert found.manifest_signature.signer == LAST
    assert found.sm2 is not None
    assert found.sm2.accepted


def rolled_back(pdf: bytes) -> bytes:
    """Return the PDF as it was after the first signature."""
    ranges = re.findall(rb"/ByteRange ?\[(\d+) (\d+) (\d+) (\d+)", pdf)
    return pdf[: min(int(start) + int(length) for _, _, start, length in ranges)]


def test_a_rollback_to_the_first_signer_is_noticed(judged: Judge, members: Members) -> None:
    earlier = rolled_back(members[PDF])
    assert 1000 < len(earlier) < len(members[PDF])
    reasons = why(judged(remade(members | {PDF: earlier})))
    assert LAST in reasons
    assert "退回" in reasons


def without_first(record: dict[str, Any]) -> None:
    del record["signature"]["signers"][0]


def without_last(record: dict[str, Any]) -> None:
    del record["signature"]["signers"][-1]


def swapped(record: dict[str, Any]) -> None:
    record["signature"]["signers"].reverse()


def nobody(record: dict[str, Any]) -> None:
    record["signature"]["signers"] = []


def another_certificate(record: dict[str, Any]) -> None:
    record["signature"]["signers"][0]["fingerprint"] = "ab" * 32


def unannounced(record: dict[str, Any]) -> None:
    del record["signature"]["signers"]


@pytest.mark.parametrize(
    "change", [without_first, without_last, swapped, nobody, another_certificate, unannounced]
)
def test_a_changed_list_of_signers_does_not_fit_the_signatures(
    judged: Judge, members: Members, authority: Authority, change: Callable[[dict[str, Any]], None]
) -> None:
    """Even where the last signer has signed the changed record."""
    made = remade(with_record(members, change))
    with opened(authority.source("head")) as credential:
        made[SIGNATURE] = sign_detached(made["tagmanifest-sha256.txt"], credential, clock())
    reasons = why(judged(made))
    assert "签名" in reasons


def test_the_manifest_must_be_signed_by_the_last_signer(
    judged: Judge, members: Members, authority: Authority
) -> None:
    with opened(authority.source("lead")) as credential:
        members[SIGNATURE] = sign_detached(members["tagmanifest-sha256.txt"], credential, clock())
    assert "不是同一张证书" in why(judged(members))


def test_removed_sm2_files_are_missed(judged: Judge, members: Members) -> None:
    names = {*SM3, *SM2_SIGNATURE}
    left = {name: content for name, content in members.items() if name not in names}
    assert "国密" in why(judged(remade(left)))


@pytest.mark.parametrize("name", [*SM3, *SM2_SIGNATURE])
def test_each_sm2_file_is_needed(judged: Judge, members: Members, name: str) -> None:
    assert why(judged({each: members[each] for each in members if each != name}))
    changed = bytearray(members[name])
    changed[len(changed) // 2] ^= 1
    assert why(judged(members | {name: bytes(changed)}))


def test_an_sm2_signature_that_nobody_announced_is_odd(judged: Judge, members: Members) -> None:
    made = remade(with_record(members, lambda record: record["signature"].update(sm2=None)))
    assert "国密" in why(judged(made)) or "sm3" in why(judged(made))


def test_the_sm2_key_of_somebody_else_is_noticed(judged: Judge, members: Members) -> None:
    def other(record: dict[str, Any]) -> None:
        record["signature"]["sm2"]["public_key"] = "cd" * 32

    assert why(judged(remade(with_record(members, other))))


def test_pdf_record_or_signature_of_another_packet_do_not_fit(
    judged: Judge, members: Members, packets: dict[str, Path]
) -> None:
    others = members_of(packets["signed"])
    both = {PDF: others[PDF], RECORD: others[RECORD]}
    assert "不是同一张证书" in why(judged(remade(members | {PDF: others[PDF]})))
    assert why(judged(remade(members | {RECORD: others[RECORD]})))
    assert why(judged(remade(members | both)))
    assert why(judged(members | {SIGNATURE: others[SIGNATURE]}))
    assert why(judged(remade(members | both | {SIGNATURE: others[SIGNATURE]})))


def test_those_whom_the_receiver_asks_for_must_have_signed(judged: Judge, members: Members) -> None:
    record = json.loads(members[RECORD])
    first, last = (each["fingerprint"] for each in record["signature"]["signers"])
    assert judged(members, expected_signers=[FIRST, LAST, first, last.upper()]).reasons == ()
    assert "王五" in why(judged(members, expected_signers=[FIRST, "王五"]))
    assert "赵" in why(judged(members, expected_signers=["赵"])), "part of a name is not a name"


def test_a_revoked_certificate_makes_it_invalid(
    packet: Path, authority: Authority, members: Members, tmp_path: Path
) -> None:
    good = authority.revocation_list("good")
    found = verify(packet, [authority.root], clock(), crls=[good])
    assert found.reasons == ()
    assert {each.revocation for each in found.signatures} == {"good"}
    authority.revoke("lead")
    bad = authority.revocation_list("bad")
    found = verify(packet, [authority.root], clock(), crls=[bad])
    assert "吊销" in why(found)
    assert found.signatures[0].revocation == "revoked"
