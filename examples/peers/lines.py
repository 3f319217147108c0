"""Reads paths of feeds on standard input and prints what a reader makes of each, one JSON object a line."""
import json
import sys


def answer(read):
    """`read` takes the bytes of a document and returns whether it is a feed, and its entries."""
    for line in sys.stdin:
        path = line.rstrip("\n")
        try:
            with open(path, "rb") as file:
                ok, entries = read(file.read())
            out = {"file": path, "ok": ok, "entries": entries}
        except Exception as error:  # what it cannot read is a result, too
            out = {"file": path, "ok": False, "entries": [], "error": repr(error)}
        print(json.dumps(out), flush=True)
