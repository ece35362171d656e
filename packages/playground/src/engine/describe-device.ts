import { IsovecError } from "@isovec/core/browser";
import type { EngineId } from "./engine-id.ts";

/** The part of WebGPU's interface that is asked here; TypeScript's DOM does not have it. */
interface Gpu {
  requestAdapter(): Promise<{
    readonly info?: { readonly vendor: string; readonly architecture: string; readonly description: string };
  } | null>;
}

async function describeAdapter(): Promise<string> {
  const { gpu } = navigator as { readonly gpu?: Gpu };
  if (gpu === undefined) {
    throw new IsovecError(
      "BackendUnavailable",
      // Browsers have it only where nobody on the way can change the page.
      self.isSecureContext
        ? "This browser has no WebGPU."
        : "Browsers offer WebGPU over https or from this machine only.",
      { remedy: "WASM computes the same vectors." },
    );
  }
  const adapter = await gpu.requestAdapter();
  if (adapter === null) {
    throw new IsovecError("BackendUnavailable", "WebGPU finds no graphics adapter.", {
      remedy: "WASM computes the same vectors.",
    });
  }
  const { vendor = "", architecture = "", description = "" } = adapter.info ?? {};
  return description || [vendor, architecture].filter(Boolean).join(" ") || "a graphics adapter";
}

/**
 * What an engine runs on, for people.
 * @throws IsovecError `BackendUnavailable` when the browser does not have it
 */
export async function describeDevice(engine: EngineId): Promise<string> {
  return engine === "webgpu" ? describeAdapter() : "the processor, one thread";
}
