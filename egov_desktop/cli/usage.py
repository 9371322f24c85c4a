"""Mistakes in how a command was called, in Chinese: the library knows English only."""

import re

import click

_CHINESE = re.compile("[\u4e00-\u9fff]")


def usage_sentence(error: click.ClickException) -> str:
    """Return what is wrong with a call, and how to find out what is right."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error.format_message()
    return f"{_sentence(error)}\n用 --help 查看用法。"


def _sentence(error: click.ClickException) -> str:
    if isinstance(error, click.MissingParameter):
        return f"缺少 {_hint(error)}。"
    if isinstance(error, click.NoSuchOption):
        return f"没有选项 {error.option_name}{_nearest(error.possibilities)}。"
    if isinstance(error, click.NoSuchCommand):
        return f"没有命令 {error.command_name}{_nearest(error.possibilities)}。"
    if _CHINESE.search(error.message):
        return error.format_message().removeprefix("Invalid value: ")
    if isinstance(error, click.BadParameter):
        return f"{_hint(error)} 的值不可用。"
    return "缺少命令，或命令的写法不对。"


def _hint(error: click.BadParameter) -> str:
    if error.param is None:
        return str(error.param_hint or "")
    return error.param.get_error_hint(error.ctx).replace("'", "")


def _nearest(possibilities: list[str] | None) -> str:
    return f"（是不是 {'、'.join(possibilities)}?）" if possibilities else ""
