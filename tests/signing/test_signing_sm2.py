"""SM2 signatures with keys and certificates that openssl makes, judged by openssl."""

import os
import random
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sm2_pki import DATA, IDENTITY, Sm2Pki

from egov_desktop.domain.errors import InvalidInputError, SigningError
from egov_desktop.signing.sm2 import (
    CMS_FILE,
    KEY_FILE,
    NO_SM2_ROOTS,
    SIGNATURE_FILE,
    Sm2Key,
    open_sm2,
    sign_sm3_manifest,
    sm2_problem,
    verify_sm3_manifest,
)


@pytest.fixture(scope="module")
def sm2_pki(tmp_path_factory: pytest.TempPathFactory) -> Sm2Pki:
    return Sm2Pki(tmp_path_factory.mktemp("sm2"))


def test_a_signature_below_a_root_is_accepted_by_openssl_and_by_us(
    sm2_pki: Sm2Pki, tmp_path: Path
) -> None:
    files = sm2_pki.signed("signer", "chain")
    verdict = sm2_pki.judged(files, "root.crt")
    assert verdict.reasons == ()
    assert (verdict.accepted, verdict.intact, verdict.trusted) == (True, True, True)
    assert (verdict.signer, verdict.issuer) == ("signer", "authority")
    assert verdict.signing_time == sm2_pki.now.replace(microsecond=0)
    for name, content in {**files, "data": DATA}.items():
        (tmp_path / name).write_bytes(content)
    public = sm2_pki.openssl("x509", "-in", tmp_path / KEY_FILE, "-noout", "-pubkey")
    (tmp_path / "public.pem").write_text(public)
    key = ("-verify", tmp_path / "public.pem", "-sigopt", IDENTITY)
    raw = ("-signature", tmp_path / SIGNATURE_FILE, tmp_path / "data")
    assert "Verified OK" in sm2_pki.openssl("dgst", "-sm3", *key, *raw)
    der = subprocess.run(
        ["openssl", "pkey", "-pubin", "-in", tmp_path / "public.pem", "-outform", "DER"],
        capture_output=True,
        check=True,
    ).stdout
    digest = subprocess.run(["sha256sum"], input=der, capture_output=True, check=True).stdout
    assert verdict.public_key == digest.decode().split()[0]


def test_openssl_accepts_the_signature_inside_the_cms(sm2_pki: Sm2Pki, tmp_path: Path) -> None:
    """The signed attributes, taken out and tagged as a SET, are what was signed."""
    content = sm2_pki.signed("signer")[CMS_FILE]
    (tmp_path / "cms").write_bytes(content)
    lines = sm2_pki.openssl("asn1parse", "-inform", "DER", "-in", tmp_path / "cms").splitlines()
    places = [line for line in lines if ":d=5" in line and "cont [ 0 ]" in line]
    start, rest = places[-1].split(":d=5", 1)
    header = int(rest.split("hl=")[1].split()[0])
    length = int(rest.split(" l=")[1].split()[0])
    attributes = content[int(start) : int(start) + header + length]
    (tmp_path / "signed").write_bytes(b"\x31" + attributes[1:])
    last = lines[-1]
    at, size = int(last.split(":d=")[0]), int(last.split("l=")[2].split()[0])
    head = int(last.split("hl=")[1].split()[0])
    (tmp_path / "signature").write_bytes(content[at + head : at + head + size])
    public = sm2_pki.openssl("x509", "-in", "signer.crt", "-noout", "-pubkey")
    (tmp_path / "public.pem").write_text(public)
    key = ("-verify", tmp_path / "public.pem", "-sigopt", IDENTITY)
    raw = ("-signature", tmp_path / "signature", tmp_path / "signed")
    assert "Verified OK" in sm2_pki.openssl("dgst", "-sm3", *key, *raw)


