"""What feedparser makes of feeds; see lines.py."""
import time

import feedparser

from lines import answer


def instant(parts):
    try:
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", parts) if parts else None
    except ValueError:
        return None


def read(document):
    feed = feedparser.parse(document)
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
    return bool(feed.version or entries), entries


answer(read)
