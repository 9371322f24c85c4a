"""Tokens (UKey) behind a PKCS#11 driver: what is on them, and signing with a key inside."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from egov_desktop.domain.errors import SigningError
from egov_desktop.signing.certificate import CertificateFacts, certificate_facts
from egov_desktop.signing.credential import Credential, TokenKey
from egov_desktop.signing.library import quiet_library
from egov_desktop.signing.source_kinds import PinState, Token, TokenFacts, WrongPinError, chosen

if TYPE_CHECKING:
    import pkcs11

_LEFT: dict[PinState, str] = {
    "ok": "请核对后重新输入",
    "low": "剩余次数已减少（驱动没有给出具体次数），请核对后再输入",
    "last": "只剩最后一次机会，再输错 PIN 将被锁定，请务必核对",
    "locked": "PIN 已被锁定，请持证件到证书颁发机构解锁",
}


def token_facts(library: Path) -> tuple[TokenFacts, ...]:
    """Return what each token says of itself."""
    with _driver_complaints(library):
        return tuple(_facts(token) for token in _present(library))


def token_identities(source: Token) -> tuple[CertificateFacts, ...]:
    """Return the certificates of the persons on a token; with a PIN those that have a key."""
    with _logged_in(source) as session:
        if source.pin is None:
            return tuple(facts for _, facts in _certificates(session) if not _is_authority(facts))
        return tuple(facts for _, facts in _with_keys(session))


@contextmanager
def token_credential(source: Token) -> Iterator[Credential]:
    """Log in, give the credential whose key stays on the token, and log out."""
    quiet_library()
    if source.pin is None:
        raise SigningError(f"{_named(source)}需要 PIN 才能签名；请输入 PIN。")
    with _logged_in(source) as session:
        held = {facts.fingerprint: identifier for identifier, facts in _with_keys(session)}
        facts = tuple(each for _, each in _certificates(session))
        mine = chosen(
            tuple(each for each in facts if each.fingerprint in held),
            source.fingerprint,
            _named(source),
        )
        yield Credential(
            **vars(mine),
            chain=tuple(each.certificate for each in facts if each != mine),
            key=_key(session, held[mine.fingerprint], mine),
        )


def pin_state(flags: "pkcs11.TokenFlag") -> PinState:
    """Return what a token's flags say of the tries that are left."""
    from pkcs11 import TokenFlag

    if flags & TokenFlag.USER_PIN_LOCKED:
        return "locked"
    if flags & TokenFlag.USER_PIN_FINAL_TRY:
        return "last"
    return "low" if flags & TokenFlag.USER_PIN_COUNT_LOW else "ok"


def _present(library: Path) -> "Iterator[pkcs11.Token]":
    import pkcs11

    if not library.is_file():
        raise SigningError(
            f"找不到 UKey 驱动“{library}”；请安装厂商的驱动，或在设置里改正 PKCS#11 库的路径。"
        )
    try:
        driver = pkcs11.lib(str(library))
    except pkcs11.PKCS11Error as error:
        raise SigningError(
            f"“{library.name}”不是可用的 PKCS#11 驱动（须与本程序同为 64 位）；请向厂商索取。"
        ) from error
    for slot in driver.get_slots(token_present=True):
        try:
            token = slot.get_token()
        except pkcs11.PKCS11Error:
            continue
        if token.flags & pkcs11.TokenFlag.TOKEN_INITIALIZED:
            yield token


def _facts(token: "pkcs11.Token") -> TokenFacts:
    return TokenFacts(
        label=token.label.strip(),
        serial=_text(token.serial),
        maker=_text(token.manufacturer_id),
        model=_text(token.model),
        pin=pin_state(token.flags),
    )


def _text(value: bytes | str) -> str:
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
    return text.strip("\0 ")


def _meant(source: Token) -> "pkcs11.Token":
    found = [
        token
        for token in _present(source.library)
        if source.label in (None, token.label.strip())
        and source.serial in (None, _text(token.serial))
    ]
    if not found:
        raise SigningError(f"没有找到{_named(source)}；请插好 UKey 后重试。")
    if len(found) > 1:
        names = "、".join(f"{token.label.strip()}（{_text(token.serial)}）" for token in found)
        raise SigningError(f"插着 {len(found)} 个 UKey: {names}；请选定一个，或拔掉其余的。")
    return found[0]


