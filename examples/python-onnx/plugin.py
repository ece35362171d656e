"""An Isovec backend plugin: a converted checkpoint through onnxruntime. Messages: docs/writing-a-plugin.md."""

import base64
import json
import os
import sys

import numpy as np

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # read when the library is loaded
import onnxruntime as ort  # noqa: E402

# stdout carries messages and nothing else: whatever prints from now on goes to the log.
STDIN, STDOUT = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
os.dup2(2, 1)


class Refusal(Exception):
    """An error response: 1002 ModelCorrupt, 1003 BackendUnavailable, -32602 invalid params."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


def read():
    """The next message, or None when the server is gone."""
    length = None
    while (line := STDIN.readline()) not in (b"\r\n", b""):
        name, _, value = line.decode("ascii").partition(":")
        if name.lower() == "content-length":
            length = int(value)
    return None if length is None else json.loads(STDIN.read(length))


def write(message):
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    STDOUT.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
    STDOUT.flush()


session = None
vocabulary = 0


def initialize(params):
    if params["options"]:
        raise Refusal(-32602, f"there is no option {next(iter(params['options']))}")
    capabilities = {"input": "tokens", "output": "states", "encodings": ["base64"], "maxBatchTokens": 512}
    return {
        "capabilities": {**capabilities, "dtype": "fp32", "device": "cpu", "numeric": "exact"},
        "pluginInfo": {"name": "python-onnx", "version": "1.0.0"},
    }


def load(params):
    global session, vocabulary
    graph = os.path.join(sys.argv[1], "model.onnx")
    if not os.path.exists(graph):
        raise Refusal(1003, f"{graph} is missing: run `isovec convert`, see the plugin's README")
    options = ort.SessionOptions()
    options.intra_op_num_threads = params.get("threads", 0)
    session = ort.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    hidden = session.get_outputs()[0].shape[2]
    if hidden != params["model"]["hiddenSize"]:
        raise Refusal(1002, f"{graph} gives {hidden} components: it was converted from another model")
    vocabulary = params["model"]["vocabularySize"]
    return {"modelId": "onnx", "dimensions": hidden, "maxTokens": params["model"]["maxTokens"]}


def embed(params):
    if session is None or params.get("modelId") != "onnx":
        raise Refusal(-32602, "no model of this modelId is loaded")
    try:
        lengths, ids = params["lengths"], np.frombuffer(base64.b64decode(params["ids"]), "<i4")
        tokens = sum(lengths)
    except (KeyError, TypeError, ValueError) as error:
        raise Refusal(-32602, "lengths and ids in base64 are needed") from error
    if tokens != len(ids):
        raise Refusal(-32602, "lengths are not those of ids")
    if len(ids) == 0 or ids.min() < 0 or ids.max() >= vocabulary:
        raise Refusal(-32602, "an id is outside of the vocabulary")
    # True where a token stands: the rows' ids fill it from the left, and their states are read back by it.
    real = np.arange(max(lengths)) < np.array(lengths)[:, None]
    feeds = {name: np.zeros(real.shape, np.int32) for name in ("input_ids", "attention_mask", "token_type_ids")}
    feeds["input_ids"][real] = ids
    feeds["attention_mask"][real] = 1
    [states] = session.run(["last_hidden_state"], feeds)
    rows = states[real].astype("<f4")
    data = base64.b64encode(rows.tobytes()).decode()
    return {"count": len(lengths), "shape": list(rows.shape), "data": data}


METHODS = {
    "initialize": initialize,
    "backend/load": load,
    "backend/embed": embed,
    "backend/unload": lambda params: None,
    "backend/health": lambda params: {"loaded": session is not None},
    "shutdown": lambda params: None,
}


def answer(message):
    method = METHODS.get(message["method"])
    if method is None:
        return {"error": {"code": -32601, "message": f"no method {message['method']}"}}
    try:
        return {"result": method(message.get("params"))}
    except Refusal as refusal:
        return {"error": {"code": refusal.code, "message": str(refusal)}}
    except Exception as error:
        return {"error": {"code": -32603, "message": f"{type(error).__name__}: {error}"}}


while (message := read()) is not None and message["method"] != "exit":
    if "id" in message:
        write({"id": message["id"], **answer(message)})
