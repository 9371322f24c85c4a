"""Reading the cells of any .xlsx: what the format allows, and what nobody may make us do."""

import random
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook
from workbook_samples import FUNDS, HEADING, PARTS, filled, raw_xlsx, sheet_xml, workbook

from egov_desktop.documents.table_workbook import write_tables
from egov_desktop.documents.workbook_parts import Cell, Form
from egov_desktop.documents.workbook_reading import Sheet, read_workbook
from egov_desktop.domain.errors import EgovError, InvalidInputError, NotFoundError

LAST = "XFD1048576"
_BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "lol">' + _BOMB + "]>"
    '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<si><t>&e9;</t></si></sst>"
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "某 表.xlsx"


def cells(path: Path, rows: str, **around: str) -> dict[tuple[int, int], Cell]:
    (sheet,) = read_workbook(raw_xlsx(path, sheet_xml(rows, **around))).sheets
    return dict(sheet.cells)


def only(path: Path, cell: str) -> Cell | None:
    return next(iter(cells(path, f'<row r="1">{cell}</row>').values()), None)


@pytest.mark.parametrize(
    ("cell", "text", "form"),
    [
        ('<c r="A1" t="s"><v>1</v></c>', "金额", Form.TEXT),
        ('<c r="A1" t="inlineStr"><is><r><t>甲</t></r><rPh><t>x</t></rPh></is></c>', "甲", "text"),
        ('<c r="A1" t="str"><f>A2</f><v>乙_x0041_</v></c>', "乙A", Form.TEXT),
        ('<c r="A1"><v>1.5E-3</v></c>', "0.0015", Form.NUMBER),
        ('<c r="A1"><f>1+1</f><v>2</v></c>', "2", Form.NUMBER),
        ('<c r="A1"><f>1+1</f></c>', "", Form.FORMULA),
        ('<c r="A1"><f>1+1</f><v/></c>', "", Form.FORMULA),
        ('<c r="A1" t="b"><v>1</v></c>', "1", Form.TRUTH),
        ('<c r="A1" t="e"><v>#REF!</v></c>', "#REF!", Form.ERROR),
        ('<c r="A1" t="d"><v>2026-03-02T00:00:00</v></c>', "2026-03-02", Form.DATE),
        ('<c r="A1" s="1"><v>46083</v></c>', "2026-03-02", Form.DATE),
        ('<c r="A1" s="2"><v>46083.75</v></c>', "2026-03-02 18:00:00", Form.DATE),
        ('<c r="A1" s="1"><v>5</v></c>', "5", Form.NUMBER),
        ('<c r="A1" s="3"><v>0.085</v></c>', "8.5%", Form.PERCENTAGE),
        ('<c r="A1" s="99"><v>7</v></c>', "7", Form.NUMBER),
        ('<c r="A1"><v>1E999999999</v></c>', "1E999999999", Form.TEXT),
        ('<c r="A1"><v>NaN</v></c>', "NaN", Form.TEXT),
    ],
)
def test_what_a_cell_holds(cell: str, text: str, form: Form, path: Path) -> None:
    assert only(path, cell) == Cell(text, form)


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A1"/>',
        '<c r="A1" t="s"><v>99</v></c>',
        '<c r="A1" t="s"><v>-1</v></c>',
        '<c r="A1" t="str"><f>A2</f><v></v></c>',
        '<c r="A1" t="inlineStr"><is><t>  </t></is></c>',
    ],
)
def test_blank_cells(cell: str, path: Path) -> None:
    assert only(path, cell) is None


def test_cells_without_references_follow_each_other(path: Path) -> None:
    found = cells(path, "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>")
    assert {place: cell.text for place, cell in found.items()} == {
        (1, 1): "1",
        (1, 2): "2",
        (2, 1): "3",
    }


