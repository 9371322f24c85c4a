"""The language of the window: source texts are Chinese, other languages come from i18n/."""

import gettext as _gettext
from pathlib import Path

CATALOGUES = Path(__file__).parents[2] / "i18n"
_DOMAIN = "egov-desktop"

_current: _gettext.NullTranslations = _gettext.NullTranslations()


def use_language(language: str) -> None:
    """Show texts in a language from now on; Chinese where there is no translation."""
    global _current  # noqa: PLW0603 - one window has one language, as gettext itself assumes
    _current = _gettext.translation(_DOMAIN, CATALOGUES, [language], fallback=True)


def _(text: str) -> str:
    """Return a Chinese source text in the language of the window."""
    return _current.gettext(text)
