import type { Message } from "vscode-jsonrpc/node";
import { invalidRequest, type MessageRefusal, parseError } from "./message-refusal.ts";

export type ParsedMessage =
  | { readonly message: Message; readonly refusal?: never }
  | { readonly refusal: MessageRefusal; readonly message?: never };

const decoder = new TextDecoder("utf-8", { fatal: true });

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** JSON-RPC allows fractions and null; LSP does not. */
export function isId(id: unknown): id is string | number {
  return typeof id === "string" || Number.isSafeInteger(id);
}

function defectOf(value: Readonly<Record<string, unknown>>): string | undefined {
  const { jsonrpc, id, method, params } = value;
  if (jsonrpc !== "2.0") return '"jsonrpc" is not "2.0"';
  if (method === undefined) {
    if ("result" in value === "error" in value) return "it is no request, no notification and no answer";
    return id === null || isId(id) ? undefined : '"id" is no string and no integer';
  }
  if (typeof method !== "string" || method === "") return '"method" is no name';
  if (id !== undefined && !isId(id)) return '"id" is no string and no integer';
  // Some clients send null where a method has no params; JSON-RPC leaves the key out.
  if (params !== undefined && typeof params !== "object") return '"params" is no object and no array';
  return undefined;
}

/** Reads one body. What is no JSON-RPC 2.0 message is refused by the code that JSON-RPC has for it. */
export function parseMessage(body: Uint8Array): ParsedMessage {
  let value: unknown;
  try {
    value = JSON.parse(decoder.decode(body));
  } catch {
    // The parser's own text quotes the body, which may be somebody's source code.
    return { refusal: parseError("The message's body is not JSON in UTF-8.") };
  }
  if (Array.isArray(value)) {
    return { refusal: invalidRequest(null, "The message is a batch.", "Send each message alone.") };
  }
  if (!isObject(value)) return { refusal: invalidRequest(null, "The message is no object.") };
  const defect = defectOf(value);
  if (defect === undefined) {
    // Without params the dispatcher gives a handler its cancellation token in their place.
    const { method, id, params } = value;
    const named = method !== undefined && id !== undefined ? { ...value, params: params ?? {} } : value;
    return { message: named as unknown as Message };
  }
  const { method, id: given } = value;
  const id = method !== undefined && isId(given) ? given : null;
  return { refusal: invalidRequest(id, `The message is invalid: ${defect}.`) };
}
