"""The package as other programs get it: built as a wheel, installed in another place, used from there."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import fashion_model
from fashion_model.serving.results import COLUMNS
from fashion_model.settings import PROJECT_DIR

DATA_FILES = (
    "training/data/labels/shown.csv",
    "web/deliveries/drop_area/area.css",
    "web/deliveries/drop_area/area.html",
    "web/deliveries/drop_area/area.js",
    "web/report/report.html.j2",
    "catalogue/migrations/script.py.mako",
    "catalogue/migrations/versions/0001_first_tables.py",
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build from a copy, since building leaves files beside the sources."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    shutil.copytree(
        PROJECT_DIR / "fashion_model", source / "fashion_model", ignore=shutil.ignore_patterns("__pycache__")
    )
    for file in [*PROJECT_DIR.glob("requirements*.txt"), PROJECT_DIR / "pyproject.toml", PROJECT_DIR / "README.md"]:
        shutil.copy(file, source)
    pip("wheel", "--no-build-isolation", "--wheel-dir", str(folder), str(source))
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the installed package and nothing of this checkout."""
    folder = tmp_path_factory.mktemp("elsewhere")
    pip("install", "--target", str(folder / "site"), str(wheel))
    return folder


def pip(command: str, *arguments: str) -> None:
    quiet = ["--quiet", "--disable-pip-version-check", "--no-deps", "--no-index"]
    done = subprocess.run(
        [sys.executable, "-m", "pip", command, *quiet, *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def run(elsewhere: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("FASHION_", "PYTHONPATH"))}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=elsewhere,
        env={**environment, "PYTHONPATH": str(elsewhere / "site"), **settings},
        capture_output=True,
        text=True,
        check=False,
    )


def test_installed_package_classifies_with_the_artifacts_folder_that_the_setting_names(elsewhere: Path) -> None:
    shutil.copy(PROJECT_DIR / "artifacts" / "CURRENT", elsewhere)
    (sample,) = (PROJECT_DIR / "artifacts").glob("*/samples/3.png")
    done = run(
        elsewhere, "-m", "fashion_model", "classify", str(sample), FASHION_ARTIFACTS_DIR=str(PROJECT_DIR / "artifacts")
    )
    header, row = done.stdout.splitlines()
    assert header == ",".join(COLUMNS)
    assert row.startswith(f"{sample},Dress,0.9"), row
    assert done.returncode == 0


def test_installed_package_without_artifacts_says_where_it_looked(elsewhere: Path) -> None:
    done = run(elsewhere, "-m", "fashion_model", "classify", __file__)
    assert done.returncode == 2
    assert "artifacts" in done.stderr
    assert "Traceback" not in done.stderr


def test_installed_package_opens_a_catalogue_where_it_is_started(elsewhere: Path) -> None:
    program = (
        "from pathlib import Path; import fashion_model\n"
        "catalogue = fashion_model.open_catalogue('sqlite:///shop.sqlite3', Path('photos'))\n"
        "print(fashion_model.__file__); catalogue.close()\n"
    )
    done = run(elsewhere, "-c", program)
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.strip()).is_relative_to(elsewhere)
    assert (elsewhere / "shop.sqlite3").is_file()


def test_wheel_carries_its_data_files_and_no_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {f"fashion_model/{name}" for name in DATA_FILES} <= set(names)
    assert not [name for name in names if name.startswith(("tests/", "pages/", "artifacts/"))]


def test_wheel_names_what_serving_training_and_the_checks_need(wheel: Path) -> None:
    (metadata,) = [name for name in zipfile.ZipFile(wheel).namelist() if name.endswith("METADATA")]
    needed = [line for line in zipfile.ZipFile(wheel).read(metadata).decode().splitlines() if "Requires-Dist" in line]
    assert "Requires-Dist: streamlit==1.67.0" in needed
    assert 'Requires-Dist: keras==3.15.1; extra == "train"' in needed
    assert 'Requires-Dist: pytest==9.2.0; extra == "dev"' in needed


def test_importing_the_package_loads_nothing_else() -> None:
    program = "import sys; import fashion_model; print({'numpy', 'PIL', 'sqlalchemy', 'streamlit'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], cwd=PROJECT_DIR, capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


@pytest.mark.parametrize("name", fashion_model.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(fashion_model, name) is not None
    assert name in dir(fashion_model)


def test_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Classifer'"):
        fashion_model.Classifer  # noqa: B018 # a name that is misspelled
