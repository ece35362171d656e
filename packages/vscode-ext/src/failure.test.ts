import { expect, it } from "vitest";
import { describeFailure } from "./failure.ts";

const failure = (message: string, data: unknown): Error => Object.assign(new Error(message), { data });

it("adds the way out that a protocol error carries", () => {
  const error = failure("The model all-x is unknown.", {
    remedy: "Name one of: all-MiniLM-L6-v2.",
    retryable: false,
  });
  expect(describeFailure(error)).toBe("The model all-x is unknown. Name one of: all-MiniLM-L6-v2.");
});

it("does not say the way out twice", () => {
  expect(describeFailure(failure("Busy. Try again.", { remedy: "Try again." }))).toBe("Busy. Try again.");
});

it.each([undefined, null, "text", { remedy: 42 }])("leaves the message alone with data %o", (data) => {
  expect(describeFailure(failure("It broke.", data))).toBe("It broke.");
});

it("describes what is no error", () => {
  expect(describeFailure("plain")).toBe("plain");
});
