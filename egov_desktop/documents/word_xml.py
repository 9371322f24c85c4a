"""Elements of WordprocessingML that the library has no words for."""

from typing import Any

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def tag(name: str) -> str:
    """Return the full name of an element or attribute of Word."""
    return f"{{{WORD}}}{name}"


def element(kind: str, /, **attributes: str) -> Any:
    """Return a new element with these attributes."""
    from docx.oxml import OxmlElement

    made = OxmlElement(f"w:{kind}")
    for key, value in attributes.items():
        made.set(tag(key), value)
    return made


def parsed(text: str) -> Any:
    """Return the element that a text without namespaces describes."""
    from docx.oxml import parse_xml

    head, _, rest = text.partition(">")
    closing = "/" if head.endswith("/") else ""
    return parse_xml(f'{head.removesuffix("/")} xmlns:w="{WORD}"{closing}>{rest}')
