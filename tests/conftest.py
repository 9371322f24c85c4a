"""Rules for every test: no network, no unexpected log line, no window, no real data folder."""

import logging
import os
import re
import socket
import sys
from collections.abc import Iterator
from typing import Any

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

_NETWORK_FAMILIES = {socket.AF_INET, socket.AF_INET6}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run the long forms of tests")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "expects_log(pattern): this test must log WARNING or worse, matching the regex"
    )
    sys.addaudithook(_refuse_network)


def _refuse_network(event: str, args: tuple[Any, ...]) -> None:
    """Raise on name look-ups and on Internet connections; local sockets (AF_UNIX) pass."""
    if event == "socket.getaddrinfo":
        raise RuntimeError(f"a test looks up the host {args[0]!r}: tests run offline")
    if event in {"socket.connect", "socket.sendto"} and args[0].family in _NETWORK_FAMILIES:
        raise RuntimeError(f"a test connects to {args[1]!r}: tests run offline")


@pytest.fixture(scope="session", autouse=True)
def _data_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Point the default data folder away from the one of the person who runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EGOV_HOME", str(tmp_path_factory.mktemp("egov-home")))
        yield


@pytest.fixture
def is_long(request: pytest.FixtureRequest) -> bool:
    """Tell whether the long form of a test was asked for with --long."""
    return bool(request.config.getoption("--long"))


class _Recorder(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def _quiet_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that logs WARNING or worse without `@pytest.mark.expects_log`."""
    patterns = [mark.args[0] for mark in request.node.iter_markers("expects_log")]
    recorder = _Recorder()
    logging.getLogger().addHandler(recorder)
    yield
    logging.getLogger().removeHandler(recorder)
    unexpected = [
        line for line in recorder.lines if not any(re.search(each, line) for each in patterns)
    ]
    missing = [
        each for each in patterns if not any(re.search(each, line) for line in recorder.lines)
    ]
    if unexpected:
        pytest.fail("unexpected log lines:\n" + "\n".join(unexpected), pytrace=False)
    if missing:
        pytest.fail(f"expected log lines that did not come: {missing}", pytrace=False)
