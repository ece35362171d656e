/** Params of the notification `experimental/serverStatus`. */
export interface ServerStatus {
  readonly health: "ok" | "warning" | "error";
  /** True when no work is under way. */
  readonly quiescent: boolean;
  /** One sentence for the status bar's tooltip. */
  readonly message: string;
  readonly model?: string;
  readonly backend?: string;
}
