/**
 * A static model in a process of its own. Looking vectors up costs nothing; tokenizing the text of a whole workspace
 * takes a core for seconds, in which a server's event loop would stand still.
 */
import { createEmbedder, createTokenizer, readModel, type TextEmbedder } from "@isovec/core";
import { answerRequests, failure } from "../../engine-process/answer-requests.ts";
import type { FailedReply } from "../../engine-process/engine-process.ts";
import { stepBack } from "../../engine-process/step-back.ts";
import { provider } from "../provider.ts";
import type { StaticReply, StaticRequest } from "./messages.ts";

let embedder: TextEmbedder | undefined;

stepBack();

async function load(directory: string): Promise<StaticReply> {
  const card = await readModel(directory);
  // A table derives no files.
  const backend = await provider.load(card, { cacheDirectory: directory });
  embedder = createEmbedder({ card, tokenizer: createTokenizer(card), backend });
  return { kind: "loaded" };
}

async function answer(request: StaticRequest): Promise<StaticReply | FailedReply> {
  if (request.kind === "load") return load(request.directory);
  if (embedder === undefined) return failure("no model is loaded");
  const { texts, role } = request;
  const { vectors, usage } = await embedder.embed(texts, { role });
  return { kind: "embedded", vectors, usage };
}

answerRequests(answer);
