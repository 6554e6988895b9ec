import { checkMessage, FIELDS, type SchemaIssue } from "@safepassage/schema";
import scenarios from "@safepassage/vectors/scenarios/s01-s04.json" with { type: "json" };
import { describe, expect, it } from "vitest";
import type { MessageView } from "./message-view.ts";
import { readMessage } from "./read-message.ts";

const messages = scenarios.scenarios.flatMap(({ id, messages: all }) =>
  all.map(({ n, message }) => ({ id: `${id}.${n}`, message })),
);

/** An issue at a place that no message has, so that nothing is left out although there is an issue. */
const NOWHERE: SchemaIssue = {
  pointer: "/clear/nowhere",
  code: "MEMBER_UNKNOWN",
  sentence: "Something is there that the catalogue does not know.",
  rule: "R53",
};

describe("a message without an issue", () => {
  it.each(messages)("is read as one with issues is, $id", ({ message }) => {
    expect(checkMessage(message)).toEqual([]);
    expectSame(message);
  });

  it.each(messages)(
    "is read as one with issues is, with kinds nobody knows, $id",
    ({ message }) => {
      const body = Object.fromEntries(
        Object.entries(message.body).map(([gid, group]) => [
          gid,
          { ...group, kind: "constructor" },
        ]),
      );
      expect(checkMessage({ ...message, body })).toEqual([]);
      expectSame({ ...message, body });
    },
  );
});

function expectSame(message: object): void {
  const quick = readMessage(message, []);
  const careful = readMessage(message, [NOWHERE]);
  expect(quick.view.issues).toEqual([]);
  expect({ ...comparable(quick.view), issues: [NOWHERE] }).toEqual(comparable(careful.view));
  expect(quick.claims).toEqual(careful.claims);
  expect(quick.view.groups.length).toBeGreaterThan(0);
}

/** The view with its functions replaced by their answers, because each way of reading has its own sets. */
function comparable({ presentClaims, concern, ...view }: MessageView): object {
  const present = FIELDS.map(({ id }) => id).filter((id) => presentClaims.has(id));
  expect(present.length).toBeGreaterThan(10);
  const concerned = view.groups.map(({ gid }) => concern.personsOf(gid));
  return { ...view, present, concerned };
}
