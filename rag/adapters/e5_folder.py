"""Writes a packed multilingual-e5-small as a sentence-transformers folder, file by file, without torch.

The files and their fields are those of intfloat/multilingual-e5-small on Hugging Face, in the oldest form that
sentence-transformers still reads.
"""

import json
import os
import struct
from collections.abc import Iterable, Iterator
from math import prod
from pathlib import Path
from typing import Any

from rag.adapters.packed_e5 import PackedModel, Sizes

FORMAT = 1
"""Raise it with every change of what is written, so that folders of the old format are written anew."""

_SPECIAL = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
_LINEAR = {
    "attention.self.query": "q",
    "attention.self.key": "k",
    "attention.self.value": "v",
    "attention.output.dense": "ao",
    "intermediate.dense": "fi",
    "output.dense": "fo",
}
_NORMS = {"attention.output.LayerNorm": "aln", "output.LayerNorm": "oln"}
_KEPT, _STAND_IN = "～", "\ue000"
"""The wheel's map of characters is NFKC but for ～, as in 2025～2027年, which it keeps (and 🈻, which is left)."""


def write_folder(folder: Path, model: PackedModel) -> None:
    """Everything is on disk when this returns. Errors: OSError; those of `PackedModel.rows`."""
    write_file(folder / "model.safetensors", _safetensors(model))
    for name, content in _configs(model).items():
        write_file(folder / name, [json.dumps(content, ensure_ascii=False).encode()])


def write_file(path: Path, blocks: Iterable[bytes | memoryview]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        for block in blocks:
            file.write(block)
        file.flush()
        os.fsync(file.fileno())


def _safetensors(model: PackedModel) -> Iterator[bytes | memoryview]:
    """Length of the header, header, numbers (https://huggingface.co/docs/safetensors).

    Not by the library, which wants all of the 0.5 GB in memory first.
    """
    tensors = tuple(_tensors(model.sizes))
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    position = 0
    for name, _, shape in tensors:
        end = position + 4 * prod(shape)
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": (position, end)}
        position = end
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    yield struct.pack("<Q", len(text)) + text
    for _, packed, shape in tensors:
        yield from (block.data for block in model.rows(packed, shape)) if packed else [bytes(4 * prod(shape))]


def _tensors(sizes: Sizes) -> Iterator[tuple[str, str, tuple[int, ...]]]:
    """(name in transformers, name in the wheel, shape).

    The pooler, which the wheel leaves out and mean pooling does not use, is zeros: transformers would make one up.
    """
    hidden, inner = sizes.hidden, sizes.inner
    yield "embeddings.word_embeddings.weight", "emb.word", (sizes.words, hidden)
    yield "embeddings.position_embeddings.weight", "emb.pos", (sizes.positions, hidden)
    yield "embeddings.token_type_embeddings.weight", "emb.type", (sizes.types, hidden)
    yield "embeddings.LayerNorm.weight", "emb.ln.w", (hidden,)
    yield "embeddings.LayerNorm.bias", "emb.ln.b", (hidden,)
    shapes = {"fi": (inner, hidden), "fo": (hidden, inner)}
    for layer in range(sizes.layers):
        for name, packed in _LINEAR.items():
            shape = shapes.get(packed, (hidden, hidden))
            yield f"encoder.layer.{layer}.{name}.weight", f"l{layer}.{packed}.w", shape
            yield f"encoder.layer.{layer}.{name}.bias", f"l{layer}.{packed}.b", shape[:1]
        for name, packed in _NORMS.items():
            yield f"encoder.layer.{layer}.{name}.weight", f"l{layer}.{packed}.w", (hidden,)
            yield f"encoder.layer.{layer}.{name}.bias", f"l{layer}.{packed}.b", (hidden,)
    yield "pooler.dense.weight", "", (hidden, hidden)
    yield "pooler.dense.bias", "", (hidden,)


def _configs(model: PackedModel) -> dict[str, Any]:
    """By the name of the file."""
    sizes = model.sizes
    modules = (("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize"))
    return {
        "config.json": _bert(sizes, model.padding),
        "tokenizer.json": _tokenizer(model),
        "tokenizer_config.json": _tokenizer_config(model),
        "modules.json": [
            {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{kind}"}
            for i, (path, kind) in enumerate(modules)
        ],
        "sentence_bert_config.json": {"max_seq_length": sizes.positions, "do_lower_case": False},
        "config_sentence_transformers.json": {"prompts": {"query": "query: ", "document": "passage: "}},
        "1_Pooling/config.json": {"word_embedding_dimension": sizes.hidden, "pooling_mode_mean_tokens": True},
    }


def _bert(sizes: Sizes, padding: int) -> dict[str, Any]:
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "dtype": "float32",
        "hidden_act": "gelu",
        "hidden_size": sizes.hidden,
        "intermediate_size": sizes.inner,
        "layer_norm_eps": sizes.epsilon,
        "max_position_embeddings": sizes.positions,
        "num_attention_heads": sizes.heads,
        "num_hidden_layers": sizes.layers,
        "pad_token_id": padding,
        "type_vocab_size": sizes.types,
        "vocab_size": sizes.words,
    }


def _tokenizer(model: PackedModel) -> dict[str, Any]:
    """XLM-RoBERTa's: unigram pieces, "▁" for a blank, <s> … </s> around the text."""
    special = _special_tokens(model)
    numbers = {token["content"]: number for number, token in special.items()}
    start, end = ({"SpecialToken": {"id": token, "type_id": 0}} for token in ("<s>", "</s>"))
    first, second = ({"Sequence": {"id": name, "type_id": 0}} for name in ("A", "B"))
    blank = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always"}
    return {
        "version": "1.0",
        "added_tokens": [{"id": number, **token} for number, token in special.items()],
        "normalizer": {"type": "Sequence", "normalizers": _NORMALIZERS},
        "pre_tokenizer": {**blank, "split": False},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [start, first, end],
            "pair": [start, first, end, end, second, end],
            "special_tokens": {
                token: {"id": token, "ids": [numbers[token]], "tokens": [token]} for token in ("<s>", "</s>")
            },
        },
        "decoder": {**blank, "split": True},
        "model": {"type": "Unigram", "unk_id": model.unknown, "vocab": model.vocabulary, "byte_fallback": False},
    }


_NORMALIZERS = [
    {"type": "Nmt"},
    {"type": "Replace", "pattern": {"String": _KEPT}, "content": _STAND_IN},
    {"type": "NFKC"},
    {"type": "Replace", "pattern": {"String": _STAND_IN}, "content": _KEPT},
    {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "},
]


def _tokenizer_config(model: PackedModel) -> dict[str, Any]:
    """With the special tokens stated, which saves transformers from reading all of tokenizer.json a second time."""
    return {
        "added_tokens_decoder": {str(number): token for number, token in _special_tokens(model).items()},
        "bos_token": "<s>",
        "cls_token": "<s>",
        "eos_token": "</s>",
        "sep_token": "</s>",
        "pad_token": "<pad>",
        "unk_token": "<unk>",
        "mask_token": "<mask>",
        "model_max_length": model.sizes.positions,
        "tokenizer_class": "PreTrainedTokenizerFast",
    }


def _special_tokens(model: PackedModel) -> dict[int, dict[str, Any]]:
    """By token number."""
    plain = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
    pieces = enumerate(piece for piece, _ in model.vocabulary)
    return {number: {"content": piece, **plain} for number, piece in pieces if piece in _SPECIAL}
