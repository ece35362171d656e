import type { Finding } from "@isovec/core";

/** The kinds of server that `--api` names, and an engine of ours. */
export type Surgery = "openai" | "tei" | "ollama" | "llama-server" | "engine";

type Remedy = Readonly<Partial<Record<Surgery, string>>> & { readonly otherwise: string };

const byTokens: Remedy = {
  engine: "Fetch the model's tokenizer files again.",
  ollama:
    "Take a newer Ollama, or make the model anew from a GGUF whose tokenizer metadata is right; it takes no token ids.",
  otherwise:
    'Let Isovec make the token ids: put `isovec proxy --url …` in front of it, or name it as the engine http with "input": "tokens".',
};

const byPooling: Remedy = {
  tei: "Start it with --pooling as the model's 1_Pooling/config.json says.",
  "llama-server": "Start it with --pooling mean, cls or last, as the model's 1_Pooling/config.json says.",
  ollama: "Make the model anew from a GGUF whose pooling_type is the model's own.",
  openai:
    "Set the pooling in its configuration (vLLM: --pooler-config), as the model's 1_Pooling/config.json says.",
  otherwise: "Set the pooling as the model's 1_Pooling/config.json says.",
};

const byNorm: Remedy = {
  tei: 'Send "normalize": true.',
  "llama-server": 'Send "embd_normalize": 2, or divide every vector by its length.',
  otherwise: "Divide every vector by its length before it is compared: that mends all of it.",
};

const byLength: Remedy = {
  tei: "Start it with the model's own sentence_bert_config.json and a --max-batch-tokens that is large enough.",
  "llama-server":
    "Start it with -c, -b and -ub no smaller than the model's length, and cut texts before they are sent.",
  otherwise: "Cut texts at the model's own length before they are sent, or let `isovec proxy --url …` do it.",
};

const byBatch: Remedy = {
  otherwise: "Send one text a request until it is mended: alone they are answered as above.",
};

const byPrompt: Remedy = {
  tei: "Start it without --default-prompt, or send no prompt besides.",
  otherwise: "Leave the prompt to one side: either the server puts it in front of a text, or the client.",
};

const byWeights: Remedy = {
  otherwise: "Start it with the model named here, or name with --model the one that it runs.",
};

const byArithmetic: Remedy = {
  "llama-server": "Take a GGUF of Q8_0 or F16.",
  ollama: "Take the model in q8_0 or fp16.",
  tei: "Start it with --dtype float32.",
  otherwise: "Let it compute in fp32, or with weights of 8 bits at least.",
};

/** By the first part of a finding's name. */
const remedies: readonly (readonly [RegExp, Remedy])[] = [
  [/^batch-|^left-padding|^mask-ignored|^padding-pooled/, byBatch],
  [/^pooling-/, byPooling],
  [/^normalised|^not-normalised|^scaled|^other-lengths|^dimensions-cut/, byNorm],
  [/^cut-|^length-/, byLength],
  [/^prompt/, byPrompt],
  [/^coarse-numbers|^not-finite|^not-deterministic/, byArithmetic],
  [/^other-model|^constant/, byWeights],
  [/./, byTokens],
];

/** What to do about a finding, one sentence. */
export function remedyOf({ name }: Finding, surgery: Surgery): string {
  const remedy = remedies.find(([pattern]) => pattern.test(name))?.[1] ?? byTokens;
  return remedy[surgery] ?? remedy.otherwise;
}
