"""How time and memory grow with the number of communes, made-up ones: one `cchc run` for each size, the smallest first."""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

from pages import BIN, environment_of, timed
from provinces import project_with


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="*", default=[50, 150, 500, 1500])
    parser.add_argument("--jobs", default="2")
    parser.add_argument("--country", type=int, default=3321, help="size to extrapolate to")
    arguments = parser.parse_args()
    print(f"{os.cpu_count()} processors, {arguments.jobs} jobs")
    print("communes  seconds  s a page  peak MiB  again, nothing changed  load")
    points = []
    for size in sorted(arguments.sizes):
        with tempfile.TemporaryDirectory() as scratch:
            project = project_with(size, Path(scratch) / "project")
            run = [str(BIN / "cchc"), "run", "--jobs", arguments.jobs]
            seconds, memory = timed(run, project, environment_of(project))
            again, _ = timed(run, project, environment_of(project))
            pages = len(list((project / "reports").glob("*/communes/*.html")))
        if pages != size:
            raise SystemExit(f"{pages} pages for {size} communes")
        points.append((size, seconds, memory))
        load = os.getloadavg()[0]
        print(f"{size:8d} {seconds:8.1f} {seconds / size:9.3f} {memory:9.0f} {again:23.1f} {load:5.1f}", flush=True)
    if len(points) > 1:
        (low, first, lean), (high, last, large) = points[-2], points[-1]
        slope = (last - first) / (high - low)
        print(
            f"slope {low} to {high}: {slope:.3f} s a commune, {1000 * (large - lean) / (high - low):.0f} MiB a thousand"
        )
        minutes = (last + slope * (arguments.country - high)) / 60
        print(f"{arguments.country} communes by that slope: {minutes:.0f} min")


if __name__ == "__main__":
    main()
