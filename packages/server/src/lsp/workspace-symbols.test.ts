import { describe, expect, it } from "vitest";
import type { InitializeParams } from "vscode-languageserver";
import { showsHitsAsTheyCome } from "./workspace-symbols.ts";

const named = (name: string | undefined): InitializeParams => ({
  processId: null,
  rootUri: null,
  capabilities: {},
  ...(name !== undefined && { clientInfo: { name } }),
});

describe("the clients that workspace/symbol is announced to", () => {
  it.each(["Neovim", "helix", "Eglot", "emacs", "kak-lsp", undefined])(
    "shows hits as they come: %s",
    (name) => expect(showsHitsAsTheyCome(named(name))).toBe(true),
  );

  it.each([
    "Visual Studio Code",
    "Visual Studio Code - Insiders",
    "VSCodium",
    "Code - OSS",
    "code-server",
    "Cursor",
    "Zed",
    "Zed Preview",
  ])("filters them by letters: %s", (name) => expect(showsHitsAsTheyCome(named(name))).toBe(false));
});
