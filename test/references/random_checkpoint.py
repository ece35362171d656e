"""Seeded checkpoints whose weights are exact in fp16 or bf16, so that half the bytes hold the same model."""

from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from sentence_transformers.base.modules import Transformer
from transformers import AutoModel, PreTrainedConfig, PreTrainedTokenizerFast


def randomize(
    module: torch.nn.Module, seed: int, scale: float = 0.15, dtype: torch.dtype = torch.float16
) -> None:
    """Normal weights, large enough that a wrong step shows; norms around 1. Rounded to `dtype`."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in sorted(module.named_parameters()):
            values = torch.randn(parameter.shape, generator=generator) * scale
            if "norm" in name.lower() and name.endswith("weight"):
                values += 1
            parameter.copy_(values.to(dtype).float())


def transformer(
    config: PreTrainedConfig,
    tokenizer: PreTrainedTokenizerFast,
    folder: Path,
    *,
    seed: int,
    max_length: int,
    model_class: type = AutoModel,
    dtype: torch.dtype = torch.float16,
) -> Transformer:
    """A random model of the config as the first module of a SentenceTransformer. `folder` is for the way there."""
    torch.manual_seed(seed)
    model = model_class.from_config(config) if model_class is AutoModel else model_class(config)
    randomize(model, seed, dtype=dtype)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return Transformer(str(folder), max_seq_length=max_length)


def halve(file: Path, dtype: torch.dtype = torch.float16) -> None:
    """Stores a file's fp32 tensors in half the bytes."""
    tensors = load_file(file)
    halved = {name: tensor.to(dtype) if tensor.is_floating_point() else tensor for name, tensor in tensors.items()}
    for name, tensor in tensors.items():
        if not torch.equal(halved[name].to(tensor.dtype), tensor):
            raise ValueError(f"{file}: {name} is not exact in {dtype}")
    save_file(halved, file, metadata={"format": "pt"})
    file.chmod(0o644)
