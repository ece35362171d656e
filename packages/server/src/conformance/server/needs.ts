import { skip } from "../check.ts";
import type { ServerSubject } from "./server-subject.ts";

/** @throws CheckSkipped where the server does not announce a method, or has been given no folder to search */
export async function needs(subject: ServerSubject, ...wanted: readonly string[]): Promise<void> {
  const methods = await subject.methods();
  const missing = wanted.find((method) => !methods.includes(method));
  if (missing !== undefined) skip(`the server has no ${missing}`);
  if (subject.options.workspace === undefined) skip("no folder was given to index");
}
