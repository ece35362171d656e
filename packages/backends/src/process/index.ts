export { pluginLoadParams, pluginRowWidth } from "./load-params.ts";
