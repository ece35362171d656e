"""T5 1.1's encoder with a gated GELU, and prompts that `include_prompt: false` leaves out of the mean, as instructor has them."""

from pathlib import Path

from random_checkpoint import transformer
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import Normalize
from sentence_transformers.sentence_transformer.modules import Pooling
from build_tokenizers import unigram
from transformers import T5Config, T5EncoderModel


def build(folder: Path) -> SentenceTransformer:
    tokenizer = unigram(360, max_length=48)
    config = T5Config(
        vocab_size=len(tokenizer),
        d_model=32,
        d_kv=8,
        d_ff=64,
        num_layers=2,
        num_heads=4,
        relative_attention_num_buckets=16,
        relative_attention_max_distance=24,
        feed_forward_proj="gated-gelu",
        tie_word_embeddings=False,
    )
    first = transformer(config, tokenizer, folder, seed=31, max_length=48, model_class=T5EncoderModel)
    prompts = {
        "query": "Represent the question for retrieval: ",
        "document": "Represent the text: ",
    }
    pooling = Pooling(32, "mean", include_prompt=False)
    return SentenceTransformer(modules=[first, pooling, Normalize()], prompts=prompts)
