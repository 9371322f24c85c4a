"""Logs: personal numbers in messages, arguments and tracebacks are masked."""

import io
import logging

from egov_desktop.app.masked_logs import MaskingFormatter


def test_arguments_and_tracebacks_are_masked() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(MaskingFormatter("%(levelname)s %(message)s"))
    log = logging.Logger("masked")
    log.addHandler(handler)
    try:
        int("51010419900307123X")
    except ValueError:
        log.exception("the contact %s cannot be saved", {"phone": "13812345678"})
    told = stream.getvalue()
    assert "Traceback" in told
    assert "test_app_masked_logs.py" in told
    assert "51010419900307123X" not in told.replace('int("51010419900307123X")', "")
    assert "13812345678" not in told
    assert "138****5678" in told
