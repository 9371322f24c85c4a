"""Word files built by hand, part by part, sound or hostile."""

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_SPACES = (
    'xmlns:w="{w}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
_TYPES = (
    f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)


def xml(root: str, inside: str, space: str = W) -> str:
    return f"{_HEAD}<w:{root} {_SPACES.format(w=space)}>{inside}</w:{root}>"


def document(body: str, space: str = W) -> str:
    return xml("document", f"<w:body>{body}</w:body>", space)


def p(text: str = "", style: str = "", extra: str = "", run: str = "") -> str:
    """Return a paragraph; `extra` goes into its properties, `run` into its run's."""
    properties = (f'<w:pStyle w:val="{style}"/>' if style else "") + extra
    looks = f"<w:rPr>{run}</w:rPr>" if run else ""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r>{looks}<w:t>{text}</w:t></w:r></w:p>"


def style(style_id: str, name: str, inside: str = "", attributes: str = "") -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{style_id}" {attributes}>'
        f'<w:name w:val="{name}"/>{inside}</w:style>'
    )


def relationships(targets: Mapping[str, str]) -> str:
    """Return a part of relationships: target → kind."""
    lines = (
        f'<Relationship Id="r{number}" Type="{KINDS}/{kind}" Target="{target}"/>'
        for number, (target, kind) in enumerate(targets.items())
    )
    return f'{_HEAD}<Relationships xmlns="{RELS}">{"".join(lines)}</Relationships>'


def word_file(
    path: Path, body: str | bytes, parts: Mapping[str, str | bytes] | None = None
) -> Path:
    """Write a Word file: the main part, and others under `word/` by file name.

    The kind of a part follows from its name: `header1.xml` is a header.
    """
    others = {f"word/{name}": content for name, content in (parts or {}).items()}
    kinds = {name: re.sub(r"\d*\.xml$", "", name) for name in parts or {}}
    return zipped(
        path,
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": relationships({"word/document.xml": "officeDocument"}),
            "word/document.xml": body,
            "word/_rels/document.xml.rels": relationships(kinds),
            **others,
        },
    )


def zipped(path: Path, members: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def changed(source: Path, target: Path, members: Mapping[str, bytes | None]) -> Path:
    """Copy a file with members replaced, added, or (None) left out."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            if name not in members:
                new.writestr(name, old.read(name))
        for name, content in members.items():
            if content is not None:
                new.writestr(name, content)
    target.write_bytes(buffer.getvalue())
    return target
