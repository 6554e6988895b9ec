import { expect, it } from "vitest";
import { ERROR_CASES } from "./error-cases.ts";

it.each(Object.entries(ERROR_CASES))("a text leads to %s", (code, [text, read]) => {
  expect(() => read(text)).toThrow(expect.objectContaining({ code }));
});
