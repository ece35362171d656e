// Pulls a model in a process of its own: ADDRESS CACHE MODEL. Ends with one line of JSON.
import { hubSettings, pullModel } from "@isovec/backends/sources";
import { parseHubReference } from "@isovec/core";

const [, , address, cacheDirectory, model] = process.argv;
const pulled = await pullModel({
  reference: parseHubReference(model),
  settings: hubSettings({}, { HF_ENDPOINT: address }),
  cacheDirectory,
  onNotice: (message) => process.stderr.write(`${message}\n`),
});
process.stdout.write(`${JSON.stringify(pulled)}\n`);
