"""The language of the window: source texts are Chinese, other languages come from i18n/."""

import gettext as _gettext
from enum import StrEnum
from pathlib import Path

CATALOGUES = Path(__file__).parents[2] / "i18n"
_DOMAIN = "egov_desktop"


class Language(StrEnum):
    """The languages the window can speak."""

    CHINESE = "zh"
    ENGLISH = "en"


_current: _gettext.NullTranslations = _gettext.NullTranslations()


def use_language(language: str) -> None:
    """Show texts in a language from now on; Chinese where there is no translation."""
    global _current  # noqa: PLW0603 - one window has one language, as gettext itself assumes
    _current = _gettext.translation(_DOMAIN, CATALOGUES, [language], fallback=True)


def language() -> Language:
    """Return the language texts are shown in."""
    return Language(_current.info().get("language", Language.CHINESE))


def _(text: str) -> str:
    """Return a Chinese source text in the language of the window."""
    return _current.gettext(text) if text else ""


def marked(text: str) -> str:
    """Return a text unchanged, so that the catalogues hold it; `_` says it when it is shown."""
    return text
