import { expect, test } from "vitest";
import { withdrawnBy } from "../../src/pages/message/facts/withdrawal.ts";

const [FIRST, SECOND, GONE] = ["a", "b", "c"].map((letter) => letter.repeat(43)) as [
  string,
  string,
  string,
];

test("a withdrawal that leaves a message, which rests on another basis too", () => {
  const answer = withdrawnBy({ digest: FIRST, kept: [SECOND] });
  expect(answer).toEqual({ requests: [FIRST], isUntold: false, kept: [SECOND] });
});

test.each([
  ["asks one", { digest: FIRST }, [FIRST], false],
  ["asks several", { digest: FIRST, further: [SECOND] }, [FIRST, SECOND], false],
  ["finds that nobody has it", { digest: FIRST, unsent: true, further: [SECOND] }, [], false],
  ["asks one, and cannot tell another", { digest: FIRST, untold: [GONE] }, [FIRST], true],
  ["cannot tell anybody", { digest: GONE, untold: [GONE, SECOND] }, [], true],
] as const)("a withdrawal that %s", (_, answer, requests, isUntold) => {
  expect(withdrawnBy(answer)).toEqual({ requests, isUntold, kept: [] });
});
