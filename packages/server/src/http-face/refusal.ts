/** An error as OpenAI's clients read it; those of other servers show the status and the message. */
export interface Refusal {
  readonly status: number;
  readonly error: { readonly message: string; readonly type: string; readonly code: number };
}

export function refusalOf(status: number, message: string, remedy: string | undefined): Refusal {
  const type = status < 500 ? "invalid_request_error" : "server_error";
  return { status, error: { message: [message, remedy].filter(Boolean).join(" "), type, code: status } };
}
