"""Judges of PDF/A: PDFBox preflight, and by hand the clauses that signing touches.

Neither shares a line with what writes our files. Preflight judges PDF/A-1b only; whatever it says
beyond what part 2 allows counts. Rule numbers are those of ISO 19005-2.
"""

import re
import subprocess
from pathlib import Path
from typing import Any

import pikepdf

_JAVA = Path("/usr/share/java")
_JARS = ("preflight", "xmpbox", "pdfbox2", "fontbox2", "commons-logging", "javax.activation")
_CLASS_PATH = ":".join(str(_JAVA / f"{name}.jar") for name in (*_JARS, "jaxb-api"))
_VALIDATOR = "org.apache.pdfbox.preflight.Validator_A1b"
_HIDING = 0b1_0010_0011  # Invisible, Hidden, NoView, ToggleNoView
_PRINT = 0b100

ALLOWED_BY_PART_2 = {"7.11.2 : Error on MetaData, part must be 1"}
ALLOWED_WITH_SEALS = {
    "2.2.2 : Invalid graphics transparency",
    "5.3.1 : Invalid field value in an annotation definition",
}
"""The soft mask of a seal; a field of no size that has no appearance (`form_problems` looks)."""


def preflight(path: Path) -> set[str]:
    """Return what PDFBox says against a file, less what only part 1 of the standard forbids."""
    done = subprocess.run(
        ["java", "-Xmx300m", "-cp", _CLASS_PATH, _VALIDATOR, str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    found = set(re.findall(r"^\d[\d.]* : [^,\n]+(?:, part must be 1$)?", done.stdout, re.MULTILINE))
    assert found, done.stdout
    return found - ALLOWED_BY_PART_2


def form_problems(path: Path) -> list[str]:
    """Return which clauses on signatures, their fields and their appearances a file breaks."""
    content = path.read_bytes()
    problems = [] if re.search(rb"%%EOF[\r\n]{0,2}\Z", content) else ["6.1.3-3"]
    with pikepdf.open(path, inherit_page_attributes=False) as pdf:
        catalog, form = pdf.Root, pdf.Root.get("/AcroForm", pikepdf.Dictionary())
        permissions = catalog.get("/Perms", pikepdf.Dictionary())
        asked = {
            "6.1.3-1": len(pdf.trailer.ID) == 2 and all(map(bytes, pdf.trailer.ID)),
            "6.1.3-2": "/Encrypt" not in pdf.trailer,
            "6.1.12-1": set(permissions.keys()) <= {"/DocMDP", "/UR3"},
            "6.4.1-3": not form.get("/NeedAppearances", False),
            "6.4.2-1": "/XFA" not in form,
            "6.4.2-2": not catalog.get("/NeedsRendering", False),
            "6.5.2-1": "/AA" not in catalog and "/OpenAction" not in catalog,
        }
        for field in form.get("/Fields", ()):
            asked |= {f"{rule} {field.T}": met for rule, met in _of_field(field, content).items()}
        for kind in ("/CRLs", "/OCSPs", "/Certs"):
            for number, each in enumerate(catalog.get("/DSS", {}).get(kind, ())):
                place = f"{kind} {number}"
                asked |= {f"{rule} {place}": met for rule, met in _of_stream(each).items()}
        for number, page in enumerate(pdf.pages):
            for note in page.obj.get("/Annots", ()):
                place = f"{note.Subtype} {number}"
                asked |= {f"{rule} {place}": met for rule, met in _of_annotation(note).items()}
    return problems + [rule for rule, is_met in asked.items() if not is_met]


def _of_stream(stream: Any) -> dict[str, bool]:
    filters = stream.get("/Filter", [])
    names = {str(each) for each in (filters if isinstance(filters, pikepdf.Array) else [filters])}
    return {
        "6.1.7.1-1": isinstance(stream, pikepdf.Stream)
        and int(stream.Length) == len(stream.read_raw_bytes()),
        "6.1.7.1-3": not {"/F", "/FFilter", "/FDecodeParms"} & set(stream.keys()),
        "6.1.7.2": not names & {"/LZWDecode", "/Crypt"},
    }


def _of_annotation(note: Any) -> dict[str, bool]:
    left, bottom, right, top = note.Rect
    has_size = (left, bottom) != (right, top)
    appearance = note.get("/AP", pikepdf.Dictionary())
    return {
        "6.3.1-1": note.Subtype in {"/Link", "/Widget"},
        "6.3.2-1": "/F" in note,
        "6.3.2-2": (int(note.get("/F", 0)) & (_PRINT | _HIDING)) == _PRINT,
        "6.3.3-1": "/AP" in note or note.Subtype == "/Link" or not has_size,
        "6.3.3-2": set(appearance.keys()) <= {"/N"},
        "6.3.3-4": isinstance(appearance.get("/N", pikepdf.Stream), (pikepdf.Stream, type)),
        "6.4.1-1": note.Subtype != "/Widget" or not {"/A", "/AA"} & set(note.keys()),
    }


def _of_field(field: Any, content: bytes) -> dict[str, bool]:
    from asn1crypto import cms

    signature = field.V
    start, before, after, rest = map(int, signature.ByteRange)
    end = after + rest
    data = cms.ContentInfo.load(bytes(signature.Contents))["content"]
    (signer,) = data["signer_infos"]
    serial = signer["sid"].chosen["serial_number"].native
    references = [set(each.keys()) for each in signature.get("/Reference", ())]
    return {
        "6.1.12-2": not set().union(*references) & {"/DigestLocation", "/DigestMethod"},
        "6.4.1-2": "/AA" not in field,
        "6.4.3-1": start == 0
        and content[before : before + 1] + content[after - 1 : after] == b"<>"
        and bytes.fromhex(content[before + 1 : after - 1].decode()) == bytes(signature.Contents)
        and re.search(rb"%%EOF[\r\n]{0,2}\Z", content[:end]) is not None,
        "6.4.3-2": serial in {each.chosen.serial_number for each in data["certificates"]},
    }


def without_form(path: Path, out: Path) -> Path:
    """Write a copy whose seals are part of the pages and that has no form any more.

    pikepdf's judge knows no forms: of the copy it judges fonts, images and colours of the seals.
    """
    with pikepdf.open(path) as pdf:
        pdf.flatten_annotations("all")
        for page in pdf.pages:  # seals without a size are not part of it
            notes = page.obj.get("/Annots", ())
            page.obj.Annots = pikepdf.Array([n for n in notes if n.Subtype != "/Widget"])
        for key in ("/AcroForm", "/Perms", "/DSS", "/Extensions"):
            if key in pdf.Root:
                del pdf.Root[key]
        pdf.save(out)
    return out
