"""Reads paths of feeds on standard input and prints what fastfeedparser makes of each, one JSON object a line."""
import json
import sys

import fastfeedparser

for line in sys.stdin:
    path = line.rstrip("\n")
    try:
        with open(path, "rb") as file:
            feed = fastfeedparser.parse(file.read())
        entries = [
            {
                "id": entry.get("id"),
                "link": entry.get("link"),
                "title": entry.get("title"),
                "published": entry.get("published"),
                "words": str(entry.get("description") or "") + " " + str(entry.get("content") or ""),
                "text": bool(entry.get("description") or entry.get("content")),
            }
            for entry in feed.entries
        ]
        out = {"file": path, "ok": True, "entries": entries}
    except Exception as error:  # what it cannot read is a result, too
        out = {"file": path, "ok": False, "entries": [], "error": repr(error)}
    print(json.dumps(out), flush=True)
