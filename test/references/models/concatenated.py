"""BERT with four poolings after one another, in an order of their own."""

from pathlib import Path

from random_checkpoint import transformer
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import Normalize
from sentence_transformers.sentence_transformer.modules import Pooling
from build_tokenizers import wordpiece
from transformers import BertConfig


def build(folder: Path) -> SentenceTransformer:
    tokenizer = wordpiece(360, lowercase=True, max_length=48)
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=24,
        num_attention_heads=3,
        num_hidden_layers=2,
        intermediate_size=48,
        max_position_embeddings=48,
    )
    first = transformer(config, tokenizer, folder, seed=51, max_length=48)
    pooling = Pooling(24, ("lasttoken", "mean", "cls", "max"))
    return SentenceTransformer(modules=[first, pooling, Normalize()])
