"""Writes test/fixtures/references/<name>: a small random checkpoint, and the ids and vectors that
sentence-transformers makes of it in fp32, each text alone. See README.md.

    python write_references.py [name ...]
"""

import importlib
import json
import shutil
import sys
import tempfile
from pathlib import Path

import numpy
import sentence_transformers
import tokenizers
import torch
import transformers
from random_checkpoint import halve
from reference_texts import TEXTS
from sentence_transformers import SentenceTransformer

HERE = Path(__file__).parent
FIXTURES = HERE.parent / "fixtures" / "references"

# What a checkpoint needs; the rest of what the libraries save is for people.
UNNEEDED = ["README.md", "generation_config.json", "vocab.txt", "special_tokens_map.json"]


def save(model: SentenceTransformer, folder: Path, dtype: torch.dtype) -> None:
    model.save(str(folder))
    for name in UNNEEDED:
        (folder / name).unlink(missing_ok=True)
    for file in folder.rglob("*.safetensors"):
        halve(file, dtype)


def describe(model: SentenceTransformer, name: str, text: str, role: str) -> tuple[dict, numpy.ndarray]:
    """A row and its vector."""
    prompt = model.prompts.get(role) or ""
    tokenizer = model.tokenizer
    ids = model.preprocess([text], prompt=prompt)["input_ids"][0].tolist()
    tokens = len(tokenizer(prompt + text, truncation=False, verbose=False)["input_ids"])
    row = {
        "id": name,
        "role": role,
        "text": text,
        "ids": ids,
        "tokens": tokens,
        "truncated": tokens > len(ids),
    }
    encode = model.encode_query if role == "query" else model.encode_document
    return row, encode([text], batch_size=1, show_progress_bar=False)[0]


def write(name: str) -> None:
    folder = FIXTURES / name
    shutil.rmtree(folder, ignore_errors=True)
    with tempfile.TemporaryDirectory() as workshop:
        recipe = importlib.import_module(f"models.{name}")
        save(recipe.build(Path(workshop)), folder / "model", getattr(recipe, "DTYPE", torch.float16))
    # Read back, so that the reference is of the files and not of what made them.
    model = SentenceTransformer(
        str(folder / "model"), device="cpu", local_files_only=True, model_kwargs={"dtype": torch.float32}
    )
    # The dtype reaches the transformer; Dense modules keep the type of their file.
    model = model.float().eval()
    roles = ["query", "document"] if any(model.prompts.values()) else ["document"]
    described = [describe(model, key, text, role) for role in roles for key, text in TEXTS.items()]
    vectors = numpy.stack([vector for _, vector in described]).astype("<f4")
    if not numpy.isfinite(vectors).all():
        raise ValueError(f"{name} has a vector that is not finite")
    with (folder / "texts.jsonl").open("w", encoding="utf-8") as lines:
        for row, _ in described:
            lines.write(json.dumps(row) + "\n")
    vectors.tofile(folder / "vectors.f32")
    # The published spelling of what transformers reads and writes in its own.
    if hasattr(recipe, "respell"):
        recipe.respell(folder / "model")
    versions = {
        library.__name__: library.__version__
        for library in (sentence_transformers, transformers, tokenizers, torch, numpy)
    }
    reference = {"dimensions": vectors.shape[1], "versions": versions}
    (folder / "reference.json").write_text(json.dumps(reference, indent=2) + "\n", encoding="utf-8")
    size = (folder / "model" / "model.safetensors").stat().st_size
    print(f"{name}: {len(described)} rows of {vectors.shape[1]}, weights {size} bytes")


if __name__ == "__main__":
    known = sorted(path.stem for path in (HERE / "models").glob("[a-z]*.py"))
    for chosen in sys.argv[1:] or known:
        write(chosen)
