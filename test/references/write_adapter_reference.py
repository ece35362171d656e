"""What PEFT and transformers make of the bundled adapter: test/fixtures/golden/all-MiniLM-L6-v2-code.jsonl.

    python test/references/write_adapter_reference.py CHECKPOINT

CHECKPOINT is the fp32 folder of sentence-transformers/all-MiniLM-L6-v2. Needs torch, transformers and peft.
"""

import base64
import json
import sys
from pathlib import Path

import torch
from peft import PeftModel
from tokenizers import Tokenizer
from transformers import AutoModel

REPOSITORY = Path(__file__).resolve().parents[2]
GOLDEN = REPOSITORY / "test/fixtures/golden"
ADAPTER = REPOSITORY / "models/all-MiniLM-L6-v2-code"
# Where an identifier's words meet.
MORE = {
    "code-camel": "export function getHTTPResponse(requestURL: string) { return fetchOrThrow(requestURL); }",
    "code-snake": "def parse_retry_after(header_value: str) -> float:\n    return float(header_value)",
    "code-header": "src http client\nHttpClient\nclass HttpClient2D {\n  sendJSONRequest(bodyText) {}\n}",
}


def main() -> None:
    base = AutoModel.from_pretrained(sys.argv[1], dtype=torch.float32)
    model = PeftModel.from_pretrained(base, ADAPTER).merge_and_unload().float().eval()
    tokenizer = Tokenizer.from_file(str(ADAPTER / "tokenizer.json"))
    tokenizer.enable_truncation(256)
    rows = [json.loads(line) for line in (GOLDEN / "all-MiniLM-L6-v2.jsonl").read_text().split("\n") if line]
    texts = {row["id"]: row["text"] for row in rows} | MORE
    with (GOLDEN / "all-MiniLM-L6-v2-code.jsonl").open("w") as out:
        for name, text in texts.items():
            ids = tokenizer.encode(text).ids
            with torch.no_grad():
                states = model(input_ids=torch.tensor([ids])).last_hidden_state.double()
            vector = torch.nn.functional.normalize(states.mean(1), dim=-1)[0].float()
            stored = base64.b64encode(vector.numpy().tobytes()).decode()
            out.write(json.dumps({"id": name, "text": text, "ids": ids, "vector": stored}) + "\n")


if __name__ == "__main__":
    main()
