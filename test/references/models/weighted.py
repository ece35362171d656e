"""BERT with the mean weighted by position, as SGPT's; the prompt is left out, and the weights count it all the same."""

from pathlib import Path

from random_checkpoint import transformer
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Pooling
from build_tokenizers import wordpiece
from transformers import BertConfig


def build(folder: Path) -> SentenceTransformer:
    tokenizer = wordpiece(360, lowercase=True, max_length=48)
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        num_attention_heads=4,
        num_hidden_layers=2,
        intermediate_size=64,
        max_position_embeddings=48,
    )
    first = transformer(config, tokenizer, folder, seed=41, max_length=48)
    pooling = Pooling(32, "weightedmean", include_prompt=False)
    return SentenceTransformer(modules=[first, pooling], prompts={"query": "Question: ", "document": ""})
