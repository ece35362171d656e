"""ModernBERT with its byte-level BPE, layers that see the whole text and layers that see a window, gated feed-forward networks, the
first token's state and Normalize, as gte-modernbert-base has them."""

from pathlib import Path

from build_tokenizers import byte_level_bpe
from random_checkpoint import transformer
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import Normalize
from sentence_transformers.sentence_transformer.modules import Pooling
from transformers import ModernBertConfig


def build(folder: Path) -> SentenceTransformer:
    tokenizer = byte_level_bpe(
        90,
        max_length=300,
        tokens={"unk": "[UNK]", "cls": "[CLS]", "sep": "[SEP]", "pad": "[PAD]", "mask": "[MASK]"},
        before=["[CLS]"],
        after=["[SEP]"],
    )
    config = ModernBertConfig(
        vocab_size=len(tokenizer) + 3,
        hidden_size=24,
        intermediate_size=32,
        num_hidden_layers=4,
        num_attention_heads=2,
        max_position_embeddings=300,
        global_attn_every_n_layers=3,
        # Four positions on either side.
        local_attention=8,
        pad_token_id=tokenizer.pad_token_id,
        cls_token_id=tokenizer.cls_token_id,
        sep_token_id=tokenizer.sep_token_id,
        bos_token_id=tokenizer.cls_token_id,
        eos_token_id=tokenizer.sep_token_id,
    )
    first = transformer(config, tokenizer, folder, seed=51, max_length=300)
    return SentenceTransformer(modules=[first, Pooling(24, "cls"), Normalize()])