def test_days_are_counted_from_1904_where_the_file_says_so(path: Path) -> None:
    book = PARTS["xl/workbook.xml"].replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
    sheet = sheet_xml('<row r="1"><c r="A1" s="1"><v>44621</v></c></row>')
    (read,) = read_workbook(raw_xlsx(path, sheet, {"xl/workbook.xml": book})).sheets
    assert read.cells[1, 1] == Cell("2026-03-02", Form.DATE)


def test_names_of_parts_may_differ_in_case_and_strokes(path: Path) -> None:
    sheet = sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>')
    members = {**PARTS, "xl/worksheets/sheet1.xml": sheet}
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in members.items():
            odd = name.replace("/", "\\").upper() if name.startswith("xl") else name
            archive.writestr(zipfile.ZipInfo(odd), text)
    assert read_workbook(path).sheets[0].cells[1, 1].text == "1"


def test_a_strict_workbook_is_read(path: Path) -> None:
    strict = {
        name: text.replace(
            "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            "http://purl.oclc.org/ooxml/spreadsheetml/main",
        ).replace(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        )
        for name, text in PARTS.items()
    }
    raw_xlsx(path, sheet_xml(HEADING), strict)
    assert read_workbook(path).sheets[0].cells[1, 2].text == "金额"


@pytest.mark.timeout(30)
def test_a_huge_dimension_and_a_cell_in_the_last_corner_cost_nothing(path: Path) -> None:
    rows = f'{HEADING}<row r="1048576" hidden="1"><c r="{LAST}"><v>1</v></c></row>'
    found = cells(
        path,
        rows,
        before=f'<dimension ref="A1:{LAST}"/>',
        after=f'<mergeCells><mergeCell ref="A1:{LAST}"/></mergeCells>',
    )
    assert found[1_048_576, 16_384].text == "1"


@pytest.mark.parametrize("reference", ["A0", "XFE1", "A1048577", "AAAA1", "", "1", "甲1"])
def test_a_reference_out_of_bounds_is_not_believed(reference: str, path: Path) -> None:
    assert set(cells(path, f'<row r="1"><c r="{reference}"><v>1</v></c></row>')) == {(1, 1)}


def refusal(path: Path) -> str:
    with pytest.raises(InvalidInputError) as caught:
        read_workbook(path)
    sentence = str(caught.value)
    assert path.name in sentence
    assert sentence.endswith("。")
    return sentence


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_before_they_grow(part: str, encoding: str, path: Path) -> None:
    raw_xlsx(path, sheet_xml(HEADING), {part: ENTITIES.encode(encoding)})
    assert "实体" in refusal(path)


def test_an_external_entity_is_refused(path: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    outside = f'<!DOCTYPE x SYSTEM "file://{tmp_path}/secret" ['
    raw_xlsx(
        path, sheet_xml(HEADING), {"xl/styles.xml": ENTITIES.replace("<!DOCTYPE x [", outside)}
    )
    assert "实体" in refusal(path)


def test_a_zip_bomb_is_stopped(path: Path) -> None:
    rows = " " * (200 << 20)
    raw_xlsx(path, sheet_xml(rows))
    assert path.stat().st_size < 1 << 20
    assert "过多" in refusal(path)


def test_too_many_cells_and_members_are_refused(path: Path) -> None:
    row = "<row>" + "<c><v>1</v></c>" * 1000 + "</row>"
    assert "过多" in refusal(raw_xlsx(path, sheet_xml(row * 301)))
    many = {f"junk/{n}.xml": "" for n in range(5001)}
    assert "过多" in refusal(raw_xlsx(path, sheet_xml(HEADING), many))


def test_a_text_that_stands_in_very_many_cells_is_refused(path: Path) -> None:
    texts = PARTS["xl/sharedStrings.xml"].replace("来源", "长" * 30_000)
    row = "<row>" + '<c t="s"><v>0</v></c>' * 1000 + "</row>"
    assert "过多" in refusal(raw_xlsx(path, sheet_xml(row), {"xl/sharedStrings.xml": texts}))


def old_excel(stream: str) -> bytes:
    head = bytearray(512)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    head[30] = 9
    return bytes(head) + stream.encode("utf-16-le").ljust(2048, b"\0")


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "0 字节"),
        (old_excel("Workbook"), "旧版 Excel"),
        (old_excel("EncryptedPackage"), "打开密码"),
        ("来源,金额\n省级,2600\n".encode(), "CSV"),
        ("来源\t金额\n".encode("gbk"), "CSV"),
        (b"\xef\xbb\xbf<html><table></table></html>", "HTML"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "XML"),
        (b"%PDF-1.4\n", "PDF"),
        (bytes(range(256)) * 4, "不是 Excel 工作簿"),
        (b"PK\x03\x04" + b"\0" * 100, "损坏"),
    ],
)
def test_what_is_no_xlsx_is_refused_in_words(content: bytes, word: str, path: Path) -> None:
    path.write_bytes(content)
    assert word in refusal(path)


