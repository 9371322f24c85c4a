"""Entry of the command line: global options, and every error as words and an exit code."""

import io
import logging
import sys
import tempfile
import traceback
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from egov_desktop import __version__
from egov_desktop.app.masked_logs import log_to
from egov_desktop.cli import (
    agenda,
    audit,
    checking,
    corrections,
    letters,
    outline,
    outline_check,
    packet_copy,
    packet_files,
    packet_scan,
    packets,
    packs,
    projects,
    reports,
    rolling,
    signing,
    storehouse,
    tables,
    unit,
    verifying,
)
from egov_desktop.cli.session import Session, now
from egov_desktop.cli.usage import usage_sentence
from egov_desktop.domain.errors import EgovError
from egov_desktop.domain.fields import EARLIEST, LATEST
from egov_desktop.domain.masking import masked

USAGE, EXPECTED, BUG = 2, 3, 4


@click.group(help="电子政务工程建设项目报件编制。不带命令时打开窗口。")
@click.option("--home", type=click.Path(path_type=Path), help="数据文件夹（环境变量 EGOV_HOME）。")
@click.option("--json", "as_json", is_flag=True, help="结果以一个 JSON 文档输出。")
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="规则所用的日期，缺省为本机时钟。",
)
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", help="界面语言。")
@click.option("--quiet", is_flag=True, help="不输出进度和说明。")
@click.option("--verbose", is_flag=True, help="在标准错误输出详细日志。")
@click.version_option(__version__, prog_name="egov-desktop", message="%(prog)s %(version)s")
@click.pass_obj
def commands(
    session: Session,
    home: Path | None,
    as_json: bool,
    today: datetime | None,
    lang: str,
    quiet: bool,
    verbose: bool,
) -> None:
    """Take the global options."""
    session.home = home
    session.as_json = as_json
    session.today = today.date() if today else None
    if session.today and not EARLIEST <= session.today <= LATEST:
        raise click.UsageError(f"--today 应在 {EARLIEST} 至 {LATEST} 之间。")
    session.is_quiet = quiet
    log_to(sys.stderr, logging.DEBUG if verbose else logging.WARNING)


for _command in (
    packs.packs,
    projects.project,
    checking.check,
    corrections.correction,
    packet_files.packet,
    signing.certificates,
    signing.timestamp,
    agenda.deadlines,
    agenda.calendar,
    packets.render,
    letters.letter,
    outline.outline,
    outline_check.outline_check,
    packets.submit,
    verifying.verify,
    packets.demo,
    reports.report,
    storehouse.backup,
    rolling.restore,
    storehouse.selfcheck,
    audit.audit,
    rolling.backups,
    tables.table,
    unit.unit,
):
    commands.add_command(_command)
packet_files.packet.add_command(packet_copy.copy)
packet_files.packet.add_command(packet_scan.scan)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code."""
    _speak_utf8()
    session = Session()
    try:
        commands.main(args=arguments, standalone_mode=False, obj=session)
    except click.Abort:
        return _tell("已取消。", EXPECTED)
    except click.ClickException as error:
        return _tell(usage_sentence(error), USAGE)
    except EgovError as error:
        return _tell(str(error), EXPECTED)
    except Exception:
        return _tell(f"程序出错了，这是我们的问题。日志在：{_write_log(session)}", BUG)
    finally:
        session.close()
    return session.exit_code


def _speak_utf8() -> None:
    """Write UTF-8 whatever the console is set to; half a character becomes its escape."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _tell(message: str, exit_code: int) -> int:
    sys.stderr.write(f"{message}\n")
    return exit_code


def _write_log(session: Session) -> Path:
    text = f"egov-desktop {__version__}\n{masked(traceback.format_exc())}"
    name = f"error-{now():%Y%m%d-%H%M%S}.log"
    for folder in (session.folder / "logs", Path(tempfile.gettempdir())):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, "utf-8")
        except OSError:
            continue
        return folder / name
    sys.stderr.write(text)
    return Path(name)
