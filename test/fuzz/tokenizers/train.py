"""Trains the small tokenizers of test/fixtures/tokenizers, one a family of embedding models.

    python train.py OUT CHARSMAP.json TEXTS.jsonl...

CHARSMAP.json is a tokenizer.json whose normalizer holds SentencePiece's nmt_nfkc character map; every TEXTS.jsonl has
a `text` in each line. Needs tokenizers 0.23.3.
"""

import gzip
import json
import sys
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

out, charsmap_file, *text_files = sys.argv[1:]
texts = [json.loads(line)["text"] for file in text_files for line in open(file, encoding="utf-8") if line.strip()]
charsmap = json.load(open(charsmap_file, encoding="utf-8"))["normalizer"]["precompiled_charsmap"]

QWEN = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
LLAMA_3 = QWEN.replace(r"\p{N}| ?", r"\p{N}{1,3}| ?")
GPT_4O = (
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
    r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
    r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
BYTES = [f"<0x{byte:02X}>" for byte in range(256)]


def precompiled():
    return {"type": "Precompiled", "precompiled_charsmap": charsmap}


def with_parts(tokenizer, **parts):
    """Parts that the Python library does not build, put in by their JSON."""
    definition = json.loads(tokenizer.to_str())
    definition.update(parts)
    return Tokenizer.from_str(json.dumps(definition))


def word_piece(normalizer, pre_tokenizer, specials=("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"), size=1500):
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer, tokenizer.pre_tokenizer = normalizer, pre_tokenizer
    tokenizer.train_from_iterator(
        texts, trainers.WordPieceTrainer(vocab_size=size, special_tokens=list(specials), show_progress=False)
    )
    tokenizer.post_processor = processors.BertProcessing(
        ("[SEP]", tokenizer.token_to_id("[SEP]")), ("[CLS]", tokenizer.token_to_id("[CLS]"))
    )
    return tokenizer


def byte_level(normalizer, pre_tokenizer, specials=("<s>", "<pad>", "</s>", "<unk>"), size=1500, **options):
    tokenizer = Tokenizer(models.BPE(**options))
    tokenizer.normalizer, tokenizer.pre_tokenizer = normalizer, pre_tokenizer
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        special_tokens=list(specials),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def unigram(normalizer, pre_tokenizer, specials, unknown, size=1200):
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer, tokenizer.pre_tokenizer = normalizer, pre_tokenizer
    trainer = trainers.UnigramTrainer(
        vocab_size=size, special_tokens=list(specials), unk_token=unknown, show_progress=False
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def bert_cased():
    return word_piece(
        normalizers.BertNormalizer(lowercase=False, strip_accents=None), pre_tokenizers.BertPreTokenizer()
    )


def bert_added():
    """Added tokens with every option, over a normalizer that changes their spelling."""
    tokenizer = word_piece(normalizers.BertNormalizer(lowercase=True), pre_tokenizers.BertPreTokenizer(), size=900)
    tokenizer.add_tokens(
        [
            AddedToken("Left", lstrip=True, normalized=True),
            AddedToken("Right", rstrip=True, normalized=True),
            AddedToken("Both", lstrip=True, rstrip=True, normalized=True),
            AddedToken("Word", single_word=True, normalized=True),
            AddedToken("Éxact", normalized=False),
            AddedToken("WORD2", single_word=True, lstrip=True, rstrip=True, normalized=False),
            AddedToken("lefts", normalized=True),
            AddedToken("日本", normalized=True),
        ]
    )
    tokenizer.add_special_tokens(
        [
            AddedToken("<mask>", lstrip=True),
            AddedToken("<sep>", rstrip=True),
            AddedToken("<both>", lstrip=True, rstrip=True),
            AddedToken("<one>", single_word=True),
        ]
    )
    return tokenizer


def words_and_digits():
    """The remaining normalizers and pre-tokenizers."""
    return word_piece(
        normalizers.Sequence(
            [
                normalizers.Strip(),
                normalizers.NFKD(),
                normalizers.StripAccents(),
                normalizers.Lowercase(),
                normalizers.Replace(Regex(r"\s+"), " "),
                normalizers.Replace("``", '"'),
            ]
        ),
        pre_tokenizers.Sequence(
            [
                pre_tokenizers.Whitespace(),
                pre_tokenizers.Digits(individual_digits=True),
                pre_tokenizers.Punctuation("isolated"),
            ]
        ),
        size=900,
    )


def gpt2():
    tokenizer = byte_level(None, pre_tokenizers.ByteLevel(add_prefix_space=False), ("<|endoftext|>",))
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    return tokenizer


def roberta():
    tokenizer = byte_level(None, pre_tokenizers.ByteLevel(add_prefix_space=True))
    tokenizer.add_special_tokens([AddedToken("<mask>", lstrip=True)])
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), add_prefix_space=True)
    return tokenizer


def modernbert():
    tokenizer = byte_level(
        normalizers.NFC(), pre_tokenizers.ByteLevel(add_prefix_space=False), ("<|padding|>", "<|endoftext|>")
    )
    tokenizer.add_tokens([AddedToken(" " * count, normalized=True) for count in range(24, 1, -1)])
    tokenizer.add_special_tokens(["[UNK]", "[CLS]", "[SEP]", "[PAD]", AddedToken("[MASK]", lstrip=True)])
    framed(tokenizer, "[CLS] $A [SEP]")
    return tokenizer


