"""How this room uses pyHanko: without its log lines, and knowing what it raises on bad files."""

import logging
import struct
import warnings
import zlib
from collections.abc import Coroutine
from typing import Any, TypeVar

_Result = TypeVar("_Result")


def quiet_library() -> None:
    """Silence the libraries: what they say about a bad signature, the verdict says in Chinese."""
    from cryptography.utils import CryptographyDeprecationWarning

    warnings.simplefilter("ignore", CryptographyDeprecationWarning)
    for name in ("pyhanko", "pyhanko_certvalidator"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def cannot_parse() -> tuple[type[Exception], ...]:
    """Return what the parsers of PDF, CMS and X.509 raise on damaged or malicious bytes."""
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.x509 import (
        DuplicateExtension,
        ExtensionNotFound,
        InvalidVersion,
        UnsupportedGeneralNameType,
    )
    from pyhanko.pdf_utils.misc import PdfError

    return (
        PdfError,
        DuplicateExtension,
        ExtensionNotFound,
        InvalidSignature,
        InvalidVersion,
        UnsupportedAlgorithm,
        UnsupportedGeneralNameType,
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        AssertionError,
        ArithmeticError,
        NotImplementedError,
        RuntimeError,
        EOFError,
        struct.error,
        zlib.error,
    )


def awaited(coroutine: Coroutine[Any, Any, _Result]) -> _Result:
    """Run one of the library's coroutines to its end: it knows no other way to be called."""
    import asyncio

    return asyncio.run(coroutine)
