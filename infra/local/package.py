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

from manifest import Function, manifest
from project import TEMPLATE, Build, architecture

# Of a hundred megabytes in a second; the emulator on this machine is not sent over a network.
COMPRESSION_LEVEL = 1


def package(build: Build, executables: Mapping[str, Path]) -> int:
    """Lays out a build and returns how many functions are other than before."""
    build.directory.mkdir(parents=True, exist_ok=True)
    found = manifest()
    changed = sum(_place(build, it, executables[it.binary]) for it in found.functions)
    lay_out(TEMPLATE, build, build)
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


def lay_out(source: Path, archives: Build, build: Build) -> None:
    """Writes a template of this build that refers to archives, which may be those of another."""
    template: dict[str, Any] = yaml_parse(source.read_text(encoding="utf-8"))
    # `sam local invoke` goes by it to choose an image.
    template["Parameters"]["Architecture"]["Default"] = architecture()
    for name, resource in template["Resources"].items():
        properties = resource["Properties"]
        if resource["Type"] == "AWS::Serverless::Function":
            properties["CodeUri"] = os.path.relpath(archives.archive(name), build.directory)
        elif resource["Type"] == "AWS::CloudFormation::Stack":
            properties["TemplateURL"] = os.path.relpath(source.parent / properties["TemplateURL"], build.directory)
    build.directory.mkdir(parents=True, exist_ok=True)
    build.template.write_text(yaml_dump(template))
