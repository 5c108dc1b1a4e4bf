"""What every test may ask for: a fresh migrated database, a frozen clock, the default policy, and a kit on them."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings

from routing.atlas.gazetteer import DEFAULT_PATH, Gazetteer
from routing.kit import Kit
from routing.places import Places
from routing.rulebook import apply
from store.db import Database
from store.migrate import upgrade
from tests.browser.chromium import pytest_terminal_summary  # noqa: F401 - pytest finds it here
from tests.factories import DEFAULT_POLICY, FrozenClock, make_kit

# No test asserts a time: on a busy machine an example may take long.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


# What is played by other processes, a browser or a wire may be starved on a busy machine. It is tried once more, and
# the summary lists it: whoever needs a second try again and again has a race, which is to be found.
_PLAYED_BY_OTHERS = {"browser", "contract", "e2e"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        goes_on = "demo" in getattr(item, "fixturenames", ())  # one demo for all: what was done once stays done
        if item.path.parent.name in _PLAYED_BY_OTHERS and not goes_on:
            item.add_marker(pytest.mark.flaky(reruns=1, reruns_delay=1))


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


@pytest.fixture(scope="session")
def policy_text() -> str:
    """The source of the policy that the product comes with."""
    return DEFAULT_POLICY.read_text("utf-8")


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database without a row, made once and copied for each test."""
    path = tmp_path_factory.mktemp("template") / "byhand.db"
    db = Database(f"sqlite:///{path}")
    upgrade(db)
    db.close()
    return path


@pytest.fixture(scope="session")
def template_with_policy(template: Path, tmp_path_factory: pytest.TempPathFactory, policy_text: str) -> Path:
    """The same with the default policy in force."""
    path = tmp_path_factory.mktemp("template-with-policy") / "byhand.db"
    shutil.copy(template, path)
    db = Database(f"sqlite:///{path}")
    apply(db, FrozenClock(), policy_text, "tests")
    db.close()
    return path


@pytest.fixture(scope="session")
def finder() -> Places:
    """The place index that set-up compiles."""
    return Places(Gazetteer(DEFAULT_PATH))


@pytest.fixture(scope="session")
def quick_folder() -> Iterator[Path]:
    """A folder in memory where the machine has one: tests commit often, and nobody unplugs them."""
    memory = Path("/dev/shm")
    with TemporaryDirectory(prefix="byhand-", dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def engines(quick_folder: Path) -> Iterator[tuple[Database, Database]]:
    """Engines remember the statements they compiled; keeping them makes later tests three times faster."""
    made = Database(f"sqlite:///{quick_folder / 'db.db'}"), Database(f"sqlite:///{quick_folder / 'kit.db'}")
    yield made
    for database in made:
        database.close()


def _fresh(database: Database, template: Path) -> Database:
    """The same engine on a new file, with nothing left of the test before."""
    database.close()
    for leftover in database.path.parent.glob(f"{database.path.name}*"):
        leftover.unlink()
    shutil.copy(template, database.path)
    database.on_commit = lambda: None
    return database


@pytest.fixture
def db(template: Path, engines: tuple[Database, Database]) -> Iterator[Database]:
    """A fresh migrated SQLite file without a row."""
    database = _fresh(engines[0], template)
    yield database
    database.close()


@pytest.fixture
def kit(
    template_with_policy: Path, engines: tuple[Database, Database], clock: FrozenClock, finder: Places
) -> Iterator[Kit]:
    """A kit on a fresh database of its own (`kit.db`) with the default policy in force."""
    database = _fresh(engines[1], template_with_policy)
    made = make_kit(database, clock, finder)
    yield made
    made.writer.shutdown()
    database.close()
