"""Text as it comes from an input method or a paste, before it is judged."""

import unicodedata


def compacted(text: str) -> str:
    """Fold full-width forms (NFKC) and drop blanks and invisible characters."""
    folded = unicodedata.normalize("NFKC", text)
    kept = (mark for mark in folded if not mark.isspace() and unicodedata.category(mark) != "Cf")
    # Once more, since dropping a blank can bring a letter and its accent together.
    return unicodedata.normalize("NFKC", "".join(kept))
