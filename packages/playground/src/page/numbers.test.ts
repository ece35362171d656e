import { expect, it } from "vitest";
import { counted, scientific } from "./numbers.ts";

it("writes small numbers as people do", () => {
  expect(
    [5.54e-13, 2e-5, 0, 1.25, -3e-7].map(scientific).map((text) => text.replaceAll("\u00a0", " ")),
  ).toEqual(["5.5 × 10⁻¹³", "2.0 × 10⁻⁵", "0", "1.3 × 10⁰", "-3.0 × 10⁻⁷"]);
});

it("rounds rates", () => {
  expect([0.1234, 31.26, 412.7, 123_456].map(counted)).toEqual(["0.123", "31.3", "413", "123,500"]);
});
