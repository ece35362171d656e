"""DistilBERT with a cased WordPiece, the mean, and a Dense with Tanh, as distiluse-base-multilingual-cased has them."""

from pathlib import Path

from random_checkpoint import randomize, transformer
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import Dense
from sentence_transformers.sentence_transformer.modules import Pooling
from build_tokenizers import wordpiece
from transformers import DistilBertConfig


def build(folder: Path) -> SentenceTransformer:
    tokenizer = wordpiece(400, lowercase=False, max_length=64)
    config = DistilBertConfig(
        vocab_size=len(tokenizer), dim=32, n_heads=4, n_layers=2, hidden_dim=64, max_position_embeddings=64
    )
    first = transformer(config, tokenizer, folder, seed=11, max_length=64)
    dense = Dense(32, 24)
    randomize(dense, seed=12)
    return SentenceTransformer(modules=[first, Pooling(32, "mean"), dense])
