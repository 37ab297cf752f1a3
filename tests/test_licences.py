"""No package that the program needs, itself or through others, is under the GPL or AGPL, but for a known one."""

import re
from importlib import metadata

from packaging.requirements import Requirement


def needed(name, found):
    """Add a package and all that it needs here, without its extras."""
    key = re.sub(r"[-_.]+", "-", name).lower()
    if key in found:
        return found
    try:
        package = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return found
    found[key] = package.metadata
    for line in package.requires or ():
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            needed(requirement.name, found)
    return found


def licences(about):
    named = about.get_all("Classifier") or []
    said = [line for line in named if line.startswith("License")] + (about.get_all("License-Expression") or [])
    return said or [(about.get("License") or "")[:200]]


# Brought along by vietnamadminunits; to go as soon as it does without, and no other is to come.
KNOWN = {"unidecode"}


def test_no_other_licence_binds_who_passes_it_on():
    packages = needed("cchc-analysis", {})
    assert len(packages) > 30
    strict = re.compile(r"(?<!L)(?<!Lesser )\bA?GPL|(?<!Lesser )General Public License")
    bound = {name: said for name, about in packages.items() if all(map(strict.search, said := licences(about)))}
    assert set(bound) == KNOWN
