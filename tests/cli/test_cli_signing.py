"""Signing on the command line: several signers, overrides, certificates, timestamps, copies."""

import subprocess
from pathlib import Path

import pytest
from cli_runs import CommandLine
from signing_tsa import Authority, make_authority

from egov_desktop.cli.signer_options import _in_order

FILING = "needs_analysis"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    made = make_authority(tmp_path_factory.mktemp("authority"))
    for key, name in (("lead", "钱项目"), ("head", "赵负责")):
        made.issue(key, name)
    return made


def key_of(authority: Authority, key: str) -> Path:
    return authority.source(key).path


def test_two_signers_in_the_order_of_the_options(
    sample_egov: CommandLine, sample: str, tmp_path: Path, authority: Authority
) -> None:
    sm2 = tmp_path / "sm2.pem"
    command = ["openssl", "genpkey", "-algorithm", "SM2", "-out", str(sm2)]
    subprocess.run(command, check=True, capture_output=True)
    told = sample_egov.told(
        *("submit", sample, FILING, "--out", tmp_path / "out"),
        *("--p12", key_of(authority, "lead"), "--role", "项目责任人"),
        *(f"--p12={key_of(authority, 'head')}", "--role=单位负责人"),
        *("--sm2-key", sm2, "--roots", authority.root),
    )
    signature = told["signature"]
    assert [(one["role"], one["signer"]) for one in signature["signers"]] == [
        ("项目责任人", "钱项目"),
        ("单位负责人", "赵负责"),
    ]
    assert (signature["level"], signature["signer"]) == ("PAdES B-B", "赵负责")
    assert signature["sm2"]
    (found,) = sample_egov.told("verify", told["packet"], "--roots", authority.root)["packets"]
    assert found["valid"], found["reasons"]
    assert [one["signer"] for one in found["signatures"]] == ["钱项目", "赵负责"]


def test_a_guard_stops_until_it_is_overridden_with_a_reason(
    sample_egov: CommandLine, sample: str, tmp_path: Path, authority: Authority
) -> None:
    twice = ("--p12", key_of(authority, "lead")) * 2
    command = ("submit", sample, FILING, "--out", tmp_path / "out", *twice)
    done = sample_egov(*command)
    assert done.code == 1
    assert "already-signed" in done.err
    assert done.told["packet"] is None
    assert done.told["findings"] == []
    assert [(one["code"], one["may_override"]) for one in done.told["guards"]] == [
        ("already-signed", True)
    ]
    for wrong in ("already-signed", "already-signed=  ", "already-singed=身兼两职"):
        assert "already-signed" in sample_egov.refused(*command, "--override", wrong, code=2)
    told = sample_egov.told(*command, "--override", "already-signed=身兼两职")
    assert told["verified"] is True


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (["--p12", "a.p12", "--token", "T"], "--token"),
        (["--pkcs11-lib", "l.so", "--password-env", "V"], "--password-env"),
        (["--p12", "a.p12", "--role", "甲", "--role", "乙"], "--role"),
        (["--role", "甲"], "--role"),
        (["--p12", "a.p12", "--sm2-certificate", "c.pem"], "--sm2-key"),
        (["--p12", "a.p12", "--unsigned"], "--unsigned"),
    ],
)
def test_options_that_do_not_fit_together_are_refused(
    sample_egov: CommandLine, sample: str, tmp_path: Path, options: list[str], word: str
) -> None:
    command = ("submit", sample, FILING, "--out", tmp_path / "out", *options)
    assert word in sample_egov.refused(*command, code=2)
    assert not (tmp_path / "out").exists()


def test_a_token_without_its_driver_is_an_expected_error(
    sample_egov: CommandLine, sample: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EGOV_PIN", "123456")
    command = ("submit", sample, FILING, "--out", tmp_path / "out")
    missing = tmp_path / "没有.so"
    token = ("--pkcs11-lib", missing, "--pin-env", "EGOV_PIN")
    assert "没有.so" in sample_egov.refused(*command, *token)


def test_certificates_are_listed_with_what_speaks_against_them(
    egov: CommandLine, authority: Authority
) -> None:
    (found,) = egov.told("certificates", "--p12", key_of(authority, "lead"))["certificates"]
    assert (found["holder"], found["key"]) == ("钱项目", "ECDSA P-256")
    assert found["usages"] == ["数字签名", "抗抵赖"]
    assert (len(found["fingerprint"]), found["problems"]) == (64, [])
    authority.issue("former", "吴离任")
    authority.revoke("former")
    crl = authority.revocation_list("after")
    former = key_of(authority, "former")
    (found,) = egov.told("certificates", "--p12", former, "--crl", crl)["certificates"]
    assert "吊销" in found["problems"][0]
    assert "--p12" in egov.refused("certificates", code=2)


def test_a_timestamp_is_carried_by_hand(
    sample_egov: CommandLine, sample: str, tmp_path: Path, authority: Authority
) -> None:
    signer = ("--p12", key_of(authority, "lead"))
    made = sample_egov.told("submit", sample, FILING, "--out", tmp_path / "out", *signer)
    request, reply = tmp_path / "请求.tsq", tmp_path / "回复.tsr"
    sample_egov.told("timestamp", "request", made["packet"], "--out", request)
    reply.write_bytes(authority.stamp(request.read_bytes()))
    told = sample_egov.told("timestamp", "add", made["packet"], reply)
    assert told["packet"] == made["packet"].replace(".zip", "-stamped.zip")
    assert (told["previous_sha256"], told["recorded"]) == (made["sha256"], True)
    assert "无时间戳" not in told["level"]
    both = sample_egov.told("verify", made["packet"], told["packet"], "--roots", authority.root)
    assert [one["valid"] for one in both["packets"]] == [True, True]
    assert "已经存在" in sample_egov.refused("timestamp", "add", made["packet"], reply)
    assert "时间戳回复" in sample_egov.refused(
        "timestamp", "add", made["packet"], request, "--out", tmp_path / "x.zip"
    )


def test_adding_a_timestamp_makes_no_data_folder(
    sample_egov: CommandLine, sample: str, tmp_path: Path, authority: Authority
) -> None:
    signer = ("--p12", key_of(authority, "lead"))
    made = sample_egov.told("submit", sample, FILING, "--out", tmp_path / "out", *signer)
    elsewhere = CommandLine(tmp_path / "another pc", sample_egov.capture)
    crl = authority.revocation_list("any")
    told = elsewhere.told("timestamp", "add", made["packet"], "--crl", crl)
    assert told["recorded"] is False
    assert not (tmp_path / "another pc").exists()


def test_a_packet_is_copied_and_compared(
    sample_egov: CommandLine, sample: str, tmp_path: Path
) -> None:
    made = sample_egov.told("submit", sample, FILING, "--out", tmp_path / "out", "--unsigned")
    (tmp_path / "stick").mkdir()
    told = sample_egov.told("packet", "copy", made["packet"], tmp_path / "stick")
    copy = Path(told["file"])
    assert copy.parent == tmp_path / "stick"
    assert copy.read_bytes() == Path(made["packet"]).read_bytes()
    assert (tmp_path / "stick" / f"{copy.stem}-核对说明.txt").exists()


def test_options_before_a_double_dash_only() -> None:
    given = ["--role", "甲", "--p12=a=b.p12", "--pin-keyring", "--", "--p12", "x"]
    assert list(_in_order(given)) == [("--role", "甲"), ("--p12", "a=b.p12"), ("--pin-keyring", "")]
