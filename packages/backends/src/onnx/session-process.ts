/**
 * The engine's own process. onnxruntime-node computes on the thread that calls it (microsoft/onnxruntime#19611), which
 * would stop a server's event loop for the whole pass, and a native crash ends the process that it happens in.
 */
import type { TokenBatch } from "@isovec/core";
import type { InferenceSession } from "onnxruntime-node";
import { encoderNames } from "../convert/architectures/encoder-inputs.ts";
import { answerRequests, failure } from "../engine-process/answer-requests.ts";
import type { FailedReply } from "../engine-process/engine-process.ts";
import type { SessionReply, SessionRequest } from "./session-messages.ts";

type LoadRequest = Extract<SessionRequest, { readonly kind: "load" }>;
type Runtime = typeof import("onnxruntime-node");

let runtime: Runtime | undefined;
let session: InferenceSession | undefined;

// ONNX Runtime's builds write a device id and send usage events unless told not to before they are loaded.
process.env["ORT_DISABLE_TELEMETRY"] = "1";

/** Begun at once: the parent verifies the graph's files meanwhile. */
const imported: Promise<Runtime | Error> = import("onnxruntime-node").catch((error: Error) => error);

async function load({ graph, threads, executionProvider }: LoadRequest): Promise<SessionReply | FailedReply> {
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
  return { kind: "loaded" };
}

async function run({ batch, sequence, ...arrays }: TokenBatch): Promise<SessionReply | FailedReply> {
  if (runtime === undefined || session === undefined) return failure("no graph is loaded");
  const { Tensor } = runtime;
  const tensor = (values: Int32Array) => new Tensor("int32", values, [batch, sequence]);
  const outputs = await session.run(
    {
      [encoderNames.inputIds]: tensor(arrays.inputIds),
      [encoderNames.attentionMask]: tensor(arrays.attentionMask),
      [encoderNames.tokenTypeIds]: tensor(arrays.tokenTypeIds),
    },
    // An error comes back as a reply; the runtime's own line about it would land between the server's log lines.
    { logSeverityLevel: 4 },
  );
  const states = outputs[encoderNames.hiddenStates];
  if (states === undefined) return failure(`the graph has no output ${encoderNames.hiddenStates}`);
  return { kind: "states", values: states.data as Float32Array, hidden: states.dims[2] as number };
}

answerRequests((request: SessionRequest) => (request.kind === "load" ? load(request) : run(request.tokens)));
