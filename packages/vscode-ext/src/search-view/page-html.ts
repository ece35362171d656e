export interface PageParts {
  /** Where the page may load from, `webview.cspSource`. */
  readonly source: string;
  readonly script: string;
  readonly style: string;
  /** Allows the one script and no other. */
  readonly nonce: string;
}

/** The search view's document. Nothing in it comes from the workspace: code reaches it as messages and is drawn as text. */
export function pageHtml({ source, script, style, nonce }: PageParts): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${source}; script-src 'nonce-${nonce}'">
<link rel="stylesheet" href="${style}">
<title>Isovec</title>
</head>
<body>
<div id="head">
<div id="progress" hidden></div>
<input id="question" type="text" spellcheck="false" autocomplete="off" placeholder="Ask in your own words"
 aria-label="Search code by meaning" aria-describedby="coverage" aria-controls="results"
 title="Down: to the results. Alt+Up and Alt+Down: earlier questions.">
<div id="coverage" role="status" aria-live="polite"></div>
</div>
<div id="notice" role="status"></div>
<div id="results" role="tree" aria-label="Search results"></div>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}
