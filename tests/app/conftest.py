"""A real data folder, a project in it, and the shipped sample once loaded."""

import pickle
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import written_reports
from app_samples import NOW, PACK, clock, small_document, written
from packet_remaking import Judge, Members, members_of, remanifested, zipped
from report_desk import STUDY, Desk, platform

from egov_desktop.app import (
    data_files,
    policy_packs,
    project_list,
    projects,
    report_checks,
    report_skeletons,
    submissions,
)
from egov_desktop.app.submissions import Signing
from egov_desktop.app.verification import Verification, verify
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.project import Project
from egov_desktop.signing.throwaway import make_throwaway_credential


@pytest.fixture(scope="session")
def pack_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pack as it is kept after it was read once: reading YAML takes a while."""
    home = tmp_path_factory.mktemp("cache") / "home"
    with Workspace.open(home, clock) as opened:
        opened.pack(PACK)
    return home / "cache"


@pytest.fixture
def ws(tmp_path: Path, pack_cache: Path) -> Iterator[Workspace]:
    home = tmp_path / "数据 home"
    shutil.copytree(pack_cache, home / "cache")
    with Workspace.open(home, clock) as opened:
        yield opened


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def project(ws: Workspace) -> str:
    return projects.create_project(ws, PACK, "政务云平台").id


@pytest.fixture
def loaded(ws: Workspace, tmp_path: Path) -> Project:
    """A small project with answers, files, paper and an approval."""
    return data_files.load_data_file(ws, written(tmp_path / "in", small_document()))


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed data folder with the shipped sample project in it."""
    home = tmp_path_factory.mktemp("sample") / "home"
    with Workspace.open(home, clock) as opened:
        data_files.load_data_file(opened, policy_packs.sample("approval-platform"))
    return home


@pytest.fixture
def sample_ws(sample_home: Path, tmp_path: Path) -> Iterator[Workspace]:
    """The sample in a data folder of the test's own."""
    shutil.copytree(sample_home, tmp_path / "sample home")
    with Workspace.open(tmp_path / "sample home", clock) as opened:
        yield opened


@pytest.fixture
def sample(sample_ws: Workspace) -> str:
    (summary,) = project_list.list_projects(sample_ws)
    return summary.id


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Signing, Path]:
    """What to sign with, and the root that vouches for it."""
    folder = tmp_path_factory.mktemp("certificate")
    p12, root = make_throwaway_credential(folder, "张三", NOW, password="口令", elliptic=True)
    return submissions.signing_with_file(p12, "口令"), root


@pytest.fixture
def new_home(sample_home: Path, tmp_path: Path) -> Callable[[], Path]:
    """Return what makes a copy of the data folder with the sample; it is not open."""

    def copy() -> Path:
        return Path(shutil.copytree(sample_home, tmp_path / "copied home"))

    return copy


@pytest.fixture(scope="session")
def packets(
    sample_home: Path,
    certificate: tuple[Signing, Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Path]:
    """A signed and an unsigned packet of the same filing."""
    folder = tmp_path_factory.mktemp("packets")
    shutil.copytree(sample_home, folder / "home")
    with Workspace.open(folder / "home", clock) as ws:
        (summary,) = project_list.list_projects(ws)
        made = {}
        for name, signing in (("signed", certificate[0]), ("unsigned", None)):
            plan = submissions.plan_submission(
                ws, summary.id, "needs_analysis", folder / name, signing
            )
            made[name] = submissions.make_packet(plan).path
    return made


@pytest.fixture
def root(certificate: tuple[Signing, Path]) -> Path:
    return certificate[1]


@pytest.fixture
def signed(packets: dict[str, Path]) -> Members:
    return members_of(packets["signed"])


@pytest.fixture
def unsigned(packets: dict[str, Path]) -> Members:
    return members_of(packets["unsigned"])


@pytest.fixture
def judge(packets: dict[str, Path], tmp_path: Path, root: Path) -> Judge:
    """Return what makes all manifests fit again, as a forger would, zips and verifies."""

    def remade_and_verified(members: Members) -> Verification:
        target = tmp_path / packets["signed"].name
        target.write_bytes(zipped(target.stem, remanifested(members)))
        return verify(target, [root], NOW)

    return remade_and_verified


@pytest.fixture(scope="session")
def two_projects(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with both shipped samples."""
    home = tmp_path_factory.mktemp("two") / "home"
    shutil.copytree(sample_home, home)
    with Workspace.open(home, clock) as ws:
        data_files.load_data_file(ws, policy_packs.sample("data-hub"))
    return home


@pytest.fixture(scope="session")
def desk(two_projects: Path, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("desk")
    with Workspace.open(two_projects, clock) as ws:
        project = platform(ws)
        skeleton = report_skeletons.plan_skeleton(ws, project, STUDY)
        plan = report_checks.plan_report_check(ws, project, STUDY)
    report_skeletons.write_skeleton(skeleton, folder / "skeleton.docx")
    report = written_reports.write_out(folder / "skeleton.docx", folder / "sound.docx")
    return Desk(report, pickle.loads(pickle.dumps(plan)), folder)  # noqa: S301
