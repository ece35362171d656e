"""Small tokenizers of the kinds that the models have. The trainers of `tokenizers` give another vocabulary on each run,
so a vocabulary is counted here: every character of the corpus and its most frequent pieces."""

import math
from collections import Counter

from reference_texts import CORPUS
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
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


def wordpiece(size: int, *, lowercase: bool, max_length: int) -> PreTrainedTokenizerFast:
    """BERT's: words cleaned and split at punctuation, [CLS] and [SEP] around them. Cased ones keep accents too."""
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    tokenizer = Tokenizer(models.WordPiece({"[UNK]": 0}, unk_token="[UNK]"))
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
    tokenizer.model = models.WordPiece(
        {piece: index for index, piece in enumerate(vocabulary)}, unk_token="[UNK]"
    )
    tokenizer.add_special_tokens(special)
    framed(tokenizer, ["[CLS]"], ["[SEP]"])
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        model_max_length=max_length,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        mask_token="[MASK]",
        model_input_names=["input_ids", "token_type_ids", "attention_mask"],
    )


def unigram(size: int, *, max_length: int) -> PreTrainedTokenizerFast:
    """T5's: SentencePiece's Unigram with Metaspace, </s> behind a text and nothing before it."""
    special = ["<pad>", "</s>", "<unk>"]
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
    tokenizer.model = models.Unigram(vocabulary, unk_id=special.index("<unk>"), byte_fallback=False)
    tokenizer.add_special_tokens(special)
    framed(tokenizer, [], ["</s>"])
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        model_max_length=max_length,
        pad_token="<pad>",
        eos_token="</s>",
        unk_token="<unk>",
        model_input_names=["input_ids", "attention_mask"],
    )
