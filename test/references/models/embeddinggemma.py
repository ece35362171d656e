"""Gemma 3's text model seeing both sides, the mean, two Dense without bias or activation, and Normalize, as embeddinggemma-300m has
them; weights in bf16."""

from pathlib import Path

import torch
from build_tokenizers import byte_fallback_bpe
from random_checkpoint import randomize, transformer
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import Dense, Normalize
from sentence_transformers.sentence_transformer.modules import Pooling
from transformers import Gemma3TextConfig

DTYPE = torch.bfloat16


def build(folder: Path) -> SentenceTransformer:
    tokenizer = byte_fallback_bpe(64, max_length=400)
    config = Gemma3TextConfig(
        vocab_size=len(tokenizer) + 5,
        hidden_size=24,
        intermediate_size=24,
        num_hidden_layers=6,
        num_attention_heads=3,
        num_key_value_heads=1,
        head_dim=12,
        query_pre_attn_scalar=20,
        max_position_embeddings=400,
        sliding_window=10,
        sliding_window_pattern=6,
        use_bidirectional_attention=True,
        rope_theta=1_000_000.0,
        rope_local_base_freq=10_000.0,
        pad_token_id=0,
        eos_token_id=1,
        bos_token_id=2,
    )
    first = transformer(config, tokenizer, folder, seed=31, max_length=400, dtype=DTYPE)
    wide = Dense(24, 48, bias=False, activation_function=None)
    narrow = Dense(48, 24, bias=False, activation_function=None)
    for seed, dense in enumerate([wide, narrow], start=32):
        randomize(dense, seed, dtype=DTYPE)
    return SentenceTransformer(
        modules=[first, Pooling(24, "mean"), wide, narrow, Normalize()],
        prompts={"query": "task: search result | query: ", "document": "title: none | text: "},
    )
