#!/usr/bin/env python3
"""Images of what people see, for review: certificates and badges in all sample scripts, verification page, mails."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path

from console import Failure, Step, say
from project import ROOT

# Width and height in CSS pixels, and the pixels to each.
SCREENS = {"phone": (390, 844, 2), "desktop": (1280, 900, 1)}
NEEDED = {"pdftoppm": "poppler-utils", "chromium": "chromium"}


def sample_images(out: Path) -> None:
    for tool, package in NEEDED.items():
        if shutil.which(tool) is None:
            raise Failure(f"{tool} is missing (Debian: apt-get install {package})")
    certificates, pages, mails = out / "certificates", out / "pages", out / "mails"
    for directory in (certificates, pages, mails):
        directory.mkdir(parents=True, exist_ok=True)
    with Step("render the sample certificates", out / "certificates.log") as step:
        step.run(example("milepost-typeset", "samples", certificates, "--release"), dict(os.environ), ROOT)
    with Step("render the sample pages", out / "pages.log") as step:
        step.run(example("milepost-verification", "pages", pages), dict(os.environ), ROOT)
    with Step("render the sample mails", out / "mails.log") as step:
        step.run(example("milepost-notification", "mails", mails), dict(os.environ), ROOT)
    certificate_images(certificates, out)
    page_screenshots(pages, out)
    mail_screenshots(mails, out)
    say(f"\nReview the images in {os.path.relpath(out)}")


def example(package: str, name: str, out: Path, *options: str) -> list[str]:
    return ["cargo", "run", "--quiet", "-p", package, *options, "--example", name, "--", str(out)]


def certificate_images(folder: Path, out: Path) -> None:
    with Step("convert the certificates to images", out / "paint.log") as step:
        files = sorted(folder.glob("*.pdf"))
        for file in files:
            command = ["pdftoppm", "-r", "110", "-png", "-singlefile", str(file), str(file.with_suffix(""))]
            step.run(command, dict(os.environ), ROOT)
        step.note = f"{len(files)}"


def page_screenshots(folder: Path, out: Path) -> None:
    with Step("take screenshots of the pages", out / "chromium.log") as step:
        for page in sorted(folder.glob("*.html")):
            for screen in SCREENS:
                step.run(screenshot(page, screen), dict(os.environ), ROOT)
        step.run(screenshot(folder / "valid.html", "phone", dark=True), dict(os.environ), ROOT)


def mail_screenshots(folder: Path, out: Path) -> None:
    with Step("take screenshots of the mails", out / "chromium-mails.log") as step:
        for mail in sorted(folder.glob("*.html")):
            step.run(screenshot(mail, "phone"), dict(os.environ), ROOT)
        for mail in sorted(folder.glob("*.en.html")):
            step.run(screenshot(mail, "desktop"), dict(os.environ), ROOT)


def screenshot(page: Path, screen: str, *, dark: bool = False) -> list[str]:
    width, height, scale = SCREENS[screen]
    picture = page.with_name(f"{page.stem}-{screen}{'-dark' if dark else ''}.png")
    # The old headless mode: a window of the new one is never narrower than 500 pixels.
    return [
        *("chromium", "--headless=old", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"),
        *(f"--window-size={width},{height}", f"--force-device-scale-factor={scale}"),
        *(["--blink-settings=preferredColorScheme=0"] if dark else []),
        *(f"--screenshot={picture}", page.as_uri()),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, nargs="?", default=ROOT / ".local" / "sample-images", help="output directory")
    try:
        sample_images(parser.parse_args().out.resolve())
    except Failure as failure:
        print(f"✘ {failure}", file=sys.stderr, flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
