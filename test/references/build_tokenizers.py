"""Small tokenizers of the kinds that the models have. The trainers of `tokenizers` give another vocabulary on each run,
so a vocabulary is counted here: every character of the corpus and its most frequent pieces."""

import math
from collections import Counter

from reference_texts import CORPUS
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import PreTrainedTokenizerFast

LONGEST_PIECE = 10


def words_of(tokenizer: Tokenizer) -> list[str]:
    """The corpus as the tokenizer's model is given it."""
    normalized = (tokenizer.normalizer.normalize_str(text) for text in CORPUS)
    return [word for text in normalized for word, _ in tokenizer.pre_tokenizer.pre_tokenize_str(text)]


def frequent(pieces: Counter[str], count: int) -> list[str]:
    """All single characters, then what saves the most tokens."""

    def order(piece: str) -> tuple:
        length = len(piece.removeprefix("##"))
        return (length > 1, pieces[piece] < 2, -pieces[piece] * (length - 1), piece)

    return sorted(pieces, key=order)[:count]


def framed(tokenizer: Tokenizer, before: list[str], after: list[str]) -> None:
    """Lets the tokenizer put special tokens around a text."""
    special = [(token, tokenizer.token_to_id(token)) for token in dict.fromkeys(before + after)]
    template = " ".join([*before, "$A", *after])
    tokenizer.post_processor = processors.TemplateProcessing(single=template, special_tokens=special)


# Special tokens in the order of their ids.
BERT_TOKENS = {"pad": "[PAD]", "unk": "[UNK]", "cls": "[CLS]", "sep": "[SEP]", "mask": "[MASK]"}
MPNET_TOKENS = {"cls": "<s>", "pad": "<pad>", "sep": "</s>", "unk": "[UNK]", "mask": "<mask>"}


def wordpiece(
    size: int, *, lowercase: bool, max_length: int, tokens: dict[str, str] = BERT_TOKENS
) -> PreTrainedTokenizerFast:
    """BERT's: words cleaned and split at punctuation, [CLS] and [SEP] around them. Cased ones keep accents too."""
    special = list(tokens.values())
    unknown = tokens["unk"]
    tokenizer = Tokenizer(models.WordPiece({unknown: 0}, unk_token=unknown))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=lowercase)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    pieces: Counter[str] = Counter()
    for word in words_of(tokenizer):
        if len(word) > 100:
            continue
        for start in range(len(word)):
            mark = "##" if start else ""
            for end in range(start + 1, min(len(word), start + LONGEST_PIECE) + 1):
                pieces[mark + word[start:end]] += 1
    vocabulary = [*special, *frequent(pieces, size - len(special))]
    ids = {piece: index for index, piece in enumerate(vocabulary)}
    tokenizer.model = models.WordPiece(ids, unk_token=unknown)
    tokenizer.add_special_tokens(special)
    framed(tokenizer, [tokens["cls"]], [tokens["sep"]])
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        model_max_length=max_length,
        model_input_names=["input_ids", "attention_mask"],
        **{f"{name}_token": token for name, token in tokens.items()},
    )


# In the order of their ids. XLM-RoBERTa's own order has <pad> at 1.
T5_TOKENS = {"pad": "<pad>", "eos": "</s>", "unk": "<unk>"}
XLM_ROBERTA_TOKENS = {"bos": "<s>", "unk": "<unk>", "eos": "</s>", "pad": "<pad>"}


def unigram(
    size: int, *, max_length: int, tokens: dict[str, str] = T5_TOKENS
) -> PreTrainedTokenizerFast:
    """SentencePiece's Unigram with Metaspace, </s> behind a text, and <s> before it where there is one."""
    special = list(tokens.values())
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace("\u0000", "")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    pieces: Counter[str] = Counter()
    for word in words_of(tokenizer):
        for start in range(len(word)):
            for end in range(start + 1, min(len(word), start + LONGEST_PIECE) + 1):
                pieces[word[start:end]] += 1
    chosen = frequent(pieces, size - len(special))
    total = sum(pieces[piece] for piece in chosen)
    # Scores that differ by position leave no two ways of splitting a word equally good.
    scored = [
        (piece, round(math.log(pieces[piece] / total) - index * 1e-4, 6)) for index, piece in enumerate(chosen)
    ]
    vocabulary = [*((token, 0.0) for token in special), *scored]
    tokenizer.model = models.Unigram(vocabulary, unk_id=special.index(tokens["unk"]), byte_fallback=False)
    tokenizer.add_special_tokens(special)
    framed(tokenizer, [tokens["bos"]] if "bos" in tokens else [], [tokens["eos"]])
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        model_max_length=max_length,
        model_input_names=["input_ids", "attention_mask"],
        **{f"{name}_token": token for name, token in tokens.items()},
    )


