import { cancellationChecks } from "./cancellation-checks.ts";
import { commandChecks } from "./command-checks.ts";
import { documentChecks } from "./document-checks.ts";
import { embeddingChecks } from "./embedding-checks.ts";
import { errorChecks } from "./error-checks.ts";
import { framingChecks } from "./framing-checks.ts";
import { indexChecks } from "./index-checks.ts";
import { lifeChecks } from "./life-checks.ts";
import { messageChecks } from "./message-checks.ts";
import { parameterChecks } from "./parameter-checks.ts";
import { resultChecks } from "./result-checks.ts";
import { searchChecks } from "./search-checks.ts";
import type { ServerCheck } from "./server-subject.ts";
import { tokenChecks } from "./token-checks.ts";

/** What a server must do, one check a MUST. */
export const serverChecks: readonly ServerCheck[] = [
  ...framingChecks,
  ...messageChecks,
  ...lifeChecks,
  ...parameterChecks,
  ...errorChecks,
  ...cancellationChecks,
  ...embeddingChecks,
  ...tokenChecks,
  ...resultChecks,
  ...searchChecks,
  ...documentChecks,
  ...commandChecks,
  ...indexChecks,
];
