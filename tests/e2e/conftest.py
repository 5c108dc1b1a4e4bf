"""A sandbox and an installation for each test."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sandbox.serve import RunningSandbox, running
from tests.e2e.house import House


@pytest.fixture
def sandbox() -> Iterator[RunningSandbox]:
    with running(speed=5) as stand_ins:
        yield stand_ins


@pytest.fixture
def make_house(sandbox: RunningSandbox, tmp_path: Path) -> Iterator[Callable[..., House]]:
    made: list[House] = []

    def make(**settings: str) -> House:
        folder = tmp_path / f"house{len(made)}"
        folder.mkdir()
        made.append(House(sandbox, folder, **settings))
        return made[-1]

    yield make
    for house in made:
        house.kill()


@pytest.fixture(scope="session")
def enrolled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of an installation in which Anna has joined, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("enrolled")
    with running() as stand_ins:
        house = House(stand_ins, folder)
        try:
            house.start()
            house.join("U0ANNA")
            assert house.stop() == 0
        finally:
            house.kill()
    return house.database


@pytest.fixture
def joined(make_house: Callable[..., House], enrolled: Path) -> House:
    """An installation, not started, in which Anna has joined."""
    house = make_house()
    shutil.copy(enrolled, house.database)
    return house


@pytest.fixture
def house(make_house: Callable[..., House]) -> House:
    return make_house()
