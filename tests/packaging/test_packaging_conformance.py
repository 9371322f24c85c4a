"""Bags of the kinds in the public BagIt conformance suite, zipped."""

import hashlib
import shutil
import subprocess
import unicodedata
import zipfile
from collections.abc import Mapping
from pathlib import Path

import bagit
import pytest

from egov_desktop.packaging.verification import BagVerdict, verify_bag

DECLARATION = "BagIt-Version: {}\nTag-File-Character-Encoding: {}\n"


def bag_in(
    folder: Path,
    files: Mapping[str, bytes],
    *,
    version: str = "1.0",
    encoding: str = "UTF-8",
    algorithms: tuple[str, ...] = ("sha512",),
    info: str = "Contact-Name: Someone\n",
) -> Path:
    """Write an unzipped bag with fitting manifests."""
    for path, data in files.items():
        target = folder / "data" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    (folder / "data").mkdir(exist_ok=True, parents=True)
    (folder / "bagit.txt").write_text(DECLARATION.format(version, encoding), "UTF-8")
    (folder / "bag-info.txt").write_bytes(info.encode(encoding))
    for algorithm in algorithms:
        lines = "".join(
            f"{hashlib.new(algorithm, data).hexdigest()}  data/{encoded(path)}\n"
            for path, data in files.items()
        )
        (folder / f"manifest-{algorithm}.txt").write_bytes(lines.encode(encoding))
    for algorithm in algorithms:
        tags = [path for path in sorted(folder.glob("*.txt")) if "tagm" not in path.name]
        lines = "".join(
            f"{hashlib.new(algorithm, path.read_bytes()).hexdigest()} {path.name}\n"
            for path in tags
        )
        (folder / f"tagmanifest-{algorithm}.txt").write_bytes(lines.encode(encoding))
    return folder


def encoded(path: str) -> str:
    return path.replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D")


def zipped(folder: Path) -> Path:
    shutil.make_archive(str(folder), "zip", folder.parent, folder.name)
    return Path(f"{folder}.zip")


def verdict_of(folder: Path) -> BagVerdict:
    """Judge a folder, and say that a bag that passes is still no packet of this program."""
    verdict = verify_bag(zipped(folder))
    assert not verdict.valid
    return verdict


FILES = {"text-file.txt": b"text\n", "sub/bare-filename": b"\x00\x01"}


