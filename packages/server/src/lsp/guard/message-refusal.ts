import { errorCodes } from "@isovec/core";
import { ErrorCodes, type ResponseMessage } from "vscode-jsonrpc/node";
import type { ErrorDetails } from "../wire-error.ts";

/** Why a message goes no further, as it is answered. */
export interface MessageRefusal {
  /** null where the message has no id that an answer could name (JSON-RPC 2.0, section 5). */
  readonly id: string | number | null;
  readonly code: number;
  readonly message: string;
  readonly details: ErrorDetails;
}

type Id = MessageRefusal["id"];

function refusal(id: Id, code: number, message: string, details: ErrorDetails): MessageRefusal {
  return { id, code, message, details };
}

export function parseError(message: string): MessageRefusal {
  return refusal(null, ErrorCodes.ParseError, message, { name: "ParseError", retryable: false });
}

export function invalidRequest(id: Id, message: string, remedy?: string): MessageRefusal {
  const details = { name: "InvalidRequest", retryable: false, ...(remedy !== undefined && { remedy }) };
  return refusal(id, ErrorCodes.InvalidRequest, message, details);
}

export function invalidParams(id: Id, message: string): MessageRefusal {
  return refusal(id, ErrorCodes.InvalidParams, message, { name: "InvalidParams", retryable: false });
}

export function notInitialized(id: Id): MessageRefusal {
  return refusal(id, ErrorCodes.ServerNotInitialized, "The server awaits initialize first.", {
    name: "ServerNotInitialized",
    retryable: true,
    remedy: "Send initialize and await its answer.",
  });
}

export function overloaded(id: Id, message: string): MessageRefusal {
  return refusal(id, errorCodes.Overloaded, message, {
    name: "Overloaded",
    retryable: true,
    remedy: "Await some answers, then send it again.",
  });
}

export function answerOf({ id, code, message, details }: MessageRefusal): ResponseMessage {
  return { jsonrpc: "2.0", id, error: { code, message, data: { ...details } } };
}