def test_what_openssl_signed_is_accepted_too(sm2_pki: Sm2Pki, tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(DATA)
    out = ("-sigopt", IDENTITY, "-out", tmp_path / "signature", tmp_path / "data")
    sm2_pki.openssl("dgst", "-sm3", "-sign", "self.key", *out)
    public = sm2_pki.openssl("pkey", "-in", "self.key", "-pubout").encode()
    files = {SIGNATURE_FILE: (tmp_path / "signature").read_bytes(), KEY_FILE: public}
    verdict = sm2_pki.judged(files)
    assert verdict.accepted
    assert verdict.trusted is None


@pytest.mark.parametrize(
    "command",
    [
        ("pkcs8", "-topk8", "-nocrypt"),
        ("ec",),
        ("pkcs8", "-topk8", "-v2", "aes-256-cbc", "-passout", "pass:geheim 1"),
        (
            "pkcs8",
            "-topk8",
            "-v2",
            "aes-128-cbc",
            "-v2prf",
            "hmacWithSHA1",
            "-passout",
            "pass:geheim 1",
        ),
        ("pkcs8", "-topk8", "-v2", "sm4-cbc", "-passout", "pass:geheim 1"),
    ],
)
def test_keys_of_every_form_are_read(
    command: tuple[str, ...], sm2_pki: Sm2Pki, tmp_path: Path
) -> None:
    path = tmp_path / "key.pem"
    sm2_pki.openssl(*command, "-in", "self.key", "-out", path)
    credential = open_sm2(Sm2Key(path, "geheim 1"))
    assert credential.public_key == open_sm2(Sm2Key(sm2_pki.path("self.key"))).public_key
    assert credential.facts is None
    if "-passout" in command:
        for password, word in (("falsch", "密码不对"), (None, "输入密码"), ("", "输入密码")):
            with pytest.raises(SigningError, match=word):
                open_sm2(Sm2Key(path, password))


def test_a_key_that_ecparam_made_is_read(sm2_pki: Sm2Pki, tmp_path: Path) -> None:
    sm2_pki.openssl("ecparam", "-name", "SM2", "-genkey", "-out", tmp_path / "key.pem")
    credential = open_sm2(Sm2Key(tmp_path / "key.pem"))
    files = sign_sm3_manifest(DATA, credential, sm2_pki.now)
    assert sorted(files) == sorted([SIGNATURE_FILE, KEY_FILE])
    verdict = sm2_pki.judged(files)
    assert verdict.accepted
    assert verdict.signer == credential.holder == f"SM2 公钥 {credential.public_key[:16]}"
    assert "没有证书" in verdict.notes[0]
    rooted = sm2_pki.judged(files, "root.crt")
    assert (rooted.accepted, rooted.trusted) == (False, False)


def test_key_and_certificate_may_stand_in_one_file(sm2_pki: Sm2Pki, tmp_path: Path) -> None:
    both = tmp_path / "both.pem"
    both.write_bytes(sm2_pki.path("self.crt").read_bytes() + sm2_pki.path("self.key").read_bytes())
    credential = open_sm2(Sm2Key(both))
    assert credential.facts is not None
    assert (credential.holder, credential.facts.key_kind) == ("Self", "SM2")


def test_secrets_are_not_shown(sm2_pki: Sm2Pki) -> None:
    source = Sm2Key(sm2_pki.path("self.key"), "geheim")
    credential = open_sm2(source)
    assert "geheim" not in repr(source)
    assert str(credential.secret) not in repr(credential)


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (lambda pki, path: None, "找不到"),
        (lambda pki, path: path.mkdir(), "读不了"),
        (lambda pki, path: path.write_bytes(b"noise"), "没有私钥"),
        (lambda pki, path: path.write_bytes(os.urandom(500)), "没有私钥"),
        (
            lambda pki, path: path.write_bytes(b"-----BEGIN PRIVATE KEY-----\n!!\n"),
            "损坏|没有私钥",
        ),
        (lambda pki, path: pki.openssl("genpkey", "-algorithm", "RSA", "-out", path), "不是 SM2"),
        (
            lambda pki, path: pki.openssl("genpkey", "-algorithm", "X448", "-out", path),
            "不是 SM2",
        ),
        (
            lambda pki, path: pki.openssl("ecparam", "-name", "secp384r1", "-genkey", "-out", path),
            "不是 SM2",
        ),
        (
            lambda pki, path: pki.openssl(
                "ec", "-in", "self.key", "-aes128", "-passout", "pass:x", "-out", path
            ),
            "旧式",
        ),
        (
            lambda pki, path: pki.openssl(
                "pkcs8", "-topk8", "-in", "self.key", "-scrypt", "-passout", "pass:x", "-out", path
            ),
            "不受支持",
        ),
    ],
)
def test_files_that_are_no_sm2_key_are_told_in_words(
    make: Callable[[Sm2Pki, Path], object], word: str, sm2_pki: Sm2Pki, tmp_path: Path
) -> None:
    make(sm2_pki, tmp_path / "key.pem")
    with pytest.raises(SigningError, match=word):
        open_sm2(Sm2Key(tmp_path / "key.pem", "x"))


def test_a_certificate_of_another_key_is_refused(sm2_pki: Sm2Pki) -> None:
    with pytest.raises(SigningError, match="没有与 SM2 私钥"):
        open_sm2(Sm2Key(sm2_pki.path("self.key"), certificate=sm2_pki.path("signer.crt")))
    with pytest.raises(SigningError, match="找不到"):
        open_sm2(Sm2Key(sm2_pki.path("self.key"), certificate=sm2_pki.path("none.crt")))


def test_certificates_that_may_not_sign_now_do_not(sm2_pki: Sm2Pki) -> None:
    encrypting = open_sm2(sm2_pki.source("encrypting"))
    assert "用途不含签名" in str(sm2_problem(encrypting, sm2_pki.now))
    with pytest.raises(SigningError, match="用途不含签名"):
        sign_sm3_manifest(DATA, encrypting, sm2_pki.now)
    signer = open_sm2(sm2_pki.source("signer"))
    for days, word in ((-1, "尚未生效"), (31, "已过期")):
        with pytest.raises(SigningError, match=word):
            sign_sm3_manifest(DATA, signer, sm2_pki.now + timedelta(days=days))


