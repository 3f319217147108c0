"""What fastfeedparser makes of feeds; see lines.py."""
import fastfeedparser

from lines import answer


def read(document):
    feed = fastfeedparser.parse(document)
    return True, [
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


answer(read)