def split_by(pattern, normalizer=None, **options):
    tokenizer = byte_level(
        normalizer,
        pre_tokenizers.Sequence(
            [
                pre_tokenizers.Split(Regex(pattern), "isolated"),
                pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
            ]
        ),
        ("<|endoftext|>", "<|im_start|>", "<|im_end|>"),
        **options,
    )
    framed(tokenizer, "$A <|endoftext|>")
    return tokenizer


def framed(tokenizer, template):
    named = [part for part in template.split() if part != "$A"]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=template, special_tokens=[(name, tokenizer.token_to_id(name)) for name in named]
    )


def xlm_roberta():
    tokenizer = unigram(
        None,
        pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()]),
        ("<s>", "<pad>", "</s>", "<unk>"),
        "<unk>",
    )
    tokenizer = with_parts(tokenizer, normalizer=precompiled())
    tokenizer.add_special_tokens([AddedToken("<mask>", lstrip=True)])
    framed(tokenizer, "<s> $A </s>")
    return tokenizer


def t5():
    sentinels = [f"<extra_id_{index}>" for index in range(20)]
    tokenizer = unigram(None, pre_tokenizers.Metaspace(), ("<pad>", "</s>", "<unk>"), "<unk>")
    tokenizer = with_parts(tokenizer, normalizer=precompiled())
    tokenizer.add_special_tokens([AddedToken(name, lstrip=True, rstrip=True) for name in sentinels])
    framed(tokenizer, "$A </s>")
    return tokenizer


def albert():
    tokenizer = unigram(
        None, pre_tokenizers.Metaspace(prepend_scheme="first"), ("<pad>", "<unk>", "[CLS]", "[SEP]"), "<unk>", size=800
    )
    steps = [
        normalizers.Replace("``", '"'),
        normalizers.Replace("''", '"'),
        normalizers.NFKD(),
        normalizers.StripAccents(),
        normalizers.Lowercase(),
    ]
    parts = json.loads(normalizers.Sequence(steps).__getstate__())
    parts["normalizers"] += [
        precompiled(),
        {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "},
    ]
    tokenizer = with_parts(tokenizer, normalizer=parts)
    tokenizer.add_special_tokens([AddedToken("[MASK]", lstrip=True)])
    framed(tokenizer, "[CLS] $A [SEP]")
    return tokenizer


def with_byte_fallback(normalizer, pre_tokenizer, specials, size=1500):
    """Gemma's and Llama 2's BPE: no pre-tokenizer to speak of, unknown characters as their bytes."""
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.normalizer = normalizers.Replace(" ", "▁")
    # Trained on words: without a split the trainer would learn whole sentences.
    tokenizer.pre_tokenizer = pre_tokenizers.Split("▁", "merged_with_next")
    trainer = trainers.BpeTrainer(
        vocab_size=size, special_tokens=[*specials, *BYTES], limit_alphabet=300, show_progress=False
    )
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer = with_parts(tokenizer, added_tokens=[], pre_tokenizer=None)
    tokenizer.normalizer = normalizer
    if pre_tokenizer is not None:
        tokenizer.pre_tokenizer = pre_tokenizer
    tokenizer.add_special_tokens(list(specials))
    return tokenizer


def gemma():
    tokenizer = with_byte_fallback(
        normalizers.Replace(" ", "▁"),
        pre_tokenizers.Split(" ", "merged_with_previous"),
        ("<pad>", "<eos>", "<bos>", "<unk>", "<mask>"),
    )
    tokenizer.add_tokens([AddedToken("\n" * count, normalized=False) for count in range(1, 8)])
    tokenizer.add_tokens([AddedToken("▁" * count, normalized=False) for count in range(2, 8)])
    tokenizer.add_tokens([AddedToken("<table>", normalized=False), AddedToken("<start_of_image>", normalized=False)])
    framed(tokenizer, "<bos> $A <eos>")
    return tokenizer


def llama_2():
    tokenizer = with_byte_fallback(
        normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")]), None, ("<unk>", "<s>", "</s>")
    )
    framed(tokenizer, "<s> $A </s>")
    return tokenizer


def mistral():
    tokenizer = with_byte_fallback(
        None, pre_tokenizers.Metaspace(prepend_scheme="first", split=False), ("<unk>", "<s>", "</s>")
    )
    framed(tokenizer, "<s> $A </s>")
    return tokenizer


families = {
    "bert-cased": bert_cased,
    "bert-added": bert_added,
    "words-and-digits": words_and_digits,
    "gpt2": gpt2,
    "roberta": roberta,
    "modernbert": modernbert,
    "qwen": lambda: split_by(QWEN, normalizers.NFC()),
    "llama-3": lambda: split_by(LLAMA_3, ignore_merges=True),
    "gpt-4o": lambda: split_by(GPT_4O),
    "xlm-roberta": xlm_roberta,
    "t5": t5,
    "albert": albert,
    "gemma": gemma,
    "llama-2": llama_2,
    "mistral": mistral,
}
for name, make in families.items():
    tokenizer = make()
    # A fixed time stamp, so that the same tokenizer is the same file.
    with open(Path(out) / f"{name}.json.gz", "wb") as file:
        file.write(gzip.compress(tokenizer.to_str().encode(), 9, mtime=0))
    print(name, tokenizer.get_vocab_size())