@pytest.mark.parametrize(
    ("name", "kind", "roots", "word"),
    [
        ("signer", "crt", ["root.crt"], "不是由给定的"),
        ("signer", "chain", ["self.crt"], "不是由给定的"),
        ("self", "crt", ["root.crt"], "不是由给定的"),
        ("below_fake", "chain", ["root.crt"], "不能用来签发"),
        ("signer", "crt", ["authority.crt"], None),
        ("signer", "chain", ["self.crt", "root.crt"], None),
        ("self", "crt", ["self.crt"], None),
    ],
)
def test_chains_end_at_a_given_root(
    name: str, kind: str, roots: list[str], word: str | None, sm2_pki: Sm2Pki
) -> None:
    verdict = sm2_pki.judged(sm2_pki.signed(name, kind), *roots)
    assert verdict.intact
    assert verdict.trusted is (word is None)
    assert any(word in reason for reason in verdict.reasons) if word else not verdict.reasons


def test_without_roots_nothing_is_claimed_about_the_issuer(sm2_pki: Sm2Pki) -> None:
    verdict = sm2_pki.judged(sm2_pki.signed("signer"))
    assert (verdict.accepted, verdict.trusted) == (True, None)
    assert NO_SM2_ROOTS in verdict.notes


def test_times_are_judged(sm2_pki: Sm2Pki) -> None:
    files = sm2_pki.signed("signer", "chain")
    early = sm2_pki.judged(files, "root.crt", now=sm2_pki.now - timedelta(hours=1))
    assert "晚于现在" in early.reasons[0]
    late = sm2_pki.judged(files, "root.crt", now=sm2_pki.now + timedelta(days=40))
    assert late.accepted
    assert any("现已过期" in note for note in late.notes)


def test_what_is_no_sm2_root_is_told_in_words(sm2_pki: Sm2Pki, tmp_path: Path) -> None:
    rsa = tmp_path / "rsa.crt"
    sm2_pki.openssl(
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", tmp_path / "k",
        "-subj", "/CN=x", "-out", rsa,
    )  # fmt: skip
    (tmp_path / "noise").write_bytes(b"0noise")
    for path in (rsa, tmp_path / "noise", tmp_path / "none", tmp_path / "k"):
        with pytest.raises(InvalidInputError):
            verify_sm3_manifest(DATA, {}, [path])


@pytest.mark.parametrize("name", [SIGNATURE_FILE, CMS_FILE, KEY_FILE])
def test_files_that_are_missing_swapped_or_too_large_are_refused(
    name: str, sm2_pki: Sm2Pki
) -> None:
    files, others = sm2_pki.signed("signer", "chain"), sm2_pki.signed("self")
    for changed in (
        {key: value for key, value in files.items() if key != name},
        {**files, name: others[name]},
        {**files, name: b""},
        {**files, name: files[name] + b"\n"},
        {**files, name: files[name] + bytes(70_000)},
    ):
        verdict = sm2_pki.judged(changed)
        assert not verdict.accepted
        assert not verdict.intact
        assert name in verdict.reasons[0] or "大得" in verdict.reasons[0] or name == KEY_FILE


def test_another_manifest_is_refused(sm2_pki: Sm2Pki) -> None:
    verdict = verify_sm3_manifest(DATA + b"x", sm2_pki.signed("signer"))
    assert not verdict.intact
    assert len(verdict.reasons) == 2


def test_a_removed_certificate_does_not_pass_for_a_bare_key(sm2_pki: Sm2Pki) -> None:
    files = sm2_pki.signed("signer")
    public = sm2_pki.openssl("x509", "-in", "signer.crt", "-noout", "-pubkey").encode()
    assert not sm2_pki.judged({**files, KEY_FILE: public}).accepted
    assert (
        sm2_pki.judged({SIGNATURE_FILE: files[SIGNATURE_FILE], KEY_FILE: public}).signer != "signer"
    )


def test_no_flipped_bit_is_accepted_and_none_crashes(sm2_pki: Sm2Pki) -> None:
    files = sm2_pki.signed("self")
    chance = random.Random(7)  # noqa: S311 - which bits are flipped is no secret
    accepted = []
    for name, content in files.items():
        for position in chance.sample(range(len(content)), 25):
            changed = bytearray(content)
            changed[position] ^= 1 << chance.randrange(8)
            verdict = sm2_pki.judged({**files, name: bytes(changed)}, "self.crt")
            if verdict.accepted:
                accepted.append((name, position))
    assert accepted == []


def test_signatures_with_numbers_out_of_range_are_refused(sm2_pki: Sm2Pki) -> None:
    files = sm2_pki.signed("self")
    for raw in ("3006020100020100", "30060201010201ff", "300602010102010100", "3003020101"):
        assert not sm2_pki.judged({**files, SIGNATURE_FILE: bytes.fromhex(raw)}).accepted
