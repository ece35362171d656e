"""Qwen3 with its byte-level BPE and its own pattern for words, attention to earlier tokens only, heads that share keys, the last token's
state, a query prompt and Normalize, as Qwen3-Embedding-0.6B has them; weights in bf16."""

from pathlib import Path

import torch
from build_tokenizers import QWEN_PATTERN, byte_level_bpe
from random_checkpoint import transformer
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import Normalize
from sentence_transformers.sentence_transformer.modules import Pooling
from transformers import Qwen3Config

DTYPE = torch.bfloat16


def build(folder: Path) -> SentenceTransformer:
    tokenizer = byte_level_bpe(
        90,
        max_length=300,
        tokens={"pad": "<|endoftext|>"},
        before=[],
        after=["<|endoftext|>"],
        pattern=QWEN_PATTERN,
    )
    config = Qwen3Config(
        vocab_size=len(tokenizer) + 3,
        hidden_size=24,
        intermediate_size=32,
        num_hidden_layers=3,
        num_attention_heads=4,
        num_key_value_heads=2,
        head_dim=8,
        max_position_embeddings=300,
        rope_theta=1_000_000.0,
        tie_word_embeddings=True,
        pad_token_id=tokenizer.pad_token_id,
        eos_token_id=tokenizer.pad_token_id,
        bos_token_id=tokenizer.pad_token_id,
    )
    first = transformer(config, tokenizer, folder, seed=61, max_length=300, dtype=DTYPE)
    # Padding on the left, as published: the last token is at the end of every row.
    first.tokenizer.padding_side = "left"
    instruction = "Given a web search query, retrieve relevant passages that answer the query"
    return SentenceTransformer(
        modules=[first, Pooling(24, "lasttoken"), Normalize()],
        prompts={"query": f"Instruct: {instruction}\nQuery:", "document": ""},
    )