def test_other_containers_are_refused_in_words(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    assert "不是 Excel 工作簿" in refusal(path)
    binary = PARTS["_rels/.rels"].replace("workbook.xml", "workbook.bin")
    assert "不是 Excel 工作簿" in refusal(raw_xlsx(path, "", {"_rels/.rels": binary}))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "")
    assert "Word" in refusal(path)


@pytest.mark.parametrize("part", [*PARTS, "xl/worksheets/sheet1.xml"])
@pytest.mark.parametrize(
    "text", ["", "<a>", "<a/><b/>", '<?xml version="1.0" encoding="x-y"?><a/>']
)
def test_a_broken_part_is_told(part: str, text: str, path: Path) -> None:
    raw_xlsx(path, sheet_xml(HEADING), {part: text})
    refusal(path)


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    for name in ("没有.xlsx", "."):
        with pytest.raises(NotFoundError, match="找不到"):
            read_workbook(tmp_path / name)


def test_a_large_file_is_not_even_opened(path: Path) -> None:
    with path.open("wb") as stream:
        stream.write(b"PK\x03\x04")
        stream.truncate(21 << 20)
    assert "20 MB" in refusal(path) or "损坏" in refusal(path)


def test_no_damage_to_the_bytes_makes_it_fail(path: Path, tmp_path: Path) -> None:
    write_tables([filled(FUNDS, [{"source": "省级", "amount": "1"}])], "x", path)
    whole = path.read_bytes()
    random_ = random.Random(7)  # noqa: S311
    damaged = tmp_path / "damaged.xlsx"
    outcomes = set()
    for _round in range(250):
        data = bytearray(whole)
        for _flip in range(random_.choice([1, 3, 30])):
            data[random_.randrange(len(data))] = random_.randrange(256)
        if random_.random() < 0.2:
            del data[random_.randrange(len(data)) :]
        damaged.write_bytes(data)
        try:
            outcomes.add(type(read_workbook(damaged)).__name__)
        except EgovError:
            outcomes.add("refused")
    assert outcomes == {"Workbook", "refused"}


def test_the_sheets_and_their_order(path: Path) -> None:
    book = Workbook()
    for title in ("乙", "甲", "隐"):
        book.create_sheet(title)["B2"] = title
    book["隐"].sheet_state = "hidden"
    book.save(path)
    read = read_workbook(path)
    assert [sheet.title for sheet in read.sheets] == ["Sheet", "乙", "甲"]
    assert read.sheets[1] == Sheet("乙", {(2, 2): Cell("乙", Form.TEXT)})


@pytest.mark.timeout(60)
def test_a_workbook_of_many_rows_takes_seconds(path: Path) -> None:
    workbook(path, {"s": [("来源", "金额"), *(("省级财政", n) for n in range(20_000))]})
    assert len(read_workbook(path).sheets[0].cells) == 40_002
