"""MPNet: relative positions besides absolute ones, and texts longer than the furthest distance."""

from pathlib import Path

from build_tokenizers import MPNET_TOKENS, wordpiece
from random_checkpoint import transformer
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import Normalize
from sentence_transformers.sentence_transformer.modules import Pooling
from transformers import MPNetConfig


def build(folder: Path) -> SentenceTransformer:
    tokenizer = wordpiece(360, lowercase=True, max_length=200, tokens=MPNET_TOKENS)
    config = MPNetConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        num_attention_heads=4,
        num_hidden_layers=2,
        intermediate_size=64,
        max_position_embeddings=202,
        pad_token_id=tokenizer.pad_token_id,
        bos_token_id=tokenizer.cls_token_id,
        eos_token_id=tokenizer.sep_token_id,
    )
    first = transformer(config, tokenizer, folder, seed=71, max_length=200)
    return SentenceTransformer(modules=[first, Pooling(32, "mean"), Normalize()])
