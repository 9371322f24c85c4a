"""Who signs, read from the command line: options belong to the signer that stands before them."""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from egov_desktop.app import signing_secrets
from egov_desktop.app.signing_choices import (
    CertificateFile,
    SignerChoice,
    Signing,
    Sm2Key,
    Source,
    Token,
)
from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.domain.signing_guards import GUARDS

_BEGINS = ("--p12", "--pkcs11-lib")
_OF_A_SIGNER = (
    *_BEGINS,
    "--password-env",
    "--token",
    "--pin-env",
    "--pin-keyring",
    "--certificate",
    "--role",
    "--seal",
)
_FLAGS = ("--pin-keyring",)
_ORDER = "signer options in order"

Given = dict[str, str]


class InOrder(click.Command):
    """A command that remembers in which order the options of its signers came."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Note the options of signers, then parse as usual."""
        ctx.meta[_ORDER] = tuple(_in_order(args))
        return super().parse_args(ctx, args)


@dataclass(frozen=True)
class OtherChoices:
    """What is decided for all signers together."""

    sm2: Sm2Key | None
    crls: tuple[Path, ...]
    roots: tuple[Path, ...]
    overrides: tuple[str, ...]


def signing_of(context: click.Context, others: OtherChoices) -> Signing:
    """Return how a packet is to be signed; asks for a PIN on a terminal when none was given."""
    return Signing(
        tuple(_signer(given) for given in signers_given(context)),
        others.sm2,
        others.crls,
        _overrides(others.overrides),
        others.roots,
    )


def signers_given(context: click.Context) -> Sequence[Given]:
    """Return the options of each signer, in the order in which they sign."""
    groups: list[Given] = [{}]
    for option, value in context.meta[_ORDER]:
        if option in _BEGINS and any(name in groups[-1] for name in _BEGINS):
            groups.append({})
        if option in groups[-1]:
            raise click.UsageError(f"同一个签名人的 {option} 写了两次。")
        groups[-1][option] = value
    for given in groups:
        _require_fit(given)
    return [given for given in groups if given]


def source_of(given: Given) -> Source:
    """Return where a signer's key comes from."""
    fingerprint = given.get("--certificate")
    if "--p12" in given:
        path = Path(given["--p12"])
        source = CertificateFile(path, from_environment(given.get("--password-env")), fingerprint)
        return signing_secrets.with_kept(source) if "--pin-keyring" in given else source
    token = Token(
        Path(given["--pkcs11-lib"]),
        given.get("--token"),
        None,
        from_environment(given.get("--pin-env")),
        fingerprint,
    )
    return signing_secrets.with_kept(token) if "--pin-keyring" in given else token


def from_environment(variable: str | None) -> str | None:
    """Return a secret from an environment variable."""
    if variable is None:
        return None
    if variable not in os.environ:
        raise InvalidInputError(f"环境变量“{variable}”没有设置，无法取得密码。")
    return os.environ[variable]


def _signer(given: Given) -> SignerChoice:
    source = source_of(given)
    if isinstance(source, Token) and source.pin is None:
        source = Token(
            source.library, source.label, source.serial, _asked_pin(), source.fingerprint
        )
    seal = given.get("--seal")
    return SignerChoice(source, given.get("--role", ""), Path(seal) if seal else None)


def _asked_pin() -> str:
    if not sys.stdin.isatty():
        raise InvalidInputError("没有给出 UKey 的 PIN；请用 --pin-env，或在终端里运行后输入。")
    pin: str = click.prompt("UKey 的 PIN", hide_input=True, err=True)
    return pin


def _require_fit(given: Given) -> None:
    """Raise UsageError for options that stand without a signer, or with one of another kind."""
    if given and not any(name in given for name in _BEGINS):
        raise click.UsageError(f"{next(iter(given))} 要写在 --p12 或 --pkcs11-lib 的签名人之后。")
    wrong = ("--token", "--pin-env") if "--p12" in given else ("--password-env",)
    for name in wrong:
        if name in given:
            kind = "证书文件" if "--p12" in given else "UKey"
            raise click.UsageError(f"用{kind}签名时不用 {name}。")


def _overrides(given: Sequence[str]) -> Mapping[str, str]:
    overrides = {}
    for each in given:
        code, equals, reason = each.partition("=")
        if code not in GUARDS:
            raise click.UsageError(f"没有名为“{code}”的签名前检查，可用：{'、'.join(GUARDS)}。")
        if not equals or not reason.strip():
            raise click.UsageError(f"--override {code} 须写明理由，如 --override {code}=理由。")
        overrides[code] = reason.strip()
    return overrides


def _in_order(args: Sequence[str]) -> Iterator[tuple[str, str]]:
    rest = iter(args)
    for arg in rest:
        if arg == "--":
            return
        option, equals, value = arg.partition("=")
        if option in _OF_A_SIGNER:
            yield option, value if equals or option in _FLAGS else next(rest, "")
