import { CheckFailed } from "./check.ts";

/** An implementation that does not start is waited for once, not by every check. */
export class FailingStart {
  private failure: CheckFailed | undefined;

  async attempt<T>(start: () => Promise<T>): Promise<T> {
    if (this.failure !== undefined) throw this.failure;
    try {
      return await start();
    } catch (error) {
      if (error instanceof CheckFailed) this.failure = error;
      throw error;
    }
  }
}
