import { IsovecError } from "@isovec/core";
import { z } from "zod";

/** `backendOptions` of the engine `process`, checked. */
export interface ProcessOptions {
  /** Name of a folder under the user's own plugins folder, or the absolute path of a manifest. */
  readonly plugin: string;
  /** What only the plugin understands; it gets them with `initialize`. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Hosts that the plugin may connect to. None: it must not use the network. */
  readonly allowedHosts: readonly string[];
  /** Of one `backend/embed`. */
  readonly timeoutMs: number;
  /** Of `initialize` and of `backend/load`. */
  readonly startTimeoutMs: number;
}

const milliseconds: z.ZodInt = z.int().min(1).max(3_600_000);

const schema = z.strictObject({
  plugin: z.string().min(1),
  options: z.record(z.string(), z.unknown()).optional(),
  allowedHosts: z.array(z.string().min(1)).optional(),
  timeoutMs: milliseconds.optional(),
  startTimeoutMs: milliseconds.optional(),
});

/** @throws IsovecError `ConfigurationInvalid` that names the key at fault. */
export function parseProcessOptions(given: Readonly<Record<string, unknown>> | undefined): ProcessOptions {
  const parsed = schema.safeParse(given ?? {});
  if (parsed.success) {
    const {
      plugin,
      options = {},
      allowedHosts = [],
      timeoutMs = 60_000,
      startTimeoutMs = 120_000,
    } = parsed.data;
    return { plugin, options, allowedHosts, timeoutMs, startTimeoutMs };
  }
  const [issue] = parsed.error.issues;
  const what =
    issue?.code === "unrecognized_keys"
      ? `: the engine process has no option ${JSON.stringify(issue.keys[0])}`
      : `.${issue?.path.join(".")}: ${issue?.message}`;
  throw new IsovecError("ConfigurationInvalid", `backendOptions${what}.`, {
    remedy: 'For example { "plugin": "python-onnx" }; docs/writing-a-plugin.md explains every key.',
  });
}
