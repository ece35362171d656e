"""The texts of a reference: few, and each there for a reason."""

TEXTS: dict[str, str] = {
    "empty": "",
    "one-letter": "a",
    "sentence": "The connection is closed when the last reader has left.",
    "question": "How do I close a database connection safely?",
    "capitals": "HTTP servers answer GET requests; Paris is not PARIS.",
    "code": "export function readLines(file: string): string[] {\n  return split(read(file));\n}",
    "accents": "Ein Verstoß, naïve café, Zürich, sarcoïdose et ostéoporose",
    "greek": "ΟΔΥΣΣΕΥΣ και Οδυσσεύς",
    "cyrillic": "Быстрая лиса прыгает",
    "chinese": "数据库连接",
    "korean": "데이터베이스 연결",
    "emoji": "ship it 🚢 👩‍💻 now",
    "ligature": "ﬁne ½ ① Å",
    "numbers": "3.14159 is not 22/7, and 1,000,000 is 10^6",
    "address": "https://example.org/a/b?c=d&e=f#g",
    "spaces": "  leading, \t tabs \n\n and trailing  ",
    "control": "nul\u0000 bell\u0007 zero\u200bwidth soft\u00adhyphen",
    "special-cls": "[CLS] and [SEP] and [PAD] in the text",
    "special-s": "<s> and </s> and <pad> in the text",
    "long-word": "x" * 120,
    "long": " ".join(f"reader {number} closes the connection" for number in range(60)),
    "middle": " ".join(f"line {number} of the file" for number in range(8)),
}

# What a tokenizer is trained on besides: enough for a few hundred pieces.
CORPUS: list[str] = [
    *TEXTS.values(),
    "Open the file, read every line and close the file when you are done.",
    "A function returns a list of strings; an empty list when there are no lines.",
    "Represent the question for retrieval: where is the retry policy implemented?",
    "The parser fails on nested brackets because the stack is cleared too early.",
    "Vectors of the same text are the same whichever engine computes them.",
    "Encoding a text twice gives the same tokens, and decoding them gives the text.",
    "Some readings are reading readers' reads; the reader reads and rereads.",
    "connection connections connected connecting connector database databases data",
]
