import { parseHubReference } from "@isovec/core";
import { onTestFinished } from "vitest";
import { hubSettings } from "../../src/sources/hub/hub-settings.ts";
import { type PulledModel, type PullOptions, pullModel } from "../../src/sources/pull-model.ts";
import { TestClock } from "../http/test-clock.ts";
import { temporaryFolder } from "../workspace.ts";
import { type LoopbackHub, modelId, startHub } from "./loopback-hub.ts";
import { tinyCheckpoint } from "./tiny-checkpoint.ts";

export interface PullSetting extends Partial<Omit<PullOptions, "reference">> {
  /** `org/name[@revision]` */
  readonly model?: string;
  readonly token?: string;
}

export interface PullTest {
  readonly hub: LoopbackHub;
  readonly clock: TestClock;
  readonly cacheDirectory: string;
  readonly notices: string[];
  pull(setting?: PullSetting): Promise<PulledModel>;
}

/** A hub, an empty cache and time that passes only when it is waited for; all gone after the test. */
export async function pullTest(): Promise<PullTest> {
  const hub = await startHub(await tinyCheckpoint());
  onTestFinished(() => hub.stop());
  const clock = new TestClock();
  const cacheDirectory = await temporaryFolder();
  const notices: string[] = [];
  const pull = ({ model = modelId, token, ...setting }: PullSetting = {}): Promise<PulledModel> => {
    const reference = parseHubReference(model);
    if (reference === undefined) throw new Error(`${model} is no model of a hub`);
    const environment = { HF_ENDPOINT: hub.url, HF_TOKEN: token };
    return pullModel({
      reference,
      settings: hubSettings({}, environment),
      cacheDirectory,
      clock,
      onNotice: (message) => notices.push(message),
      ...setting,
    });
  };
  return { hub, clock, cacheDirectory, notices, pull };
}
