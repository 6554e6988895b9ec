import { expect, it } from "vitest";
import { isPrescribed } from "./r63-channel.ts";

it.each([
  ["has no first day", {}, true],
  ["begins on a day that nobody knows yet", { validFrom: null }, false],
  ["began the day before", { validFrom: "2026-11-23" }, true],
  ["begins that day", { validFrom: "2026-11-24" }, true],
  ["begins the day after", { validFrom: "2026-11-25" }, false],
])("holds a duty to use a channel that %s against a message: %j %s", (_, duty, applies) => {
  expect(isPrescribed(duty, "2026-11-24T00:00:00Z")).toBe(applies);
});
