"""Many notebooks in a row by one worker: memory, descriptors, threads and seconds a notebook, from start to end.

The worker is the process that a run uses; its warm process is renewed every few hundred kernels, as in a run, unless
`--one-warm-process` is given.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from pathlib import Path

import psutil
from pages import ROOT
from provinces import PERIOD, project_with


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--notebooks", type=int, default=1000)
    parser.add_argument("--rows", type=int, default=10, help="lines of the table")
    parser.add_argument("--one-warm-process", action="store_true")
    arguments = parser.parse_args()
    # As in a run, which fills in later what a page shows of other communes.
    os.environ |= {"CCHC_PLACES": "later"}
    os.environ |= {"PYDEVD_DISABLE_FILE_VALIDATION": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    from cchc_analysis import Period, store
    from cchc_analysis.batch.html.notebook_page import to_html
    from cchc_analysis.batch.kernels import execute, warm
    from cchc_analysis.batch.kernels.client import Watch
    from cchc_analysis.batch.workers.messages import PageSetting, PageTask
    from cchc_analysis.batch.workers.worker import PageMaker

    if arguments.one_warm_process:
        warm.LIFETIME = arguments.notebooks + 1
    execute.silence()
    notebook = ROOT / "notebooks" / "commune.ipynb"
    with tempfile.TemporaryDirectory() as scratch:
        data = project_with(1, Path(scratch) / "project") / "data"
        store.update(data, Period.parse(PERIOD))
        code = store.load(PERIOD, data).reports["commune_code"].iloc[0]
        parameters = {"period": PERIOD, "language": "vi", "commune_code": code}
        os.environ |= {"CCHC_DATA": str(data), "JUPYTER_RUNTIME_DIR": scratch, "IPYTHONDIR": scratch}
        kernels = warm.warm_kernels()
        kernels.prepare()
        setting = PageSetting(work=scratch, scratch=scratch, language="vi", limits=(120, 300), warm=True)
        maker = PageMaker(setting, Watch(), execute, to_html)
        step = max(1, arguments.notebooks // arguments.rows)
        print("notebooks  s a notebook  worker MiB  worker+warm MiB  descriptors  threads  load")
        seconds: list[float] = []
        for number in range(1, arguments.notebooks + 1):
            answer = maker.make(
                PageTask(number=number, notebook=str(notebook), parameters=parameters, title="t", links={})
            )
            if answer.error:
                raise SystemExit(f"notebook {number}: {answer.error}")
            for name in (answer.page, answer.notebook):
                Path(str(name)).unlink(missing_ok=True)
            seconds.append(answer.seconds)
            if number % step == 0:
                me = psutil.Process()
                tree = [me, *me.children()]
                own, together = me.memory_info().rss / 2**20, sum(p.memory_info().rss for p in tree) / 2**20
                print(
                    f"{number:9d} {statistics.median(seconds):13.3f} {own:11.1f} {together:16.1f} {me.num_fds():12d} "
                    f"{me.num_threads():8d} {os.getloadavg()[0]:5.1f}",
                    flush=True,
                )
                seconds = []
        kernels.close()


if __name__ == "__main__":
    main()
