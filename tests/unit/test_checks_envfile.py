"""The settings file, changed line by line."""

import stat
from io import StringIO
from pathlib import Path

import pytest
from dotenv import dotenv_values
from hypothesis import given
from hypothesis import strategies as st

from commands.envfile import changed, save

VALUES = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="$\x85"), min_size=1)


def test_comments_blanks_and_unknown_lines_stay() -> None:
    before = "# first\n\nA=1 # why\nexport B='two'\nnot a line at all\n"

    after = changed(before, {"A": "x-1", "C": "new"})

    assert after == "# first\n\nA=x-1 # why\nexport B='two'\nnot a line at all\nC=new\n"


def test_a_number_sign_within_quotes_is_no_comment() -> None:
    assert changed("A='1 # 2'\n", {"A": "3"}) == "A=3\n"


def test_a_setting_that_stands_twice_is_changed_where_it_counts() -> None:
    assert changed("A=1\nA=2\n", {"A": "3"}) == "A=1\nA=3\n"


def test_a_file_without_an_end_of_line_gets_one() -> None:
    assert changed("A=1", {"B": "2"}) == "A=1\nB=2\n"


def test_the_line_ends_of_another_system_stay() -> None:
    assert changed("A=1\r\nB=2\r\n", {"A": "3"}) == "A=3\r\nB=2\r\n"


@given(VALUES)
def test_whatever_is_written_is_read_again(value: str) -> None:
    text = changed("A=old\n# end\n", {"A": value})

    assert dotenv_values(stream=StringIO(text), interpolate=False) == {"A": value}


def test_the_file_is_its_owners_alone_even_when_it_was_not(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("A=1\n", "utf-8")
    file.chmod(0o644)

    save(file, "A=2\n")

    assert file.read_text("utf-8") == "A=2\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == [".env"]


def test_what_cannot_be_written_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("A=1\n", "utf-8")

    with pytest.raises(UnicodeEncodeError):
        save(file, "A=\udcff\n")

    assert file.read_text("utf-8") == "A=1\n"
    assert [one.name for one in tmp_path.iterdir()] == [".env"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / ".env"
    real.write_text("A=1\n", "utf-8")
    link.symlink_to(real)

    save(link, "A=2\n")

    assert link.is_symlink()
    assert real.read_text("utf-8") == "A=2\n"
