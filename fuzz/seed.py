"""Fills fuzz/corpus from Adobe's documented payloads and the sample events: `python3 fuzz/seed.py`."""

import json
import pathlib

ROOT = pathlib.Path(__file__).resolve().parent.parent
CORPUS = ROOT / "fuzz" / "corpus"
BODIES = ["shared/domain/tests/samples/iso", "shared/domain/tests/samples/misc", "events/webhooks"]
# Six bytes an event: enrolled, 40 percent, completed, rolled back, stalled; and two of them at once.
LIVES = {"life": bytes([0, 1, 0, 1, 0, 1, 2, 2, 40, 2, 0, 2, 3, 3, 0, 3, 1, 3, 4, 4, 0, 4, 0, 4, 15, 5, 0, 2, 0, 5])}


def put(target: str, name: str, content: bytes) -> None:
    folder = CORPUS / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)


def messages() -> list[str]:
    """The bodies of the messages in the sample payloads of `progress`."""
    payloads = sorted((ROOT / "events/progress").glob("*.json"))
    loaded = [json.loads(path.read_text()) for path in payloads if ".expected." not in path.name]
    return [record["body"] for payload in loaded for record in payload["Records"]]


def main() -> None:
    paths = [path for folder in BODIES for path in sorted((ROOT / folder).glob("*.json"))]
    for path in paths:
        put("webhook", path.name, path.read_bytes())
        put("ingest", path.name, path.read_bytes())
    for number, body in enumerate(messages()):
        put("event_message", f"{number}.json", body.encode())
    for name, content in LIVES.items():
        put("enrollment", name, content)
    print(f"{len(paths)} bodies, {len(messages())} messages in {CORPUS.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
