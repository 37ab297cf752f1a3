"""The command `cchc` as its user starts it: another process, its exit status, what it prints where."""

import os
import subprocess
import sys


def cchc(*arguments, cwd=None, **environment):
    command = [sys.executable, "-m", "cchc_analysis", *map(str, arguments)]
    result = subprocess.run(command, capture_output=True, cwd=cwd, env={**os.environ, **environment}, check=False)
    return result.returncode, result.stdout.decode(), result.stderr.decode()
