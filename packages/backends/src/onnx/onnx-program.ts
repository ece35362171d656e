/**
 * The engine's own process. onnxruntime-node computes on the thread that calls it (microsoft/onnxruntime#19611), which
 * would stop a server's event loop for the whole pass, and a native crash ends the process that it happens in.
 */
import type { TokenBatch } from "@isovec/core";
import type { InferenceSession } from "onnxruntime-node";
import { answerRequests, failure } from "../engine-process/answer-requests.ts";
import type { FailedReply } from "../engine-process/engine-process.ts";
import { stepBack } from "../engine-process/step-back.ts";
import type { GraphInput, InputRole } from "./graph/graph-interface.ts";
import type { SessionReply, SessionRequest } from "./session-messages.ts";

type LoadRequest = Extract<SessionRequest, { readonly kind: "load" }>;
type Runtime = typeof import("onnxruntime-node");

let runtime: Runtime | undefined;
let session: InferenceSession | undefined;
let loaded: LoadRequest | undefined;

// ONNX Runtime's builds write a device id and send usage events unless told not to before they are loaded.
process.env["ORT_DISABLE_TELEMETRY"] = "1";

/** Begun at once: the parent verifies the graph's files meanwhile. */
const imported: Promise<Runtime | Error> = import("onnxruntime-node").catch((error: Error) => error);

async function load(request: LoadRequest): Promise<SessionReply | FailedReply> {
  const { graph, threads, executionProvider, priority } = request;
  // Before there are threads: those that there are do not inherit it.
  if (priority === "background") stepBack();
  const found = await imported;
  if (found instanceof Error) return failure(found, true);
  runtime = found;
  session = await runtime.InferenceSession.create(graph, {
    executionProviders: [executionProvider],
    graphOptimizationLevel: "all",
    logSeverityLevel: 3,
    ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
    // Threads that spin after a pass would take a core from the editor, and gain nothing within one.
    extra: { session: { force_spinning_stop: "1" } },
  });
  loaded = request;
  return { kind: "loaded" };
}

/** What an input is fed with, `[batch, sequence]`. */
function valuesFor(role: InputRole, { sequence, ...arrays }: TokenBatch): Int32Array {
  if (role !== "positionIds") return arrays[role];
  return arrays.inputIds.map((_id, index) => index % sequence);
}

async function run(tokens: TokenBatch): Promise<SessionReply | FailedReply> {
  if (runtime === undefined || session === undefined || loaded === undefined)
    return failure("no graph is loaded");
  const { Tensor } = runtime;
  const { batch, sequence } = tokens;
  const tensorFor = ({ role, type }: GraphInput) => {
    const values = valuesFor(role, tokens);
    return type === "int32"
      ? new Tensor(type, values, [batch, sequence])
      : new Tensor(type, BigInt64Array.from(values, BigInt), [batch, sequence]);
  };
  const { inputs, output } = loaded;
  const outputs = await session.run(
    Object.fromEntries(inputs.map((input) => [input.name, tensorFor(input)])),
    // Whatever else the graph gives would only be copied.
    [output.name],
    // An error comes back as a reply; the runtime's own line about it would land between the server's log lines.
    { logSeverityLevel: 4 },
  );
  const values = outputs[output.name];
  const places = output.kind === "states" ? [batch, sequence] : [batch];
  const width = values?.dims.at(-1);
  if (values?.type !== "float32" || `${values.dims}` !== `${[...places, width]}`) {
    return failure(
      `its output ${output.name} is [${values?.dims}] ${values?.type}, not [${places}, width] float32`,
    );
  }
  return { kind: "output", values: values.data as Float32Array, width: width ?? 0 };
}

async function answer(request: SessionRequest): Promise<SessionReply | FailedReply> {
  return request.kind === "load" ? load(request) : run(request.tokens);
}

answerRequests(answer);
