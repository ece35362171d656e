import { IsovecError } from "@isovec/core";

/** How ONNX Runtime begins when Dawn, the WebGPU inside it, finds nothing to compute on (webgpu_context.cc). */
const noAdapter = "Failed to get a WebGPU adapter";

/** Says what is missing where the runtime only quotes a line of its own source; any other error stays as it is. */
export function namingMissingAdapter(error: unknown): unknown {
  if (!(IsovecError.is(error) && error.message.includes(noAdapter))) return error;
  return new IsovecError(
    "BackendUnavailable",
    "WebGPU finds no graphics adapter on this machine: it needs Vulkan on Linux, Direct3D 12 on Windows or Metal on macOS.",
    {
      remedy:
        "Install the graphics card's driver (on Linux also the Vulkan loader, libvulkan1), name a software driver's file in VK_DRIVER_FILES, or choose another backend.",
      cause: error,
    },
  );
}
