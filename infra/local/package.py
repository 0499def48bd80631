"""A build of this host's, laid out for `sam deploy`: the template, with an archive for each function beside it.

`sam build` compiles each function by itself, for AWS. Here the functions come out of one cargo command whose libraries
the tests share, and each is zipped once, not again for every stack that is deployed.
"""

from __future__ import annotations

import os
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from samcli.yamlhelper import yaml_dump, yaml_parse

from manifest import Function, Manifest, manifest
from project import TEMPLATE, Build, architecture

# Of a hundred megabytes in a second; the emulator on this machine is not sent over a network.
COMPRESSION_LEVEL = 1


def package(build: Build, executables: Mapping[str, Path]) -> int:
    """Lays out a build and returns how many functions are other than before."""
    build.directory.mkdir(parents=True, exist_ok=True)
    found = manifest()
    changed = sum(_place(build, it, executables[it.binary]) for it in found.functions)
    build.template.write_text(yaml_dump(_template(build, found)))
    found.write(build.manifest)
    return changed


def _place(build: Build, function: Function, executable: Path) -> bool:
    """Puts a function's program and its archive where the tests and the template look for them, if it is a new one."""
    bootstrap, archive = build.function(function.binary), build.archive(function.logicalId)
    if archive.exists() and bootstrap.exists() and bootstrap.stat().st_mtime_ns == executable.stat().st_mtime_ns:
        return False
    archive.unlink(missing_ok=True)
    install(executable, bootstrap)
    new = archive.with_suffix(".new")
    with zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION_LEVEL) as file:
        file.write(bootstrap, "bootstrap")
    os.replace(new, archive)
    return True


def install(executable: Path, to: Path) -> None:
    """Copies a program, with its time; by rename, since the old one may be running."""
    to.parent.mkdir(parents=True, exist_ok=True)
    new = to.with_suffix(".new")
    shutil.copy2(executable, new)
    os.replace(new, to)


def _template(build: Build, found: Manifest) -> dict[str, Any]:
    template: dict[str, Any] = yaml_parse(TEMPLATE.read_text(encoding="utf-8"))
    # `sam local invoke` goes by it to choose an image.
    template["Parameters"]["Architecture"]["Default"] = architecture()
    for function in found.functions:
        template["Resources"][function.logicalId]["Properties"]["CodeUri"] = build.archive(function.logicalId).name
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::CloudFormation::Stack":
            nested = TEMPLATE.parent / resource["Properties"]["TemplateURL"]
            resource["Properties"]["TemplateURL"] = os.path.relpath(nested, build.directory)
    return template
