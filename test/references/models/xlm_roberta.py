"""XLM-RoBERTa whose padding token is not the second: positions begin after it, and a text may spell it out."""

from pathlib import Path

from build_tokenizers import XLM_ROBERTA_TOKENS, unigram
from random_checkpoint import transformer
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import Normalize
from sentence_transformers.sentence_transformer.modules import Pooling
from transformers import XLMRobertaConfig


def build(folder: Path) -> SentenceTransformer:
    tokenizer = unigram(360, max_length=60, tokens=XLM_ROBERTA_TOKENS)
    config = XLMRobertaConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        num_attention_heads=4,
        num_hidden_layers=2,
        intermediate_size=64,
        max_position_embeddings=64,
        type_vocab_size=1,
        layer_norm_eps=1e-5,
        pad_token_id=tokenizer.pad_token_id,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
    )
    first = transformer(config, tokenizer, folder, seed=61, max_length=60)
    return SentenceTransformer(
        modules=[first, Pooling(32, "mean"), Normalize()], prompts={"query": "query: ", "document": "passage: "}
    )
