#!/usr/bin/env python3
"""Ways to tell copies beside ours, on the same labelled pairs in one run.

usage: copies.py FOLDER [OURS.jsonl]     (pip: datasketch, simhash)

FOLDER has items.jsonl and labels.jsonl; OURS is what `cargo run --release --example copies -- FOLDER --predictions OURS` wrote.
The rules of readers and newsrooms are re-told from their sources, with the address in the place of the guid, which
the items lack. Methods with a threshold are shown at a usual one and at the best one for these very pairs (fitted: more
than they would do elsewhere)."""
import hashlib, json, re, sys, unicodedata

from datasketch import MinHash, MinHashLSH
from simhash import Simhash

folder = sys.argv[1]
lines = lambda name: [json.loads(line) for line in open(name)]
items = {item["id"]: item for item in lines(folder + "/items.jsonl")}
pairs = lines(folder + "/labels.jsonl")
text = lambda item: item.get("summary") or item.get("content") or ""

def words(item):
    # Without the outlet after the title, as all methods here may be told what to compare.
    title = re.sub(r"\s+[-|–—]\s+[^-|–—]{1,40}$", "", item["title"] or "")
    return re.findall(r"\w+", unicodedata.normalize("NFKC", title + " " + text(item)).lower())

def shingles(item, n):
    w = words(item)
    return {" ".join(w[i:i + n]) for i in range(max(1, len(w) - n + 1))}

def digest(*parts):
    return hashlib.sha1("\0".join(str(p) for p in parts).encode()).hexdigest()

def by_key(key, state):
    """Same key: exact where nothing else changed, else a revision; other keys are other items."""
    def say(a, b):
        if not key(a) or key(a) != key(b):
            return "distinct"
        return "exact" if state(a) == state(b) else "revision"
    return say

feed = lambda i: (i["feed"], i["source"])
rules = {
    "hash of title and text": lambda a, b: "exact" if words(a) == words(b) else "distinct",
    # feedkit: id of feed, entry id (else address, date, title); a fingerprint over all fields tells updates.
    "Feedbin": by_key(lambda i: i["url"] and digest(feed(i), i["url"]), lambda i: digest(i["author"], text(i), i["published"], i["title"], i["url"])),
    # Entry.php: guid, else link, within the feed; md5 of link, title, authors, content.
    "FreshRSS": by_key(lambda i: i["url"] and (feed(i), i["url"]), lambda i: digest(i["url"], i["title"], i["author"], text(i))),
    # update_ingest.py: guid; a later versioncreated, or where there is none other content, is a new version.
    "Superdesk": by_key(lambda i: i["url"], lambda i: i["published"] or digest(i["title"], text(i))),
    # pipelines.py: the address; whatever is fetched again is the next version.
    "news-please": lambda a, b: "revision" if a["url"] and a["url"] == b["url"] else "distinct",
}

hashes = {id: Simhash([s for s in shingles(item, 2)]) for id, item in items.items()}
def simhash(most):
    return lambda a, b: "near" if hashes[a["id"]].distance(hashes[b["id"]]) <= most else "distinct"

def minhash(n):
    all = {}
    for id, item in items.items():
        all[id] = MinHash(num_perm=128)
        all[id].update_batch([s.encode() for s in shingles(item, n)])
    return all
sketches = {n: minhash(n) for n in (2, 3)}
def lsh(n, threshold):
    index = MinHashLSH(threshold=threshold, num_perm=128)
    for id, sketch in sketches[n].items():
        index.insert(id, sketch)
    found = {id: set(index.query(sketch)) for id, sketch in sketches[n].items()}
    return lambda a, b: "near" if b["id"] in found[a["id"]] else "distinct"

def f1(say, keep=lambda p: True):
    tp = fp = fn = right = n = 0
    for p in filter(keep, pairs):
        got = say(items[p["a"]], items[p["b"]])
        is_, says = p["relation"] != "distinct", got != "distinct"
        n += 1; right += got == p["relation"]; tp += is_ and says; fp += says and not is_; fn += is_ and not says
    share = lambda part, of: part / of if of else 1.0
    p, r = share(tp, tp + fp), share(tp, tp + fn)
    return right / n, p, r, share(2 * p * r, p + r), fp

def best(make, thresholds):
    return max(thresholds, key=lambda t: f1(make(t))[3])

methods = dict(rules)
at = best(simhash, range(0, 33))
methods["SimHash of word pairs, distance <= 3"], methods["SimHash, distance <= 10"] = simhash(3), simhash(10)
methods[f"SimHash, distance <= {at} (fitted)"] = simhash(at)
for n in (3, 2):
    make = lambda t, n=n: lsh(n, t)
    at = best(make, [t / 20 for t in range(2, 19)])
    methods[f"MinHash LSH, {n} words, J >= .4"] = make(.4)
    methods[f"MinHash LSH, {n} words, J >= {at} (fitted)"] = make(at)
if len(sys.argv) > 2:
    ours = {frozenset((p["a"], p["b"])): p["relation"] for p in lines(sys.argv[2])}
    methods["Wiredesk"] = lambda a, b: ours.get(frozenset((a["id"], b["id"])), "distinct")
# The labelled revisions and many exact copies have one address: only these pairs show who tells copies by their words.
other = lambda p: not items[p["a"]]["url"] or items[p["a"]]["url"] != items[p["b"]]["url"]
print("| method | four-way | P | R | F1 | merged falsely | F1, other addresses only |\n|---|---|---|---|---|---|---|")
for name, say in methods.items():
    four, p, r, f, wrong = f1(say)
    print(f"| {name} | {four:.3f} | {p:.3f} | {r:.3f} | {f:.3f} | {wrong} | {f1(say, other)[3]:.3f} |")
