import { t } from "@vscode/l10n";

export interface PageParts {
  /** Where the page may load from, `webview.cspSource`. */
  readonly source: string;
  readonly script: string;
  readonly style: string;
  /** Allows the one script and no other. */
  readonly nonce: string;
  /** BCP 47, of what the page says. */
  readonly language: string;
  /** What its script says in that language, by the English messages; undefined for English. */
  readonly messages: Readonly<Record<string, string>> | undefined;
}

/** The search view's document. Nothing in it comes from the workspace: code reaches it as messages and is drawn as text. */
export function pageHtml({ source, script, style, nonce, language, messages }: PageParts): string {
  return `<!doctype html>
<html lang="${attribute(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${source}; script-src 'nonce-${nonce}'">
<link rel="stylesheet" href="${style}">
<title>Isovec</title>
</head>
<body data-messages="${attribute(JSON.stringify(messages ?? {}))}">
<div id="head">
<div id="progress" hidden></div>
<input id="question" type="text" spellcheck="false" autocomplete="off" placeholder="${attribute(t("Ask in your own words"))}"
 role="combobox" aria-autocomplete="list" aria-expanded="false" aria-controls="completions"
 aria-label="${attribute(t("Search code by meaning"))}" aria-describedby="coverage">
<div id="completions" role="listbox" aria-label="${attribute(t("Filters"))}" hidden></div>
<div id="state"><span id="count" role="status"></span><span id="coverage"></span></div>
</div>
<div id="trouble" role="alert"></div>
<div id="notice" role="status"></div>
${hints()}
<div id="results" role="tree" aria-label="${attribute(t("Search results"))}"></div>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}

/** What an empty view says of filters and keys; a filter's button puts it into the question. */
function hints(): string {
  const filters = [
    ["lang:", t("a language")],
    ["path:", t("a part of the path")],
    ["kind:", t("function, class, test …")],
    ["symbol:", t("a name that is declared")],
  ].map(
    ([filter = "", meaning = ""]) =>
      `<dt><button class="filter" value="${filter}">${filter}</button></dt><dd>${attribute(meaning)}</dd>`,
  );
  const keys = [
    ["↓", t("to the results")],
    ["↑", t("earlier questions")],
    ["→", t("why a result was found")],
    ["Space", t("glance at a result")],
    ["Ctrl+Enter", t("open to the side")],
  ].map(([key = "", meaning = ""]) => `<dt><kbd>${key}</kbd></dt><dd>${attribute(meaning)}</dd>`);
  return `<div id="hints"><dl>${filters.join("")}</dl><dl>${keys.join("")}</dl></div>`;
}

function attribute(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
