#!/usr/bin/env python3
"""开发入口,只需要 Python 3.11 至 3.13 / development entry, needs Python 3.11 to 3.13 only.

python3 dev.py setup       建立 .venv / make .venv from requirements.lock
python3 dev.py run [ARGS]  启动程序;没有图形界面时生成示例报送包 / start the program;
                           with neither ARGS nor a display, build the sample packets
python3 dev.py test [ARGS] ruff、mypy、pytest;ARGS 交给 pytest / ARGS go to pytest
python3 dev.py screenshots OUT
                           给每个页面拍照到文件夹 OUT / photograph every page into OUT
python3 dev.py lock [ARGS] 按 pyproject.toml 更新 requirements.lock / renew the lock file;
                           ARGS go to `uv pip compile` (--upgrade)
"""

import ctypes
import hashlib
import importlib.util
import io
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

if not (3, 11) <= sys.version_info[:2] <= (3, 13):
    sys.exit(
        "需要 Python 3.11、3.12 或 3.13，请用其中一个运行，例如：python3.11 dev.py run\n"
        "Python 3.11, 3.12 or 3.13 is needed; run it with one of them, "
        f"for example: python3.11 dev.py run\n(Python {sys.version.split()[0]})"
    )

ROOT = Path(__file__).resolve().parent
LOCK = ROOT / "requirements.lock"
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "installed-from"  # written last: an interrupted installation has none

# Shared objects that the window loads, and the Debian package that holds each.
WINDOW_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libcups.so.2": "libcups2",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}

# Programs (or parts of one, by their path) that the tests call, and the Debian package of each.
TEST_PROGRAMS = {
    "/usr/lib/libreoffice/program/pagein-calc": "libreoffice-calc-nogui",
    "/usr/lib/libreoffice/program/pagein-writer": "libreoffice-writer-nogui",
    "/usr/share/java/javax.activation.jar": "libactivation-java",
    "/usr/share/java/jaxb-api.jar": "libjaxb-api-java",
    "/usr/share/java/preflight.jar": "libpdfbox2-java",
    "Xvfb": "xvfb",
    "dbus-run-session": "dbus",
    "git": "git",
    "java": "default-jre-headless",
    "openssl": "openssl",
    "pdfsig": "poppler-utils",
    "qpdf": "qpdf",
    "softhsm2-util": "softhsm2",
    "strace": "strace",
    "unzip": "unzip",
    "xauth": "xauth",
    "xdotool": "xdotool",
}


class CannotGoOnError(Exception):
    """Something the person at the keyboard has to do first; the message says what."""


