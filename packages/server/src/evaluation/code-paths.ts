/** Written along with code or made of it, and not what somebody looks for who asks about it. */
const besideCode: RegExp =
  /\.(?:md|mdx|markdown|rst|adoc|txt|json|ya?ml|toml|lock|cfg|ini|xml|html?|css|scss|svg)$|(?:^|\/)\.[^/]+$|(?:^|\/)(?:makefile|dockerfile|license|authors)[^/]*$/i;

/** What a tool has made of other files, or others have made: nobody looks for it there. */
const builtOrVendored: RegExp = /(?:^|\/)(?:dist|build|out|vendor|third_party)\//i;

const tests: RegExp =
  /(?:^|\/)(?:tests?|__tests__|specs?|fixtures|testdata|examples?)\/|[._-](?:test|spec)\.[^/]+$/i;

export function isBuiltOrVendored(path: string): boolean {
  return builtOrVendored.test(path);
}

/** Whether a file holds code that somebody of the repository has written. */
export function isCode(path: string): boolean {
  return !besideCode.test(path) && !isBuiltOrVendored(path);
}

export function isTest(path: string): boolean {
  return tests.test(path);
}
