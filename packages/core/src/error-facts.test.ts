import { expect, it } from "vitest";
import { errorFacts } from "./error-facts.ts";

const MESSAGE = "Amina Example\n    at her home";

it("tells the calls, and no line of the message that looks like one", () => {
  const { code, stack } = errorFacts(new RangeError(MESSAGE));
  expect(code).toBe("RangeError");
  expect(stack[0]).toContain("error-facts.test.ts");
  expect(errorFacts(new Error("")).stack[0]).toContain("error-facts.test.ts");
});

it.each(["", "at her home", "RangeError"])(
  "tells no calls where the message has become %j since",
  (message) => {
    const error = new RangeError(MESSAGE);
    // It is written down when it is first read.
    expect(error.stack).toContain(MESSAGE);
    error.message = message;
    expect(errorFacts(error).stack).toEqual([]);
  },
);

it("tells the calls of an error of Node, whose class has a code beside it", () => {
  const { code, stack } = errorFacts(failure(() => new URL("no address")));
  expect(code).toBe("ERR_INVALID_URL");
  expect(stack.length).toBeGreaterThan(0);
});

function failure(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
