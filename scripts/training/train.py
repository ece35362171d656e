"""Trains the two models for code on pairs of a question and the chunk that answers it.

    python scripts/training/train.py adapter PAIRS.jsonl OUTPUT_FOLDER
    python scripts/training/train.py table PAIRS.jsonl OUTPUT_FOLDER DISTILLED_FOLDER

`adapter` is a LoRA on the linear layers of models/all-MiniLM-L6-v2, in PEFT's layout; `isovec pack` makes the bundled
model of it. `table` starts from the table that `isovec distill` makes of that model; pack-table.mjs writes it as a model. PAIRS.jsonl is what make-pairs.mjs prints, of every repository of repositories.txt. Needs torch, transformers,
tokenizers and safetensors; a graphics card for `adapter` (a minute of an H200, 46 GB of its memory).

The loss is InfoNCE (van den Oord and others 2018) over the batch, from the question to the text and, at less weight,
back. A batch is made of groups of one repository each: what a question has to be told from lies in its own repository,
as it does in a search. Texts of the same file, and texts and questions that are equal, are no negatives.
"""

import json
import math
import sys
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import nn
from transformers import BertConfig, BertModel

MODELS = Path(__file__).resolve().parents[2] / "models"
BASE = MODELS / "all-MiniLM-L6-v2"
TABLE = MODELS / "all-MiniLM-L6-v2-static"
RANK = 16
ALPHA = 32
TEMPERATURE = 0.05
BACK = 0.3
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"


def tokenizer(maximum):
    """Identifiers are split into words before anything else, as the table's tokenizer does it."""
    definition = json.loads((BASE / "tokenizer.json").read_text())
    table = json.loads((TABLE / "tokenizer.json").read_text())
    if maximum is None:
        definition = table
    definition["normalizer"] = table["normalizer"]
    definition["truncation"] = definition["padding"] = None
    result = Tokenizer.from_str(json.dumps(definition))
    if maximum is not None:
        result.enable_truncation(maximum)
    return result, definition


