import pickle
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pkcs11
import pytest
from signing_pki import NOW, Pki
from signing_token import DRIVER, PIN, Ukey, make_token, use_private_store

from egov_desktop.domain.errors import SigningError
from egov_desktop.signing.detached import sign_detached, verify_detached
from egov_desktop.signing.pdf import SignerStep, sign_pdf
from egov_desktop.signing.sources import Token, WrongPinError, identities, opened, tokens
from egov_desktop.signing.token import pin_state
from egov_desktop.signing.validation import validate_pdf


@pytest.fixture(scope="module", autouse=True)
def _store(tmp_path_factory: pytest.TempPathFactory) -> None:
    use_private_store(tmp_path_factory.mktemp("softhsm"))


@pytest.fixture(scope="module")
def ukey(_store: None, tmp_path_factory: pytest.TempPathFactory, rsa_pki: Pki) -> Ukey:
    return make_token(tmp_path_factory.mktemp("keys"), "单位负责人", [rsa_pki.credential])


@pytest.fixture(scope="module")
def finance(
    ukey: Ukey, tmp_path_factory: pytest.TempPathFactory, ec_pki: Pki, rsa_pki: Pki
) -> Ukey:
    folder = tmp_path_factory.mktemp("more")
    return make_token(folder, "财务", [ec_pki.credential, rsa_pki.credential])


def test_listed_with_label_serial_and_maker(ukey: Ukey, finance: Ukey) -> None:
    listed = tokens(DRIVER)
    assert {(each.label, each.serial) for each in listed} == {
        ("单位负责人", ukey.serial),
        ("财务", finance.serial),
    }
    assert {(each.maker, each.model, each.pin) for each in listed} == {
        ("SoftHSM project", "SoftHSM v2", "ok")
    }


@pytest.mark.parametrize("pin", [None, PIN])
def test_identities(finance: Ukey, ec_pki: Pki, rsa_pki: Pki, pin: str | None) -> None:
    found = identities(Token(DRIVER, serial=finance.serial, pin=pin))
    expected = {ec_pki.credential.fingerprint, rsa_pki.credential.fingerprint}
    assert {each.fingerprint for each in found} == expected
    assert {each.key_kind for each in found} == {"ECDSA P-256", "RSA 2048"}
    assert {each.usages for each in found} == {("数字签名", "抗抵赖")}


def test_signs_a_pdf_that_judges_accept(
    tmp_path: Path, plain_pdf: Path, ukey: Ukey, rsa_pki: Pki, run: Callable[..., str]
) -> None:
    signed = tmp_path / "signed.pdf"
    step = SignerStep(Token(DRIVER, "单位负责人", pin=PIN), "单位负责人", "报送")
    (who,) = sign_pdf(plain_pdf, signed, [step], NOW, location="成都")
    assert who == rsa_pki.credential.facts
    assert "Signature is Valid" in run("pdfsig", signed)
    (verdict,) = validate_pdf(signed, [rsa_pki.root], NOW)
    assert verdict.accepted
    assert verdict.trusted
    assert verdict.reason.startswith("单位负责人")


def test_an_elliptic_key_among_several(
    tmp_path: Path, plain_pdf: Path, finance: Ukey, ec_pki: Pki, run: Callable[..., str]
) -> None:
    signed = tmp_path / "signed.pdf"
    source = Token(DRIVER, "财务", pin=PIN, fingerprint=ec_pki.credential.fingerprint)
    sign_pdf(plain_pdf, signed, [SignerStep(source, "财务", "报送")], NOW, location="成都")
    assert "Signature is Valid" in run("pdfsig", signed)
    with opened(source) as credential:
        assert len(credential.chain) >= 1
        signature = sign_detached(b"data", credential, NOW)
    assert verify_detached(b"data", signature, [ec_pki.root], NOW).accepted


