import { expect, it } from "vitest";
import { QuestionHistory } from "./question-history.ts";

it("goes back to the oldest question and forth to what was being typed", () => {
  const history = new QuestionHistory();
  history.replace(["newest", "older"]);
  expect(history.earlier("typed")).toBe("newest");
  expect(history.earlier("newest")).toBe("older");
  expect(history.earlier("older")).toBeUndefined();
  expect(history.later()).toBe("newest");
  expect(history.later()).toBe("typed");
  expect(history.later()).toBeUndefined();
});

it("passes over the question that is on the screen already", () => {
  const history = new QuestionHistory();
  history.replace(["newest", "older"]);
  expect(history.earlier("newest")).toBe("older");
});
