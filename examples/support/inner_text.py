"""Asks a browser for the text of HTML fragments: `innerText`, once of the markup, once more of that text read as markup.

    python3 inner_text.py FRAGMENTS.jsonl > TEXTS.jsonl

Each line of FRAGMENTS.jsonl has `html`. Any Chromium will do; CHROMIUM names it if it is not found. No script of a
fragment is run and nothing is loaded; styles within the markup count, as they do for a reader.
"""

import base64
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-n'"></head>
<body><script nonce="n">
const texts = FRAGMENTS.map(function read(html, again) {
  const element = document.createElement('div');
  element.innerHTML = html;
  document.body.append(element);
  const text = element.innerText;
  element.remove();
  return again === true ? text : [text, read(text, true)];
});
document.body.replaceChildren();
document.body.setAttribute('data-texts', btoa(unescape(encodeURIComponent(JSON.stringify(texts)))));
</script></body></html>"""


def main(path):
    names = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
    browser = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if not browser:
        sys.exit(f"expected one of {', '.join(names)} on the path: install one or set CHROMIUM")
    fragments = [json.loads(line)["html"] for line in pathlib.Path(path).read_text().splitlines() if line.strip()]
    literal = json.dumps(fragments).replace("<", "\\u003c")
    with tempfile.TemporaryDirectory() as folder:
        page = pathlib.Path(folder, "page.html")
        page.write_text(PAGE.replace("FRAGMENTS", literal))
        dom = subprocess.run(
            [browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
             f"--user-data-dir={folder}/profile", "--virtual-time-budget=60000", "--dump-dom", page.as_uri()],
            check=True, capture_output=True, timeout=300).stdout.decode()
    found = re.search(r'data-texts="([^"]*)"', dom)
    if not found:
        sys.exit("the browser printed no texts")
    for once, twice in json.loads(base64.b64decode(found[1])):
        print(json.dumps({"text": once, "again": twice}, ensure_ascii=False))


if __name__ == "__main__":
    main(*sys.argv[1:2]) if len(sys.argv) == 2 else sys.exit(__doc__)