def test_two_credentials_of_one_token_open_at_once(
    finance: Ukey, ec_pki: Pki, rsa_pki: Pki
) -> None:
    wanted = Token(DRIVER, "财务", pin=PIN, fingerprint=ec_pki.credential.fingerprint)
    other = replace(wanted, fingerprint=rsa_pki.credential.fingerprint)
    with opened(wanted) as first:
        with opened(other) as second:
            assert verify_detached(b"2", sign_detached(b"2", second, NOW)).accepted
        assert verify_detached(b"1", sign_detached(b"1", first, NOW)).accepted


def test_choice_among_several_is_asked_for(finance: Ukey) -> None:
    with (
        pytest.raises(SigningError, match=r"有 2 张签名证书.*张三.*指纹"),
        opened(Token(DRIVER, "财务", pin=PIN)),
    ):
        pass


def test_a_certificate_that_is_not_there(ukey: Ukey, ec_pki: Pki) -> None:
    source = Token(DRIVER, "单位负责人", pin=PIN, fingerprint=ec_pki.credential.fingerprint)
    with pytest.raises(SigningError, match="没有选定的证书"), opened(source):
        pass


def test_wrong_pin_tells_that_tries_went_down(ukey: Ukey) -> None:
    wrong = Token(DRIVER, "单位负责人", pin="000000")
    with pytest.raises(WrongPinError, match=r"PIN 不对.*次数已减少") as caught, opened(wrong):
        pass
    assert caught.value.pin == "low"
    assert {each.pin for each in tokens(DRIVER) if each.label == ukey.label} == {"low"}
    with opened(replace(wrong, pin=PIN)):
        pass
    assert {each.pin for each in tokens(DRIVER) if each.label == ukey.label} == {"ok"}


@pytest.mark.parametrize("pin", ["", "1", "九" * 300])
def test_pin_of_a_wrong_length(ukey: Ukey, pin: str) -> None:
    with pytest.raises(WrongPinError, match="PIN 不对"), opened(Token(DRIVER, ukey.label, pin=pin)):
        pass


def test_signing_without_a_pin(ukey: Ukey) -> None:
    with pytest.raises(SigningError, match="请输入 PIN"), opened(Token(DRIVER, ukey.label)):
        pass


def test_flags_say_how_many_tries_are_left() -> None:
    flag = pkcs11.TokenFlag
    assert pin_state(flag.LOGIN_REQUIRED) == "ok"
    assert pin_state(flag.USER_PIN_COUNT_LOW) == "low"
    assert pin_state(flag.USER_PIN_COUNT_LOW | flag.USER_PIN_FINAL_TRY) == "last"
    assert pin_state(flag.USER_PIN_FINAL_TRY | flag.USER_PIN_LOCKED) == "locked"


def test_token_that_is_not_plugged_in(ukey: Ukey) -> None:
    with pytest.raises(SigningError, match=r"没有找到 ?UKey“别人的”"):
        identities(Token(DRIVER, "别人的"))


def test_several_tokens_and_no_choice(ukey: Ukey, finance: Ukey) -> None:
    with pytest.raises(SigningError, match=r"插着 2 个 UKey.*财务"):
        identities(Token(DRIVER))


def test_driver_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(SigningError, match="找不到 UKey 驱动"):
        tokens(tmp_path / "libnone.so")


def test_driver_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "lib.so").write_bytes(b"not a library")
    with pytest.raises(SigningError, match="不是可用的 PKCS#11 驱动"):
        tokens(tmp_path / "lib.so")


def test_library_without_pkcs11() -> None:
    (library,) = Path("/usr/lib").glob("*-linux-gnu/libz.so.1")
    with pytest.raises(SigningError, match="不是可用的 PKCS#11 驱动"):
        tokens(library)


def test_a_source_goes_to_a_child_process_and_hides_its_pin() -> None:
    source = Token(DRIVER, "财务", pin=PIN)
    assert pickle.loads(pickle.dumps(source)) == source  # noqa: S301
    assert PIN not in repr(source)