def byte_fallback_bpe(merge_count: int, *, max_length: int) -> PreTrainedTokenizerFast:
    """Gemma's: spaces written as \u2581, a text merged as one word, bytes for unknown characters, <bos> and <eos> around it."""
    special = ["<pad>", "<eos>", "<bos>", "<unk>"]
    texts = [list(text.replace(" ", "\u2581")) for text in CORPUS if len(text) < 300]
    letters = sorted({letter for text in texts for letter in text if letter.isascii() or letter == "\u2581"})
    merges: list[tuple[str, str]] = []
    for _ in range(merge_count):
        pairs = Counter(pair for text in texts for pair in zip(text, text[1:]) if "".join(pair).isprintable())
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        merges.append(best)
        texts = [merged(text, best) for text in texts]
    vocabulary = [*special, *(f"<0x{byte:02X}>" for byte in range(256)), *letters]
    vocabulary += dict.fromkeys("".join(pair) for pair in merges)
    known = {piece: index for index, piece in enumerate(vocabulary)}
    merges = [pair for pair in merges if pair[0] in known and pair[1] in known]
    tokenizer = Tokenizer(models.BPE(known, merges, unk_token="<unk>", byte_fallback=True, fuse_unk=True))
    tokenizer.normalizer = normalizers.Replace(" ", "\u2581")
    tokenizer.pre_tokenizer = pre_tokenizers.Split(" ", "merged_with_previous")
    tokenizer.add_special_tokens(special)
    framed(tokenizer, ["<bos>"], ["<eos>"])
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        model_max_length=max_length,
        pad_token="<pad>",
        eos_token="<eos>",
        bos_token="<bos>",
        unk_token="<unk>",
        model_input_names=["input_ids", "attention_mask"],
    )


# Of Qwen2 and Qwen3: a tokenizer.json as published has it as a `Split` before `ByteLevel`.
QWEN_PATTERN = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)


def byte_level_bpe(
    merge_count: int,
    *,
    max_length: int,
    tokens: dict[str, str],
    before: list[str],
    after: list[str],
    pattern: str | None = None,
) -> PreTrainedTokenizerFast:
    """GPT-2's: every byte a character, words by its own pattern or another, NFC in front as ModernBERT and Qwen have it."""
    tokenizer = Tokenizer(models.BPE({}, []))
    tokenizer.normalizer = normalizers.NFC()
    byte_level = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=pattern is None)
    if pattern is None:
        tokenizer.pre_tokenizer = byte_level
    else:
        split = pre_tokenizers.Split(Regex(pattern), "isolated")
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence([split, byte_level])
    words = [list(word) for word in words_of(tokenizer) if len(word) < 100]
    merges: list[tuple[str, str]] = []
    for _ in range(merge_count):
        pairs = Counter(pair for word in words for pair in zip(word, word[1:]))
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        merges.append(best)
        words = [merged(word, best) for word in words]
    vocabulary = [*sorted(pre_tokenizers.ByteLevel.alphabet()), *dict.fromkeys("".join(pair) for pair in merges)]
    known = {piece: index for index, piece in enumerate(vocabulary)}
    tokenizer.model = models.BPE(known, merges)
    tokenizer.add_special_tokens(list(tokens.values()))
    framed(tokenizer, before, after)
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        model_max_length=max_length,
        model_input_names=["input_ids", "attention_mask"],
        **{f"{name}_token": token for name, token in tokens.items()},
    )


def merged(pieces: list[str], pair: tuple[str, str]) -> list[str]:
    """The pieces with each neighbouring `pair` made one, from the left."""
    result: list[str] = []
    for piece in pieces:
        if result and (result[-1], piece) == pair:
            result[-1] += piece
        else:
            result.append(piece)
    return result
