import { IsovecError } from "../../errors/isovec-error.ts";
import { assertSameRows, repeatTolerance } from "./compare.ts";
import { type BackendCheck, embedderOver, fail, rowsFor, sampleTexts } from "./subject.ts";

async function errorOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error ?? new Error("rejected with nothing"),
  );
}

export const lifeChecks: readonly BackendCheck[] = [
  {
    name: "does not begin what is cancelled already",
    run: async ({ backend, tokenizer }) => {
      const controller = new AbortController();
      controller.abort();
      const { ids } = tokenizer.tokenize("never");
      const error = await errorOf(
        backend.input === "text"
          ? backend.forward(["never"], controller.signal)
          : backend.forward(
              {
                batch: 1,
                sequence: ids.length,
                inputIds: ids,
                attentionMask: new Int32Array(ids.length).fill(1),
                tokenTypeIds: new Int32Array(ids.length),
              },
              controller.signal,
            ),
      );
      if (error === undefined) fail("it computed for a signal that had fired");
      if (!(IsovecError.is(error) && error.name === "Cancelled"))
        fail(`it threw ${String(error)}, not Cancelled`);
    },
  },
  {
    name: "serves on after a call was cancelled under way",
    run: async (subject) => {
      const controller = new AbortController();
      const texts = Array.from({ length: 200 }, (_, index) => `text ${index} `.repeat(10));
      const cancelled = errorOf(
        subject.embedder.embed(texts, {
          role: "document",
          signal: controller.signal,
          onProgress: () => controller.abort(),
        }),
      );
      const beside = rowsFor(subject.embedder, sampleTexts);
      const error = await cancelled;
      if (error !== undefined && !(IsovecError.is(error) && error.name === "Cancelled")) {
        fail(`it threw ${String(error)}, not Cancelled`);
      }
      const tolerance = repeatTolerance(subject.backend.capabilities.numeric);
      assertSameRows(
        await beside,
        await rowsFor(subject.embedder, sampleTexts),
        tolerance,
        "beside a cancelled call",
      );
    },
  },
  {
    name: "keeps 32 calls at once apart",
    run: async ({ embedder, backend }) => {
      const texts = Array.from({ length: 32 }, (_, index) => `call number ${index} ${"x ".repeat(index)}`);
      const expected = await rowsFor(embedder, texts);
      const answers = await Promise.all(texts.map((text) => rowsFor(embedder, [text])));
      const tolerance = repeatTolerance(backend.capabilities.numeric);
      assertSameRows(answers.flat(), expected, tolerance, "32 calls at once");
    },
  },
  {
    name: "can be disposed twice, and ends the calls before first",
    run: async (subject) => {
      const backend = await subject.load();
      const embedder = embedderOver(subject, backend);
      const pending = rowsFor(embedder, sampleTexts.slice(0, 1));
      await pending;
      await Promise.all([backend.dispose(), backend.dispose()]);
      await backend.dispose();
    },
  },
  {
    name: "says BackendUnavailable after dispose",
    run: async (subject) => {
      const backend = await subject.load();
      await backend.dispose();
      const error = await errorOf(embedderOver(subject, backend).embed(["late"], { role: "document" }));
      if (error === undefined) fail("it computed after dispose");
      if (!(IsovecError.is(error) && error.name === "BackendUnavailable")) fail(`it threw ${String(error)}`);
    },
  },
  {
    name: "names an option that it does not know",
    run: async ({ load }) => {
      const loading = load({ nonsense: true });
      const error = await errorOf(loading);
      if (error === undefined) {
        await (await loading).dispose();
        fail("it took an option that does not exist");
      }
      if (!(IsovecError.is(error) && error.name === "ConfigurationInvalid"))
        fail(`it threw ${String(error)}`);
      if (!error.message.includes("nonsense")) fail(`its error does not name the option: ${error.message}`);
    },
  },
];
