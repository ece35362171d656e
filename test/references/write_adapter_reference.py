"""What PEFT and transformers make of the bundled adapter: test/fixtures/golden/all-MiniLM-L6-v2-code.jsonl, and the vectors of
its probes, which `isovec pack` has taken from its own engine.

    python test/references/write_adapter_reference.py CHECKPOINT

CHECKPOINT is the fp32 folder of sentence-transformers/all-MiniLM-L6-v2. Needs torch, transformers and peft.
"""

import base64
import hashlib
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


def write_probes(vector_of) -> None:
    file = ADAPTER / "probes.json"
    probes = json.loads(file.read_text())
    for probe in probes["probes"]:
        ids, vector = vector_of(probe["text"])
        assert ids == probe["ids"], probe["text"]
        probe["vector"] = vector
    file.write_text(json.dumps(probes, indent=1, ensure_ascii=False) + "\n")
    manifest = json.loads((ADAPTER / "manifest.json").read_text())
    entry = next(one for one in manifest["files"] if one["path"] == file.name)
    entry |= {"bytes": file.stat().st_size, "sha256": hashlib.sha256(file.read_bytes()).hexdigest()}
    (ADAPTER / "manifest.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")


def main() -> None:
    base = AutoModel.from_pretrained(sys.argv[1], dtype=torch.float32)
    model = PeftModel.from_pretrained(base, ADAPTER).merge_and_unload().float().eval()
    tokenizer = Tokenizer.from_file(str(ADAPTER / "tokenizer.json"))
    tokenizer.enable_truncation(256)
    rows = [json.loads(line) for line in (GOLDEN / "all-MiniLM-L6-v2.jsonl").read_text().split("\n") if line]
    texts = {row["id"]: row["text"] for row in rows} | MORE

    def vector_of(text: str) -> tuple[list[int], str]:
        ids = tokenizer.encode(text).ids
        with torch.no_grad():
            states = model(input_ids=torch.tensor([ids])).last_hidden_state.double()
        vector = torch.nn.functional.normalize(states.mean(1), dim=-1)[0].float()
        return ids, base64.b64encode(vector.numpy().tobytes()).decode()

    with (GOLDEN / "all-MiniLM-L6-v2-code.jsonl").open("w") as out:
        for name, text in texts.items():
            ids, vector = vector_of(text)
            out.write(json.dumps({"id": name, "text": text, "ids": ids, "vector": vector}) + "\n")
    write_probes(vector_of)


if __name__ == "__main__":
    main()
