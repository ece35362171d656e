/** A model's tokenizer in a process of its own: a text of megabytes takes seconds, and memory that may not suffice. */
import { createTokenizer, type TextTokenizer } from "@isovec/core";
import { answerRequests, failure } from "../engine-process/answer-requests.ts";
import type { FailedReply } from "../engine-process/engine-process.ts";
import { stepBack } from "../engine-process/step-back.ts";
import type { TokenizerReply, TokenizerRequest } from "./messages.ts";

let tokenizer: TextTokenizer | undefined;

stepBack();

async function answer(request: TokenizerRequest): Promise<TokenizerReply | FailedReply> {
  if (request.kind === "load") {
    tokenizer = createTokenizer(request.source);
    return { kind: "loaded" };
  }
  if (tokenizer === undefined) return failure("no tokenizer is loaded");
  return { kind: "tokenized", tokenized: tokenizer.tokenize(request.text, request.prompt) };
}

answerRequests(answer);
