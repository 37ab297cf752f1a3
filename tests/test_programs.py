"""A program is found on the path, or else where its system keeps it."""

import pytest

from cchc_analysis import programs
from cchc_analysis.programs import PROGRAMS, Program, find_program


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_on_the_path_goes_before_one_in_its_place(name, tmp_path, monkeypatch):
    place = tmp_path / "place" / "program"
    place.parent.mkdir()
    monkeypatch.setitem(programs.PROGRAMS, name, Program(PROGRAMS[name].names, (str(tmp_path / "none"), str(place))))
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    assert find_program(name) is None
    place.touch()
    assert find_program(name) == str(place)
    on_path = tmp_path / "path" / PROGRAMS[name].names[-1]
    on_path.parent.mkdir()
    on_path.touch(mode=0o755)
    assert find_program(name) == str(on_path)
