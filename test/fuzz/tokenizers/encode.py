"""Ids of the reference: python encode.py STRINGS.jsonl OUT TOKENIZER... writes OUT/NAME.jsonl, a line of ids a string.

A TOKENIZER is NAME=FILE, a tokenizer.json or its .gz. STRINGS.jsonl has one JSON string a line.
"""

import gzip
import json
import sys
from pathlib import Path

import tokenizers

strings_file, out, *named = sys.argv[1:]
strings = [json.loads(line) for line in open(strings_file, encoding="utf-8")]
for pair in named:
    name, file = pair.split("=", 1)
    content = Path(file).read_bytes()
    tokenizer = tokenizers.Tokenizer.from_str(
        (gzip.decompress(content) if file.endswith(".gz") else content).decode()
    )
    tokenizer.no_truncation()
    tokenizer.no_padding()
    with open(Path(out) / f"{name}.jsonl", "w", encoding="ascii") as lines:
        for start in range(0, len(strings), 1000):
            for encoding in tokenizer.encode_batch(strings[start : start + 1000]):
                lines.write(json.dumps(encoding.ids, separators=(",", ":")) + "\n")
print(tokenizers.__version__)
