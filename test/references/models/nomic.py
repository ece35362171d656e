"""NomicBERT with the mean and prompts, as nomic-embed-text-v1.5 has them. Weights and config.json are spelt as published with
nomic-ai/nomic-bert-2048; the reference is transformers' own port, which reads and writes such weights but has its own keys."""

import json
from pathlib import Path

from build_tokenizers import wordpiece
from random_checkpoint import transformer
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import Normalize
from sentence_transformers.sentence_transformer.modules import Pooling
from transformers import NomicBertConfig


def build(folder: Path) -> SentenceTransformer:
    tokenizer = wordpiece(240, lowercase=True, max_length=300)
    config = NomicBertConfig(
        # A multiple of 64: more rows than the tokenizer has tokens.
        vocab_size=256,
        hidden_size=20,
        num_hidden_layers=2,
        num_attention_heads=2,
        # The published code rounds up to a multiple of 256.
        intermediate_size=256,
        max_position_embeddings=512,
        rope_parameters={"rope_type": "default", "rope_theta": 1000.0},
    )
    first = transformer(config, tokenizer, folder, seed=41, max_length=300)
    return SentenceTransformer(
        modules=[first, Pooling(20, "mean"), Normalize()],
        prompts={"query": "search_query: ", "document": "search_document: "},
    )


def respell(folder: Path) -> None:
    """config.json with the keys and constants of nomic-embed-text-v1.5."""
    file = folder / "config.json"
    own = json.loads(file.read_text(encoding="utf-8"))
    published = {
        "activation_function": "swiglu",
        "architectures": ["NomicBertModel"],
        "attn_pdrop": 0.0,
        "bos_token_id": None,
        "causal": False,
        "dense_seq_output": True,
        "embd_pdrop": 0.0,
        "eos_token_id": None,
        "fused_bias_fc": True,
        "fused_dropout_add_ln": True,
        "layer_norm_epsilon": own["layer_norm_eps"],
        "max_trained_positions": 2048,
        "mlp_fc1_bias": False,
        "mlp_fc2_bias": False,
        "model_type": "nomic_bert",
        "n_embd": own["hidden_size"],
        "n_head": own["num_attention_heads"],
        "n_inner": own["intermediate_size"],
        "n_layer": own["num_hidden_layers"],
        "n_positions": own["max_position_embeddings"],
        "pad_vocab_size_multiple": 64,
        "parallel_block": False,
        "parallel_block_tied_norm": False,
        "prenorm": False,
        "qkv_proj_bias": False,
        "resid_pdrop": 0.0,
        "rotary_emb_base": own["rope_parameters"]["rope_theta"],
        "rotary_emb_fraction": 1.0,
        "rotary_emb_interleaved": False,
        "rotary_emb_scale_base": None,
        "rotary_scaling_factor": None,
        "scale_attn_weights": True,
        "torch_dtype": "float32",
        "type_vocab_size": own["type_vocab_size"],
        "use_rms_norm": False,
        "vocab_size": own["vocab_size"],
    }
    file.write_text(json.dumps(published, indent=2) + "\n", encoding="utf-8")
