"""The rules that tests/conftest.py lays on every test do bite."""

import logging
import os
import socket
from pathlib import Path

import pytest

PROBE = """
import logging
import pytest

def test_unexpected():
    logging.getLogger("probe").warning("nobody expects this")

@pytest.mark.expects_log("this is expected")
def test_expected():
    logging.getLogger("probe").warning("this is expected")

@pytest.mark.expects_log("never comes")
def test_missing():
    pass

def test_below_warning():
    logging.getLogger("probe").info("all is well")
"""

pytest_plugins = ["pytester"]


def test_unexpected_and_missing_log_lines_fail(pytester: pytest.Pytester) -> None:
    rules = Path(__file__).parents[1] / "conftest.py"
    pytester.makeconftest(rules.read_text(encoding="utf-8"))
    pytester.makepyfile(PROBE)
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:xdist")
    result.assert_outcomes(passed=4, errors=2)
    result.stdout.fnmatch_lines(["*nobody expects this*", "*never comes*"])


@pytest.mark.expects_log("probe: expected here")
def test_an_expected_log_line_passes() -> None:
    logging.getLogger("probe").error("expected here")


@pytest.mark.parametrize(
    ("family", "address"),
    [(socket.AF_INET, ("127.0.0.1", 9)), (socket.AF_INET6, ("::1", 9))],
)
def test_internet_sockets_are_refused(family: int, address: tuple[str, int]) -> None:
    with socket.socket(family, socket.SOCK_STREAM) as client:
        with pytest.raises(RuntimeError, match="offline"):
            client.connect(address)
        with pytest.raises(RuntimeError, match="offline"):
            client.connect_ex(address)


def test_host_names_are_not_looked_up() -> None:
    with pytest.raises(RuntimeError, match="offline"):
        socket.getaddrinfo("example.org", 80)


def test_local_sockets_work(tmp_path: Path) -> None:
    address = str(tmp_path / "socket")
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind(address)
        server.listen()
        client.connect(address)
        server.accept()[0].close()
        assert client.recv(1) == b""


def test_the_data_folder_is_not_the_persons_own() -> None:
    home = Path(os.environ["EGOV_HOME"])
    assert home.is_dir()
    assert not home.is_relative_to(Path.home())


def test_windows_are_drawn_offscreen() -> None:
    assert os.environ["QT_QPA_PLATFORM"]
