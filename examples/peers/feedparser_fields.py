"""Reads paths of feeds on standard input and prints what feedparser makes of each, one JSON object a line."""
import json
import sys
import time

import feedparser


def instant(parts):
    try:
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", parts) if parts else None
    except ValueError:
        return None


for line in sys.stdin:
    path = line.rstrip("\n")
    try:
        with open(path, "rb") as file:
            feed = feedparser.parse(file.read())
        entries = [
            {
                "id": entry.get("id"),
                "link": entry.get("link"),
                "title": entry.get("title"),
                "published": instant(entry.get("published_parsed")),
                "updated": instant(entry.get("updated_parsed")) if "updated" in entry else None,
                "words": " ".join([entry.get("summary") or ""] + [part.value for part in entry.get("content") or []]),
                "text": bool(entry.get("summary") or entry.get("content")),
            }
            for entry in feed.entries
        ]
        out = {"file": path, "ok": bool(feed.version or entries), "entries": entries}
    except Exception as error:  # what it cannot read is a result, too
        out = {"file": path, "ok": False, "entries": [], "error": repr(error)}
    print(json.dumps(out), flush=True)
