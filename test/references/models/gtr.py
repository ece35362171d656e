"""T5's encoder with relu, the mean, a Dense without bias or activation, and Normalize, as gtr-t5 and sentence-t5 have them."""

from pathlib import Path

from random_checkpoint import randomize, transformer
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import Dense, Normalize
from sentence_transformers.sentence_transformer.modules import Pooling
from build_tokenizers import unigram
from transformers import T5Config, T5EncoderModel


def build(folder: Path) -> SentenceTransformer:
    tokenizer = unigram(400, max_length=200)
    config = T5Config(
        # T5's tables have more rows than the tokenizer has tokens.
        vocab_size=len(tokenizer) + 12,
        d_model=32,
        d_kv=12,
        d_ff=64,
        num_layers=2,
        num_heads=3,
        feed_forward_proj="relu",
    )
    first = transformer(config, tokenizer, folder, seed=21, max_length=200, model_class=T5EncoderModel)
    dense = Dense(32, 40, bias=False, activation_function=None)
    randomize(dense, seed=22)
    return SentenceTransformer(modules=[first, Pooling(32, "mean"), dense, Normalize()])
