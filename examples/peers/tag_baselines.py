#!/usr/bin/env python3
"""Tagging beside plainer methods, on labelled texts, in one run.

usage: tag_baselines.py WIREDESK RULES_DIR LABELLED.jsonl...     (pip: spacy, scikit-learn, and those of minilm.py)

A line of LABELLED is what the example `tags` takes: `text`, `labels` (each with `kind`), `optional` kinds, and where it is from. What is scored is whether a document has
a kind of tag. Words are the anchors of the rule files, so all methods but the last two know the same words. What must be trained
is trained, and every threshold, on the other sources only."""
import collections, glob, json, re, subprocess, sys, tomllib
from urllib.parse import urlparse

binary, rules, files = sys.argv[1], sys.argv[2], sys.argv[3:]
docs = [json.loads(line) for file in files for line in open(file)]
texts = [d["text"] for d in docs]
want = [{label["kind"] for label in d["labels"]} for d in docs]
source = [d.get("source") or (d.get("via") or {}).get("repo") or urlparse(d.get("source_url", "")).netloc for d in docs]
optional = [set(d.get("optional", [])) for d in docs]
kinds = sorted(set().union(*want))
words = collections.defaultdict(set)
for path in sorted(glob.glob(rules + "/*.toml")):
    table = tomllib.load(open(path, "rb"))
    for rule in table.get("rule", []):
        words[rule["kind"]] |= {a.strip().lower() for a in rule["anchors"] if a.strip()}

def wiredesk():
    lines = "".join(json.dumps({"id": n, "text": d["text"], "language": d.get("lang")}) + "\n" for n, d in enumerate(docs))
    out = subprocess.run([binary, "tag", "--jsonl"], input=lines, capture_output=True, text=True, check=True).stdout
    found = [set() for _ in docs]
    for line in out.splitlines():
        line = json.loads(line)
        found[line["id"]] = {tag["kind"] for tag in line["tags"]}
    return found

def keywords():
    return [{k for k in kinds if any(w in t.lower() for w in words[k])} for t in texts]

def whole_words():
    pattern = {k: re.compile("|".join(r"\b" + re.escape(w) + r"\b" for w in sorted(words[k])) or r"(?!)") for k in kinds}
    return [{k for k in kinds if pattern[k].search(t.lower())} for t in texts]

def entity_ruler():
    import spacy
    # Of overlapping patterns the ruler keeps the longest only, so each kind is asked alone.
    found = [set() for _ in docs]
    for kind in kinds:
        nlp = spacy.blank("xx")
        ruler = nlp.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER"})
        ruler.add_patterns([{"label": kind, "pattern": w} for w in sorted(words[kind])])
        for n, doc in enumerate(nlp.pipe(texts)):
            if doc.ents:
                found[n].add(kind)
    return found

def scores(found):
    found = [f - o for f, o in zip(found, optional)]
    tp = sum(len(f & w) for f, w in zip(found, want))
    fp = sum(len(f - w) for f, w in zip(found, want))
    fn = sum(len(w - f) for f, w in zip(found, want))
    clean = [bool(f) for f, w in zip(found, want) if not w]
    p, r = tp / max(tp + fp, 1), tp / max(tp + fn, 1)
    return p, r, 2 * p * r / max(p + r, 1e-9), sum(clean), len(clean)

SAID = {
    "asset_freeze": "Assets and bank accounts are frozen.",
    "designation.extremist": "A court or ministry declared it an extremist organisation.",
    "designation.foreign_agent": "The justice ministry declared it a foreign agent.",
    "designation.terrorist": "It is designated a terrorist organisation.",
    "designation.undesirable_org": "It was declared an undesirable organisation.",
    "embargo.news": "Embargoed: not for publication before the stated time.",
    "embargo.trade": "A trade or arms embargo against a country.",
    "export_control": "Export controls on goods and technology.",
    "notice.blocked_site": "Access to this site is blocked by order of the authorities.",
    "notice.copyright": "All rights reserved; copyright notice.",
    "notice.reader_risk": "Readers may be prosecuted for sharing this content.",
    "notice.sponsored": "Sponsored content, paid by an advertiser.",
    "notice.state_media": "Funded by a government: state media.",
    "price_cap": "A price cap on oil.",
    "sanctions": "Sanctions are imposed on a country, company or person.",
    "travel_ban": "Officials are barred from entering: a travel ban.",
    "wire.clarification": "Clarification of an earlier story.",
    "wire.correction": "Corrects an earlier story.",
    "wire.refile": "The story is refiled.",
    "wire.update": "Updates an earlier story.",
    "wire.urgent": "Urgent news.",
    "wire.withdraw": "The story is withdrawn.",
}

known = {}

def vectors(embed):
    import numpy
    if known:
        return known["rows"], known["said"]
    rows = numpy.array(embed([t[:1500] for t in texts]))
    said = numpy.array(embed([SAID.get(k, k) for k in kinds]))
    norm = lambda m: m / numpy.linalg.norm(m, axis=1, keepdims=True)
    known.update(rows=norm(rows), said=norm(said))
    return known["rows"], known["said"]

def zero_shot(embed):
    """The nearest descriptions; the threshold that is best on the other sources."""
    import numpy
    rows, said = vectors(embed)
    near = rows @ said.T
    meant = numpy.array([[k in w for k in kinds] for w in want])
    steps = [x / 100 for x in range(10, 80, 2)]
    found = [set() for _ in docs]
    for held in sorted(set(source)):
        others = numpy.array([s != held for s in source])
        def f1(least):
            hit = near[others] >= least
            return 2 * (hit & meant[others]).sum() / max(hit.sum() + meant[others].sum(), 1)
        best = max(steps, key=f1)
        for n in (n for n in range(len(docs)) if source[n] == held):
            found[n] = {k for k, x in zip(kinds, near[n]) if x >= best}
    return found

def trained(embed):
    """One logistic regression a kind over the embeddings, leave one source out."""
    from sklearn.linear_model import LogisticRegression
    rows, _ = vectors(embed)
    found = [set() for _ in docs]
    for held in sorted(set(source)):
        inside = [n for n in range(len(docs)) if source[n] != held]
        for kind in kinds:
            y = [kind in want[n] for n in inside]
            if any(y) and not all(y):
                model = LogisticRegression(class_weight="balanced", C=10, max_iter=500).fit(rows[inside], y)
                for n in (n for n in range(len(docs)) if source[n] == held):
                    if model.predict(rows[n : n + 1])[0]:
                        found[n].add(kind)
    return found

print(f"{len(docs)} texts, {sum(map(bool, want))} with labels, {len(set(source))} sources")
print("| method | precision | recall | F1 | clean texts tagged |\n|---|---|---|---|---|")
rows = [("Wiredesk", wiredesk), ("plain keywords", keywords), ("keywords as whole words", whole_words), ("spaCy EntityRuler", entity_ruler)]
try:
    from minilm import embed
    rows += [("embedding, zero-shot", lambda: zero_shot(embed)), ("embedding, trained", lambda: trained(embed))]
except ImportError as error:
    print("no embedding model:", error, file=sys.stderr)
for name, method in rows:
    p, r, f, tagged, clean = scores(method())
    print(f"| {name} | {p:.3f} | {r:.3f} | {f:.3f} | {tagged} of {clean} |")