@contextmanager
def _logged_in(source: Token) -> "Iterator[pkcs11.Session]":
    with _driver_complaints(source.library):
        session = _session(source, _meant(source))
    try:
        with _driver_complaints(source.library):
            yield session
    finally:
        _close(session)


def _session(source: Token, token: "pkcs11.Token") -> "pkcs11.Session":
    import pkcs11

    if source.pin is not None and pin_state(token.flags) == "locked":
        raise WrongPinError(f"{_named(source)}的{_LEFT['locked']}。", "locked")
    try:
        return token.open(user_pin=source.pin)
    except pkcs11.UserAlreadyLoggedIn:  # by another signing step that is still open
        return token.open()
    except (pkcs11.PinIncorrect, pkcs11.PinLenRange, pkcs11.PinInvalid, pkcs11.PinLocked) as error:
        locked = isinstance(error, pkcs11.PinLocked)
        state = "locked" if locked else pin_state(_meant(source).flags)
        raise WrongPinError(f"{_named(source)}的 PIN 不对: {_LEFT[state]}。", state) from error


def _close(session: "pkcs11.Session") -> None:
    import contextlib

    import pkcs11

    with contextlib.suppress(pkcs11.PKCS11Error):  # the token may have been pulled out
        session.close()


@contextmanager
def _driver_complaints(library: Path) -> Iterator[None]:
    import pkcs11

    try:
        yield
    except (pkcs11.TokenNotPresent, pkcs11.DeviceRemoved, pkcs11.SessionHandleInvalid) as error:
        raise SigningError("UKey 已被拔出；请插好后重试。") from error
    except pkcs11.PKCS11Error as error:
        kind = type(error).__name__
        raise SigningError(
            f"UKey 驱动“{library.name}”报错（{kind}）；请重新插拔后重试。"
        ) from error


def _named(source: Token) -> str:
    return f"UKey“{source.label or source.serial}”" if source.label or source.serial else "UKey"


def _certificates(session: "pkcs11.Session") -> list[tuple[bytes, CertificateFacts]]:
    """Return the X.509 certificates with their identifiers; what cannot be read is left out."""
    from asn1crypto import x509
    from pkcs11 import Attribute, CertificateType, ObjectClass

    kind = {
        Attribute.CLASS: ObjectClass.CERTIFICATE,
        Attribute.CERTIFICATE_TYPE: CertificateType.X_509,
    }
    found = []
    for entry in session.get_objects(kind):
        try:
            facts = certificate_facts(x509.Certificate.load(entry[Attribute.VALUE], strict=True))
        except (ValueError, TypeError, LookupError):
            continue
        found.append((entry[Attribute.ID], facts))
    return found


def _with_keys(session: "pkcs11.Session") -> list[tuple[bytes, CertificateFacts]]:
    from pkcs11 import Attribute, ObjectClass

    wanted = {Attribute.CLASS: ObjectClass.PRIVATE_KEY}
    keys = {key[Attribute.ID] for key in session.get_objects(wanted)}
    return [
        (identifier, facts) for identifier, facts in _certificates(session) if identifier in keys
    ]


def _is_authority(facts: CertificateFacts) -> bool:
    from asn1crypto import x509

    return bool(x509.Certificate.load(facts.certificate).ca)


def _key(session: "pkcs11.Session", identifier: bytes, facts: CertificateFacts) -> TokenKey:
    from pkcs11 import Mechanism

    if facts.key_kind == "SM2":
        raise SigningError(
            f"“{facts.holder}”是国密 SM2 证书，不能用来签 PDF；请换用 RSA 或 ECDSA 证书。"
        )
    offered = session.token.slot.get_mechanisms()
    combined = (
        Mechanism.ECDSA_SHA256 if facts.key_kind.startswith("EC") else Mechanism.SHA256_RSA_PKCS
    )
    return TokenKey(session, identifier, hash_in_program=combined not in offered)
