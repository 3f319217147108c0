"""Brings the two public sets into the form that examples/pages.rs reads, and asks the readers written in Python.

    python3 pages.py prepare BENCHMARK TRAFILATURA SETS   checkouts of scrapinghub/article-extraction-benchmark and adbar/trafilatura
    python3 pages.py read SETS                            needs trafilatura, readability-lxml and html_text from PyPI
"""

import gzip
import hashlib
import json
import logging
import pathlib
import statistics
import sys
import time
from importlib.metadata import version


def half(name):
    return "ab"[hashlib.sha256(name.encode()).digest()[0] % 2]


def prepare(benchmark, trafilatura, sets):
    def write(name, pages):
        folder = sets / name
        folder.mkdir(parents=True, exist_ok=True)
        for page, content in pages:
            (folder / page["file"]).write_bytes(content)
        (sets / f"{name}.json").write_text(json.dumps([page for page, _ in pages]))

    truth = json.loads((benchmark / "ground-truth.json").read_text())
    write("benchmark", [
        ({"file": f"{key}.html", "url": page.get("url"), "half": half(key), "body": page["articleBody"]},
         gzip.decompress((benchmark / "html" / f"{key}.html.gz").read_bytes()))
        for key, page in truth.items()])
    tests = trafilatura / "tests"
    pages = []
    for url, page in json.loads((tests / "evaldata.json").read_text()).items():
        path = next(path for folder in ("cache", "eval") if (path := tests / folder / page["file"]).exists())
        pages.append(({**{key: page[key] for key in ("file", "with", "without")}, "url": url, "half": half(url)}, path.read_bytes()))
    write("evaluation", pages)


def read(sets):
    import html_text
    import trafilatura
    from readability import Document

    logging.disable(logging.CRITICAL)
    readers = {
        "trafilatura": lambda page: trafilatura.extract(page, include_comments=False) or "",
        "readability-lxml": lambda page: html_text.extract_text(Document(page.decode("utf-8", "replace")).summary(html_partial=True)),
    }
    for name in ("benchmark", "evaluation"):
        pages = json.loads((sets / f"{name}.json").read_text())
        for reader, extract in readers.items():
            texts, spent = {}, []
            for page in pages:
                content = (sets / name / page["file"]).read_bytes()
                start = time.process_time()
                try:
                    texts[page["file"]] = extract(content)
                except Exception:  # a page that a reader cannot read is one that it found nothing on
                    texts[page["file"]] = ""
                spent.append((time.process_time() - start) * 1e3)
            found = {"version": version(reader), "ms": statistics.median(spent), "texts": texts}
            (sets / f"{reader}.{name}.out").write_text(json.dumps(found))


if __name__ == "__main__":
    command, *folders = sys.argv[1:]
    {"prepare": prepare, "read": read}[command](*map(pathlib.Path, folders))