@pytest.mark.parametrize("version", ["0.93", "0.94", "0.95", "0.96", "0.97", "1.0"])
@pytest.mark.parametrize("algorithm", ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"])
def test_basic_bags_of_all_versions_and_algorithms(
    version: str, algorithm: str, tmp_path: Path
) -> None:
    bag = bag_in(tmp_path / "bag", FILES, version=version, algorithms=(algorithm,))
    if version in {"0.96", "0.97", "1.0"}:
        bagit.Bag(str(bag)).validate()
    verdict = verdict_of(bag)
    assert verdict.bag_problems == ()
    assert bool(verdict.notes) is (algorithm in {"md5", "sha1"})
    assert verdict.info("Contact-Name") == "Someone"


@pytest.mark.parametrize(
    ("files", "options"),
    [
        ({}, {}),
        ({"a b  c.txt": b"x", " leading": b"y"}, {}),
        ({"100%.txt": b"x", "a%0Ab": b"y", "new\nline": b"z", "re\rturn": b"r"}, {}),
        ({"报告/可研.pdf": b"x", "𬭊": b"y", "é": b"z"}, {}),
        ({"bag/bagit.txt": b"x", "bag/data/file": b"y", "bag/manifest-md5.txt": b"z"}, {}),
        (FILES, {"encoding": "UTF-16", "version": "0.97"}),
        (FILES, {"encoding": "ISO-8859-1", "version": "0.97", "info": "Contact-Name: Jos\u00e9\n"}),
        (FILES, {"info": "A: 1\nA: 2\nB: one\n two\n\tthree\n\nUrl: http://x:80/\nEmpty:\n"}),
        (FILES, {"algorithms": ("md5", "sha256", "sha512")}),
        ({"empty": b""}, {"info": "Payload-Oxum: 0.1\n"}),
        ({"*star": b"x", "~tilde": b"y", "-dash": b"z"}, {}),
    ],
    ids=[
        "empty-payload",
        "spaces",
        "encoded-names",
        "unicode-names",
        "bag-in-a-bag",
        "utf-16",
        "latin-1",
        "metadata",
        "many-manifests",
        "oxum",
        "odd-names",
    ],
)
def test_unusual_bags_are_bags(
    files: Mapping[str, bytes], options: Mapping[str, object], tmp_path: Path
) -> None:
    verdict = verdict_of(bag_in(tmp_path / "bag", files, **options))
    assert verdict.bag_problems == ()
    assert {member.path.removeprefix("data/") for member in verdict.members} >= set(files)


def test_folded_and_repeated_metadata_is_read(tmp_path: Path) -> None:
    info = "A: 1\nA: 2\nB: one\n two\n\tthree\nUrl: http://x:80/\n"
    verdict = verdict_of(bag_in(tmp_path / "bag", FILES, info=info))
    assert verdict.bag_info == (
        ("A", "1"),
        ("A", "2"),
        ("B", "one two three"),
        ("Url", "http://x:80/"),
    )


def test_line_ends_of_all_systems_are_read(tmp_path: Path) -> None:
    for end in (b"\n", b"\r\n", b"\r"):
        bag = bag_in(tmp_path / f"bag{len(end)}{end[0]}", FILES)
        (bag / "tagmanifest-sha512.txt").unlink()
        for path in bag.glob("*.txt"):
            path.write_bytes(path.read_bytes().replace(b"\n", end))
        assert verdict_of(bag).bag_problems == ()


def test_optional_files_may_be_missing(tmp_path: Path) -> None:
    bag = bag_in(tmp_path / "bag", FILES)
    (bag / "bag-info.txt").unlink()
    (bag / "tagmanifest-sha512.txt").unlink()
    verdict = verdict_of(bag)
    assert verdict.is_bag
    assert verdict.bag_info == ()


@pytest.mark.parametrize("old_line", ["  data/", " *data/", "  ./data/"])
def test_spellings_that_deserve_a_warning(old_line: str, tmp_path: Path) -> None:
    bag = bag_in(tmp_path / "bag", FILES)
    (bag / "tagmanifest-sha512.txt").unlink()
    manifest = bag / "manifest-sha512.txt"
    manifest.write_text(manifest.read_text().replace("  data/", old_line))
    verdict = verdict_of(bag)
    assert verdict.is_bag
    assert bool(verdict.notes) is (old_line != "  data/")


def test_names_in_another_unicode_form_than_the_manifest(tmp_path: Path) -> None:
    bag = bag_in(tmp_path / "bag", {"é.txt": b"x"})
    (bag / "tagmanifest-sha512.txt").unlink()
    manifest = bag / "manifest-sha512.txt"
    manifest.write_text(unicodedata.normalize("NFD", manifest.read_text("UTF-8")), "UTF-8")
    verdict = verdict_of(bag)
    assert verdict.is_bag
    assert len(verdict.notes) == 1


def test_unknown_algorithms_are_left_aside_when_another_manifest_is_there(tmp_path: Path) -> None:
    bag = bag_in(tmp_path / "bag", FILES)
    (bag / "manifest-whirlpool.txt").write_text("00  data/text-file.txt\n")
    verdict = verdict_of(bag)
    assert verdict.is_bag
    assert "manifest-whirlpool.txt" in verdict.notes[0]
    (bag / "manifest-sha512.txt").unlink()
    (bag / "tagmanifest-sha512.txt").unlink()
    assert "没有可用的清单" in verdict_of(bag).bag_problems[0]


def test_fetch_txt_is_complete_only_when_its_files_are_there(tmp_path: Path) -> None:
    bag = bag_in(tmp_path / "bag", FILES)
    (bag / "fetch.txt").write_text("http://example.org/a 5 data/text-file.txt\n")
    verdict = verdict_of(bag)
    assert verdict.is_bag
    assert any("fetch.txt" in note for note in verdict.notes)
    (bag / "fetch.txt").write_text("http://example.org/a - data/absent file\nnonsense\n")
    problems = verdict_of(bag).bag_problems
    assert "data/absent file" in problems[0]
    assert "第 2 行" in problems[1]


INVALID = {
    "missing-bagit-txt": ("bagit.txt", None),
    "bom-in-bagit-txt": (
        "bagit.txt",
        b"\xef\xbb\xbf" + DECLARATION.format("1.0", "UTF-8").encode(),
    ),
    "invalid-version": ("bagit.txt", DECLARATION.format("10.0", "UTF-8").encode()),
    "unreadable-version": ("bagit.txt", DECLARATION.format("one", "UTF-8").encode()),
    "missing-encoding": ("bagit.txt", b"BagIt-Version: 1.0\n"),
    "unknown-encoding": ("bagit.txt", DECLARATION.format("1.0", "zlib_codec").encode()),
    "whitespace-in-bagit-txt": ("bagit.txt", DECLARATION.format("1.0 ", "UTF-8").encode()),
    "whitespace-before-colon": (
        "bagit.txt",
        b"BagIt-Version : 1.0\nTag-File-Character-Encoding : UTF-8\n",
    ),
    "extra-line-in-bagit-txt": (
        "bagit.txt",
        DECLARATION.format("1.0", "UTF-8").encode() + b"More: 1\n",
    ),
    "bag-info-without-colon": ("bag-info.txt", b"Contact-Name Someone\n"),
    "bag-info-not-utf-8": ("bag-info.txt", b"Contact-Name: \xe9\n"),
    "wrong-oxum": ("bag-info.txt", b"Payload-Oxum: 7.3\n"),
    "unreadable-oxum": ("bag-info.txt", b"Payload-Oxum: " + b"9" * 5000 + b".2\n"),
    "missing-manifest": ("manifest-sha512.txt", None),
    "empty-manifest": ("manifest-sha512.txt", b""),
    "short-digest": ("manifest-sha512.txt", b"abcd  data/text-file.txt\n"),
    "corrupt-data-file": ("data/text-file.txt", b"TEXT\n"),
    "missing-data-file": ("data/text-file.txt", None),
    "file-not-in-manifest": ("data/unlisted.txt", b"x"),
    "corrupt-tag-file": ("bag-info.txt", b"Contact-Name: Somebody\n"),
    "corrupt-tagmanifest": ("tagmanifest-sha512.txt", b"0" * 128 + b" bagit.txt\n"),
    "tag-file-missing": ("tagmanifest-sha512.txt", b"0" * 128 + b" absent.txt\n"),
}


@pytest.mark.parametrize("kind", INVALID)
def test_invalid_bags(kind: str, tmp_path: Path) -> None:
    path, content = INVALID[kind]
    bag = bag_in(tmp_path / "bag", FILES)
    if not kind.startswith(("corrupt-tag", "tag-file")):
        (bag / "tagmanifest-sha512.txt").unlink()
    if content is None:
        (bag / path).unlink()
    else:
        (bag / path).write_bytes(content)
    assert not verdict_of(bag).is_bag


@pytest.mark.parametrize(
    "path",
    [
        "../../../README.md",
        "/etc/passwd",
        "~/x",
        "data/../bagit.txt",
        "C:\\x",
        "bagit.txt",
        "data\\text-file.txt",
        "file:///etc/passwd",
    ],
)
def test_manifests_that_point_outside_the_payload(path: str, tmp_path: Path) -> None:
    bag = bag_in(tmp_path / "bag", FILES)
    (bag / "tagmanifest-sha512.txt").unlink()
    digest = hashlib.sha512((bag / "bagit.txt").read_bytes()).hexdigest()
    with (bag / "manifest-sha512.txt").open("a") as manifest:
        manifest.write(f"{digest}  {path}\n")
    assert not verdict_of(bag).is_bag


def test_manifests_must_agree_about_the_files_since_1_0(tmp_path: Path) -> None:
    for version, is_bag in (("0.97", True), ("1.0", False)):
        bag = bag_in(tmp_path / f"bag{version}", FILES, version=version, algorithms=("md5", "sha1"))
        (bag / "tagmanifest-md5.txt").unlink()
        (bag / "tagmanifest-sha1.txt").unlink()
        lines = (bag / "manifest-md5.txt").read_text().splitlines(keepends=True)
        (bag / "manifest-md5.txt").write_text(lines[0])
        (bag / "manifest-sha1.txt").write_text(
            "".join((bag / "manifest-sha1.txt").read_text().splitlines(keepends=True)[1:])
        )
        assert verdict_of(bag).is_bag is is_bag


def test_repeated_lines_are_refused_since_1_0_and_when_they_differ(tmp_path: Path) -> None:
    for version, is_bag in (("0.97", True), ("1.0", False)):
        bag = bag_in(tmp_path / f"bag{version}", FILES, version=version)
        (bag / "tagmanifest-sha512.txt").unlink()
        manifest = bag / "manifest-sha512.txt"
        manifest.write_text(manifest.read_text() * 2)
        assert verdict_of(bag).is_bag is is_bag
        with manifest.open("a") as stream:
            stream.write("0" * 128 + "  data/text-file.txt\n")
        assert not verdict_of(bag).is_bag


def test_a_tag_manifest_must_not_list_tag_manifests(tmp_path: Path) -> None:
    bag = bag_in(tmp_path / "bag", FILES, algorithms=("md5", "sha512"))
    digest = hashlib.sha512((bag / "tagmanifest-md5.txt").read_bytes()).hexdigest()
    with (bag / "tagmanifest-sha512.txt").open("a") as stream:
        stream.write(f"{digest} tagmanifest-md5.txt\n")
    assert "tagmanifest-md5.txt" in verdict_of(bag).bag_problems[0]


def test_a_bag_without_its_folder_and_two_bags_are_refused(tmp_path: Path) -> None:
    bag = bag_in(tmp_path / "bag", FILES)
    bag_in(tmp_path / "both" / "one", FILES)
    bag_in(tmp_path / "both" / "two", FILES)
    shutil.make_archive(str(tmp_path / "flat"), "zip", bag)
    shutil.make_archive(str(tmp_path / "two"), "zip", tmp_path / "both")
    for name in ("flat.zip", "two.zip"):
        assert "顶层文件夹" in verify_bag(tmp_path / name).bag_problems[0]


def test_bags_zipped_by_info_zip_and_as_a_stream(tmp_path: Path) -> None:
    bag = bag_in(tmp_path / "bag", {"报告.pdf": b"x" * 5000, "é.txt": b"y"})
    subprocess.run(["zip", "-qr", "a.zip", "bag"], cwd=tmp_path, check=True)
    streamed = subprocess.run(
        ["zip", "-qr", "-", "bag"], cwd=tmp_path, check=True, capture_output=True
    ).stdout
    (tmp_path / "b.zip").write_bytes(streamed)
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        for path in sorted(bag.rglob("*")):
            if path.is_file():
                name = path.relative_to(tmp_path).as_posix()
                with archive.open(name, "w", force_zip64=True) as member:
                    member.write(path.read_bytes())
    for name in "abc":
        verdict = verify_bag(tmp_path / f"{name}.zip")
        assert verdict.bag_problems == ()
        assert not verdict.valid


def test_a_symbolic_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    bag = bag_in(tmp_path / "bag", FILES)
    (bag / "data" / "link").symlink_to("/etc/passwd")
    subprocess.run(["zip", "-qry", "l.zip", "bag"], cwd=tmp_path, check=True)
    (problem,) = verify_bag(tmp_path / "l.zip").problems
    assert "符号链接" in problem
