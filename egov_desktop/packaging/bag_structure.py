"""What a bag is: RFC 8493 (1.0) and its drafts since 0.93, as the conformance suite reads them."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from egov_desktop.packaging import tag_files
from egov_desktop.packaging.member_names import composed, flaw_of, shown
from egov_desktop.packaging.tag_files import TagFileError

DIGEST_LENGTHS = {
    "md5": 32,
    "sha1": 40,
    "sha224": 56,
    "sha256": 64,
    "sha384": 96,
    "sha512": 128,
    "sm3": 64,
}
"""Algorithms that are known, and the length of their hexadecimal digests."""

SIGNATURE_PATH = "tagmanifest-sha256.txt.p7s"
PAPER_PATH = "paper-signature.pdf"
"""The scan (扫描件) of what was signed and sealed on paper; only where nobody signed by key."""
SM3_MANIFEST, SM3_TAGMANIFEST = "manifest-sm3.txt", "tagmanifest-sm3.txt"
SM3_CMS_PATH = f"{SM3_TAGMANIFEST}.p7s"
SM3_SIGNATURE_PATHS = (f"{SM3_TAGMANIFEST}.sm2", SM3_CMS_PATH, f"{SM3_TAGMANIFEST}.pem")
"""Signature of the tag manifest: SM2 alone, as CMS (GB/T 35275), and whose key it is."""
NO_SM3 = "本机的 OpenSSL 不提供国密 SM3 算法"
MOST_SENTENCES = 100
"""Of problems and of notes; a hostile bag could give rise to millions."""

_WEAK = frozenset({"md5", "sha1"})
_MANIFEST = re.compile(r"(tag)?manifest-([A-Za-z0-9]+)\.txt")
_OXUM = re.compile(r"([0-9]{1,19})\.([0-9]{1,19})")
_TAG_FILES = frozenset(
    {"bagit.txt", "bag-info.txt", "fetch.txt", SIGNATURE_PATH, *SM3_SIGNATURE_PATHS}
)


@dataclass(frozen=True, slots=True)
class HashedFile:
    """A file of a bag: its size and its digests by algorithm."""

    size: int
    digests: Mapping[str, str]


@dataclass(frozen=True)
class Bag:
    """What was found below the top folder; paths are relative to it."""

    files: Mapping[str, HashedFile]
    tag_files: Mapping[str, bytes]
    """Content of those files for which `is_tag_file` holds."""
    has_data_folder: bool


@dataclass
class Judgement:
    """The verdict about a bag, as it grows."""

    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    info: tag_files.Info = ()

    @property
    def is_full(self) -> bool:
        """Whether there are so many problems that no more are looked for."""
        return len(self.problems) > MOST_SENTENCES

    def add_problem(self, sentence: str) -> None:
        """Keep a reason why it is not a valid bag."""
        if not self.is_full:
            self.problems.append(sentence)

    def add_note(self, sentence: str) -> None:
        """Keep a reservation."""
        if len(self.notes) <= MOST_SENTENCES:
            self.notes.append(sentence)


def is_tag_file(path: str) -> bool:
    """Tell whether the content of a file is needed to judge the bag."""
    return path in _TAG_FILES or _MANIFEST.fullmatch(path) is not None


def algorithms_needed(paths: Mapping[str, object]) -> set[str]:
    """Return the digest algorithms that the manifests among these paths need, and sha256."""
    matches = (_MANIFEST.fullmatch(path) for path in paths)
    named = {match[2].lower() for match in matches if match}
    return {"sha256"} | {name for name in named & DIGEST_LENGTHS.keys() if is_computable(name)}


def is_computable(algorithm: str) -> bool:
    """Tell whether this machine has a known algorithm: SM3 is left out of some OpenSSLs."""
    try:
        hashlib.new(algorithm)
    except ValueError:
        return False
    return True


def judge(bag: Bag) -> Judgement:
    """Return every way in which the bag is not complete or not valid."""
    judgement = Judgement()
    try:
        version, encoding = _declaration(bag)
    except TagFileError as error:
        judgement.add_problem(f"bagit.txt {error}。")
        return judgement
    _judge_info(bag, encoding, judgement)
    _judge_manifests(bag, version, encoding, judgement)
    _judge_fetch(bag, encoding, judgement)
    return judgement


def _declaration(bag: Bag) -> tuple[str, str]:
    data = bag.tag_files.get("bagit.txt")
    if data is None:
        raise TagFileError("缺失，这不是 BagIt 包")
    return tag_files.parse_declaration(data)


def _judge_info(bag: Bag, encoding: str, judgement: Judgement) -> None:
    data = bag.tag_files.get("bag-info.txt")
    if data is None:
        return
    try:
        judgement.info = tag_files.parse_info(tag_files.decode(data, encoding))
    except TagFileError as error:
        judgement.add_problem(f"bag-info.txt {error}。")
        return
    payload = [file.size for path, file in bag.files.items() if path.startswith("data/")]
    size, count = sum(payload), len(payload)
    for label, value in judgement.info:
        if label.lower() != "payload-oxum":
            continue
        match = _OXUM.fullmatch(value)
        if not match or (int(match[1]), int(match[2])) != (size, count):
            judgement.add_problem(
                f"bag-info.txt 的 Payload-Oxum 写着“{shown(value)}”，"
                f"实际是 {size}.{count}（字节数.文件数）。"
            )


def _judge_manifests(bag: Bag, version: str, encoding: str, judgement: Judgement) -> None:
    payload = {path for path in bag.files if path.startswith("data/")}
    if not payload and not bag.has_data_folder:
        judgement.add_problem("包里没有 data 文件夹。")
    by_form = {composed(path): path for path in bag.files}
    listed_by: list[set[str]] = []
    strong = False
    for path in sorted(bag.tag_files):
        match = _MANIFEST.fullmatch(path)
        if not match:
            continue
        algorithm = match[2].lower()
        if algorithm not in DIGEST_LENGTHS:
            judgement.add_note(f"{path} 的算法不受支持，没有用它校验。")
            continue
        if not is_computable(algorithm):
            judgement.add_note(f"{NO_SM3}，没有用 {path} 校验。")
            continue
        listed = _ManifestReader(bag, by_form, path, version, judgement).read(encoding, algorithm)
        if match[1] is None:
            listed_by.append(listed)
            strong = strong or algorithm not in _WEAK
    if not listed_by:
        judgement.add_problem("没有可用的清单（manifest-算法.txt），无法校验内容。")
        return
    if not strong:
        judgement.add_note("清单只用了 MD5 或 SHA-1，只能发现损坏，不能防止有意改动。")
    covered = set.intersection(*listed_by) if version == "1.0" else set.union(*listed_by)
    for path in sorted(payload - covered):
        which = "每一份" if version == "1.0" else ""
        judgement.add_problem(f"文件“{shown(path)}”没有列入{which}清单。")


def _judge_fetch(bag: Bag, encoding: str, judgement: Judgement) -> None:
    data = bag.tag_files.get("fetch.txt")
    if data is None:
        return
    judgement.add_note("包里有 fetch.txt；本程序不从网络取文件。")
    try:
        for written in tag_files.parse_fetch(tag_files.decode(data, encoding)):
            if not {written, tag_files.decode_path(written)} & bag.files.keys():
                judgement.add_problem(f"fetch.txt 列出的“{shown(written)}”不在包里。")
    except TagFileError as error:
        judgement.add_problem(f"fetch.txt {error}。")


class _ManifestReader:
    """Compares one manifest with the files of the bag."""

    def __init__(
        self, bag: Bag, by_form: Mapping[str, str], name: str, version: str, judgement: Judgement
    ) -> None:
        self._bag = bag
        self._name = name
        self._is_payload = not name.startswith("tag")
        self._version = version
        self._judgement = judgement
        self._by_form = by_form

    def read(self, encoding: str, algorithm: str) -> set[str]:
        """Return the paths it lists; what is wrong goes into the judgement."""
        listed: dict[str, str] = {}
        data = self._bag.tag_files[self._name]
        length = DIGEST_LENGTHS[algorithm]
        try:
            for written, digest in tag_files.parse_manifest(
                tag_files.decode(data, encoding), length
            ):
                if self._judgement.is_full:
                    break
                path = self._resolve(written)
                flaw = self._flaw(path, written, digest, algorithm, listed)
                if flaw:
                    self._judgement.add_problem(f"{self._name} {flaw}。")
                if path is not None:
                    listed[path] = digest
        except TagFileError as error:
            self._judgement.add_problem(f"{self._name} {error}。")
        return set(listed)

    def _resolve(self, written: str) -> str | None:
        """Return the file that a manifest path means, with a note when it is spelled oddly."""
        for candidate in (tag_files.decode_path(written), written):
            if candidate in self._bag.files:
                return candidate
        loose = re.sub(r"\A\*?(\./)*", "", tag_files.decode_path(written))
        path = None if flaw_of(loose) else self._by_form.get(composed(loose))
        if path is not None:
            self._judgement.add_note(f"{self._name} 里“{shown(written)}”的写法与文件名不完全相同。")
        return path

    def _flaw(
        self,
        path: str | None,
        written: str,
        digest: str,
        algorithm: str,
        listed: Mapping[str, str],
    ) -> str | None:
        name = shown(written)
        if path is None:
            return f"列出的“{name}”不在包里"
        if self._is_payload and not path.startswith("data/"):
            return f"列出了 data 文件夹以外的“{name}”"
        if not self._is_payload and path.startswith("tagmanifest-"):
            return f"列出了标签清单“{name}”"
        if digest != self._bag.files[path].digests[algorithm]:
            return f"记录的“{name}”的校验值与文件不符，文件已损坏或被改动"
        if path in listed:
            return self._repetition(name)
        return None

    def _repetition(self, name: str) -> str | None:
        """Return a flaw where the version forbids repetition, else leave a note."""
        if self._version == "1.0":
            return f"重复列出“{name}”"
        self._judgement.add_note(f"{self._name} 重复列出“{name}”。")
        return None
