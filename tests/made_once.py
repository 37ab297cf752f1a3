"""What takes long to make is made by the first of the test processes that asks for it; the others wait, and take a copy."""

import os
import shutil
import time

_PATIENCE = 300


def made_once(factory, name, make):
    """Return a folder of this name that `make(folder)` has filled, once for all processes of this test run.

    Nobody may change what is in it: `copy_of` gives a folder that may be changed.
    """
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / f"made-{name}"
    failed, whole = folder.with_name(f"{folder.name}-failed"), folder.with_name(f"{folder.name}-whole")
    try:
        folder.mkdir()
    except FileExistsError:
        until = time.monotonic() + _PATIENCE
        while not whole.exists():
            assert not failed.exists(), f"{name} could not be made: see the test that asked for it first"
            assert time.monotonic() < until, f"{name} was not made in {_PATIENCE} s"
            time.sleep(0.1)
        return folder
    try:
        make(folder)
    except BaseException:
        failed.touch()
        raise
    whole.touch()
    return folder


def copy_of(made, factory):
    return shutil.copytree(made, factory.mktemp(made.name) / "copy")
