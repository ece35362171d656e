// What llama.cpp's own tokenizer makes of texts: a GGUF file is the argument, a JSON array of texts the input, and their
// ids the output, with the special tokens that the file says belong around a text. A process of its own, for native code.
import { text } from "node:stream/consumers";
import { getLlama, LlamaLogLevel } from "node-llama-cpp";

const llama = await getLlama({
  gpu: false,
  build: "never",
  skipDownload: true,
  progressLogs: false,
  logLevel: LlamaLogLevel.error,
});
const model = await llama.loadModel({ modelPath: process.argv[2], gpuLayers: 0, vocabOnly: true });
const { bos, sep } = model.tokens;
const ids = JSON.parse(await text(process.stdin)).map((given) => [bos, ...model.tokenize(given), sep]);
process.stdout.write(JSON.stringify(ids));
await llama.dispose();
