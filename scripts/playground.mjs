// Builds docs/playground, a page for any static web server: over https, or from this machine.
import { join } from "node:path";
import { install, repository, turbo } from "./steps.mjs";

install();
turbo("run", "build", "--filter=@isovec/playground...", "--output-logs=errors-only", "--no-update-notifier");
const { buildPage } = await import("../packages/playground/build-page.mjs");
const { userCacheDirectory } = await import("@isovec/core");
const target = join(repository, "docs/playground");
await buildPage(target, {
  cacheDirectory: join(userCacheDirectory(), "models"),
  onProgress: (message) => console.error(message),
});
console.error(`${target} is built: serve it by any static web server.`);
