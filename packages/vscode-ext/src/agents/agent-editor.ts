import * as vscode from "vscode";

// The oldest editor that the extension runs in, 1.91, has none of this, and its types neither.

/** `LanguageModelTextPart` of VS Code 1.95. */
export interface TextPart {
  readonly value: string;
}

export interface ToolInvocation<Input> {
  readonly input: Input;
  readonly tokenizationOptions?: {
    readonly tokenBudget: number;
    countTokens(text: string, token?: vscode.CancellationToken): PromiseLike<number>;
  };
}

/** `LanguageModelTool` of VS Code 1.95. */
export interface Tool<Input> {
  prepareInvocation(options: { readonly input: Input }): { readonly invocationMessage: string };
  invoke(options: ToolInvocation<Input>, token: vscode.CancellationToken): Promise<unknown>;
}

/** `McpServerDefinitionProvider` of VS Code 1.101. */
export interface ServerDefinitions {
  readonly onDidChangeMcpServerDefinitions: vscode.Event<void>;
  provideMcpServerDefinitions(): readonly unknown[];
}

interface ToolEditor {
  readonly lm: { registerTool<Input>(name: string, tool: Tool<Input>): vscode.Disposable };
  readonly LanguageModelTextPart: new (value: string) => TextPart;
  readonly LanguageModelToolResult: new (parts: readonly TextPart[]) => unknown;
}

interface ServerEditor {
  readonly lm: {
    registerMcpServerDefinitionProvider(id: string, provider: ServerDefinitions): vscode.Disposable;
  };
  readonly McpStdioServerDefinition: new (
    label: string,
    command: string,
    args: string[],
    env: Readonly<Record<string, string>>,
    version: string,
  ) => unknown;
}

/** The parts for tools of language models; undefined before VS Code 1.95. */
export function toolEditor(): ToolEditor | undefined {
  const editor = vscode as unknown as ToolEditor;
  return typeof editor.lm?.registerTool === "function" ? editor : undefined;
}

/** The parts for MCP servers; undefined before VS Code 1.101. 1.100 has them, but for proposals only. */
export function serverEditor(): ServerEditor | undefined {
  const [major = 0, minor = 0] = vscode.version.split(".").map(Number);
  return major > 1 || (major === 1 && minor >= 101) ? (vscode as unknown as ServerEditor) : undefined;
}