def main(arguments: list[str]) -> int:
    """Run one command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace", line_buffering=True)
    commands = {
        "setup": setup,
        "run": run,
        "test": test,
        "screenshots": screenshots,
        "lock": lock,
    }
    if not arguments or arguments[0] not in commands:
        print(__doc__)
        return 0 if arguments in (["-h"], ["--help"]) else 2
    try:
        return commands[arguments[0]](arguments[1:])
    except CannotGoOnError as stopped:
        print(stopped, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def setup(_arguments: list[str]) -> int:
    """Make the environment, so that .venv/bin/egov-desktop starts the program."""
    ensure_environment()
    print(f"环境已就绪 / ready: {VENV}")
    return 0


def run(arguments: list[str]) -> int:
    """Start the program from the checkout."""
    has_display = sys.platform != "linux" or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
    if has_display:
        ensure_packages(WINDOW_LIBRARIES, {})
    ensure_environment()
    if not arguments and not has_display:
        print("没有图形界面，改为生成示例报送包 / no display: building the sample packets")
        home, out = ROOT / ".dev" / "demo-home", ROOT / ".dev" / "demo"
        for folder in (home, out):
            shutil.rmtree(folder, ignore_errors=True)
        arguments = ["--home", str(home), "demo", "--out", str(out)]
    return call([PYTHON, "-m", "egov_desktop", *arguments])


def test(arguments: list[str]) -> int:
    """Run every check, pytest last, and return the exit code of the first that failed."""
    ensure_packages(WINDOW_LIBRARIES, TEST_PROGRAMS)
    ensure_environment()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    checks = ["ruff check .", "ruff format --check .", "mypy"]
    if not arguments:  # measured alone: whatever runs beside a benchmark is measured too
        checks += [
            "pytest tests/benchmarks",
            "pytest -n 2 --dist loadfile --ignore tests/benchmarks",
        ]
    else:
        checks.append(shlex.join(["pytest", "-n", "2", "--dist", "loadfile", *arguments]))
    first_failure = 0
    for check in checks:
        print(f"== {check}")
        code = call([PYTHON, "-m", *shlex.split(check)], cwd=ROOT)
        first_failure = first_failure or code
    return first_failure


def screenshots(arguments: list[str]) -> int:
    """Photograph every page of the window, light and dark, at 100 % and 200 %."""
    ensure_packages(WINDOW_LIBRARIES, {})
    ensure_environment()
    return call([PYTHON, "-m", "tests.story.make_screenshots", *arguments], cwd=ROOT)


def lock(arguments: list[str]) -> int:
    """Renew requirements.lock for every supported Python and system."""
    ensure_environment()
    os.environ["UV_CUSTOM_COMPILE_COMMAND"] = "python3 dev.py lock"
    command = "uv pip compile pyproject.toml --extra dev --universal --python-version 3.11"
    options = "--generate-hashes --no-emit-index-url --quiet --output-file requirements.lock"
    return call([PYTHON, "-m", *command.split(), *options.split(), *arguments], cwd=ROOT)


def ensure_environment() -> None:
    """Make .venv again when the lock file, the Python or the place of the checkout changed."""
    digest = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    wanted = f"{digest}\n{sys.version}\n{sys.base_prefix}\n{ROOT}\n"
    if STAMP.is_file() and STAMP.read_text(encoding="utf-8") == wanted:
        return
    if importlib.util.find_spec("ensurepip") is None:
        install_packages(["python{}.{}-venv".format(*sys.version_info)])
    print("正在安装依赖，需要几分钟 / installing, this takes some minutes …")
    STAMP.unlink(missing_ok=True)
    pip: list[object] = [
        PYTHON,
        "-m",
        "pip",
        "install",
        "--no-input",
        "--disable-pip-version-check",
    ]
    if not sys.stdout.isatty():
        pip.append("--quiet")
    # Not sys.executable: it may be the one inside the .venv that is about to be cleared.
    base = getattr(sys, "_base_executable", sys.executable)
    for step in (
        [base, "-m", "venv", "--clear", VENV],
        [*pip, "--require-hashes", "--requirement", LOCK],
        [*pip, "--no-deps", "--no-build-isolation", "--editable", ROOT],
        [PYTHON, "-m", "compileall", "-q", ROOT / "egov_desktop"],
    ):
        if call(step, env={**os.environ, "PYTHONWARNINGS": "ignore"}) != 0:
            raise CannotGoOnError(
                "安装依赖失败，原因见上。请检查网络、软件源和磁盘空间，然后重新运行同一命令。\n"
                "Installing failed for the reason above. Check network, package index and disk "
                "space, then run the same command again."
            )
    STAMP.write_text(wanted, encoding="utf-8")


def ensure_packages(libraries: Mapping[str, str], programs: Mapping[str, str]) -> None:
    """Install the Debian packages of shared objects and programs that are not there."""
    if sys.platform != "linux":
        return
    missing = {package for name, package in libraries.items() if not can_load(name)}
    missing |= {package for name, package in programs.items() if not is_installed(name)}
    if missing:
        install_packages(sorted(missing))


def is_installed(program: str) -> bool:
    """Tell whether a program is on the path, or lies where it should."""
    return bool(shutil.which(program)) or (program.startswith("/") and os.path.exists(program))


def can_load(shared_object: str) -> bool:
    """Tell whether the dynamic linker finds a shared object."""
    try:
        ctypes.CDLL(shared_object)
    except OSError:
        return False
    return True


def install_packages(packages: list[str]) -> None:
    """Install Debian packages as root; otherwise stop with the command that does it."""
    names = " ".join(packages)
    if not shutil.which("apt-get"):
        raise CannotGoOnError(
            f"缺少系统软件包（Debian 名称）：{names}。请用本机的包管理器安装后重试。\n"
            f"System packages are missing (Debian names): {names}. Install them, then try again."
        )
    if os.geteuid() != 0:
        raise CannotGoOnError(
            "缺少系统软件包，请运行下面的命令后重试\n"
            "System packages are missing, run this first:\n"
            f"sudo apt-get update && sudo apt-get install -y --no-install-recommends {names}"
        )
    print(f"正在安装系统软件包 / installing system packages: {names}")
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    apt = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=300"]
    install = [*apt, "install", "-y", "--no-install-recommends", *packages]
    if call([*apt, "update"]) != 0 or call(install) != 0:
        raise CannotGoOnError(
            f"安装系统软件包失败，原因见上。请检查网络和软件源后重试：{names}\n"
            "apt-get failed for the reason above. Check network and sources, then try again."
        )


def call(command: Sequence[object], **options: Any) -> int:
    """Run a command with our own input and output and return its exit code."""
    return subprocess.run([str(word) for word in command], check=False, **options).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