class Pairs:
    def __init__(self, file, tokens):
        rows = {}
        for line in Path(file).read_text().splitlines():
            row = json.loads(line)
            if len(row["text"]) <= 6000 and len(row["question"]) <= 600 and row["text"].strip():
                rows[row["question"], row["text"]] = row
        rows = list(rows.values())
        questions = sorted({row["question"] for row in rows})
        texts = sorted({row["text"] for row in rows})
        files = sorted({(row["repository"], row["path"]) for row in rows})
        ranks = [{one: at for at, one in enumerate(some)} for some in (questions, texts, files)]
        self.rows = np.array(
            [
                (ranks[0][row["question"]], ranks[1][row["text"]], ranks[2][row["repository"], row["path"]])
                for row in rows
            ]
        )
        self.repositories = np.array([row["repository"] for row in rows])
        self.questions = self.ids(questions, tokens)
        self.texts = self.ids(texts, tokens)

    @staticmethod
    def ids(texts, tokens):
        return [np.array(one.ids or [0]) for one in tokens.encode_batch(texts)]

    def batches(self, size, group, seed):
        """Rows of `size` pairs, for ever; each of groups of one repository, and of what is left over."""
        random = np.random.default_rng(seed)
        while True:
            groups, rest = [], []
            for repository in sorted(set(self.repositories)):
                own = random.permutation(np.flatnonzero(self.repositories == repository))
                whole = len(own) // group * group
                groups += list(own[:whole].reshape(-1, group))
                rest.append(own[whole:])
            rest = random.permutation(np.concatenate(rest))
            groups += list(rest[: len(rest) // group * group].reshape(-1, group))
            order = random.permutation(len(groups))
            for first in range(0, len(order) - size // group + 1, size // group):
                yield np.concatenate([groups[at] for at in order[first : first + size // group]])


def train(pairs, vectors, parameters, *, steps, size, rate, decay):
    optimizer = torch.optim.AdamW(parameters, lr=rate, weight_decay=decay, betas=(0.9, 0.98))
    batches = pairs.batches(size, 128, 0)
    for step in range(steps):
        share = step / steps
        for one in optimizer.param_groups:
            one["lr"] = rate * min(1, share / 0.06) * (1 + math.cos(math.pi * share)) / 2
        rows = torch.from_numpy(pairs.rows[next(batches)])
        questions = vectors([pairs.questions[at] for at in rows[:, 0]], 1)
        texts = vectors([pairs.texts[at] for at in rows[:, 1]], 4)
        same = sum((rows[:, at, None] == rows[:, at]) for at in range(3)).bool().fill_diagonal_(False)
        scores = (questions @ texts.T / TEMPERATURE).masked_fill(same.to(DEVICE), -1e4)
        own = torch.arange(size, device=DEVICE)
        loss = F.cross_entropy(scores, own) + BACK * F.cross_entropy(scores.T, own)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        if step % 20 == 0:
            print(f"step {step} of {steps}, loss {loss.item():.3f}", flush=True)


class Lora(nn.Module):
    def __init__(self, linear):
        super().__init__()
        self.linear = linear
        self.a = nn.Parameter(torch.empty(RANK, linear.in_features, device=DEVICE))
        self.b = nn.Parameter(torch.zeros(linear.out_features, RANK, device=DEVICE))
        nn.init.kaiming_uniform_(self.a, a=math.sqrt(5))

    def forward(self, states):
        dropped = F.dropout(states, 0.1, self.training)
        return self.linear(states) + F.linear(F.linear(dropped, self.a), self.b) * (ALPHA / RANK)


def train_adapter(file, output):
    torch.manual_seed(0)
    tokens, definition = tokenizer(256)
    config = json.loads((BASE / "config.json").read_text())
    config |= {"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0}
    model = BertModel(BertConfig(**config), add_pooling_layer=False)
    model.load_state_dict({name: one.float() for name, one in load_file(BASE / "model.safetensors").items()}, strict=False)
    model = model.to(DEVICE).train().requires_grad_(False)
    adapted = {}
    for number, layer in enumerate(model.encoder.layer):
        owners = {"attention.self": "query key value", "attention.output": "dense", "intermediate": "dense", "output": "dense"}
        for path, names in owners.items():
            owner = layer.get_submodule(path)
            for name in names.split():
                one = Lora(getattr(owner, name))
                setattr(owner, name, one)
                adapted[f"encoder.layer.{number}.{path}.{name}"] = one

    def padded(ids):
        longest = -(-max(map(len, ids)) // 8) * 8
        batch = np.zeros((2, len(ids), longest), dtype=np.int64)
        for row, one in enumerate(ids):
            batch[:, row, : len(one)] = one, np.ones_like(one)
        return torch.from_numpy(batch).to(DEVICE)

    def pooled(ids):
        inputs, mask = padded(ids)
        with torch.autocast(DEVICE, dtype=torch.bfloat16):
            states = model(input_ids=inputs, attention_mask=mask).last_hidden_state
        weights = mask.unsqueeze(-1).float()
        return F.normalize((states.float() * weights).sum(1) / weights.sum(1), dim=-1)

    def vectors(ids, parts):
        order = np.argsort([len(one) for one in ids], kind="stable")
        rows = torch.cat([pooled([ids[at] for at in part]) for part in np.array_split(order, parts)])
        return rows[torch.from_numpy(np.argsort(order)).to(DEVICE)]

    parameters = [one for lora in adapted.values() for one in (lora.a, lora.b)]
    train(Pairs(file, tokens), vectors, parameters, steps=240, size=1024, rate=3e-3, decay=0.01)
    tensors = {}
    for name, lora in adapted.items():
        tensors[f"base_model.model.{name}.lora_A.weight"] = lora.a.detach().half().cpu()
        tensors[f"base_model.model.{name}.lora_B.weight"] = lora.b.detach().half().cpu()
    save_file(tensors, output / "adapter_model.safetensors", metadata={"format": "pt"})
    described = json.loads((MODELS / "all-MiniLM-L6-v2-code" / "adapter_config.json").read_text())
    (output / "adapter_config.json").write_text(json.dumps(described, indent=2))
    (output / "tokenizer.json").write_text(json.dumps(definition, ensure_ascii=False, separators=(",", ":")))


def train_table(file, output, distilled):
    stored = load_file(distilled / "model.safetensors")
    start = stored["embeddings"].float() * stored["scales"][:, None]
    table = nn.Parameter((start / start.norm(dim=1).mean()).to(DEVICE))

    def vectors(ids, _parts):
        offsets = torch.from_numpy(np.cumsum([0, *map(len, ids)])[:-1]).to(DEVICE)
        return F.normalize(F.embedding_bag(torch.from_numpy(np.concatenate(ids)).to(DEVICE), table, offsets), dim=-1)

    train(Pairs(file, tokenizer(None)[0]), vectors, [table], steps=720, size=2048, rate=1e-3, decay=0)
    save_file({"table": table.detach().cpu()}, output / "table.safetensors")


if __name__ == "__main__":
    kind, *paths = sys.argv[1:] or [""]
    work = {"adapter": (train_adapter, 2), "table": (train_table, 3)}.get(kind)
    if work is None or len(paths) != work[1]:
        sys.exit(__doc__)
    folders = [Path(one) for one in paths]
    folders[1].mkdir(parents=True, exist_ok=True)
    work[0](*folders)
