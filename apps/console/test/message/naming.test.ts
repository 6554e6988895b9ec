import { describe, expect, test } from "vitest";
import type { Content } from "../../src/pages/message/facts/queries.ts";
import { namingIn } from "../../src/pages/message/read/naming.ts";

const DIGEST = "zNLGXVnPJ16-caWhJjcD5hRRCE4OLU4b7E_xlL1C1KM";
const PATH = "3MPijAok6nljw6GPbgObyA/need.services";

describe("what a message says about another one", () => {
  test("is which message, which places in it, and why", () => {
    const naming = namingOf("qualityNotice", {
      n: entry("correction", [
        { f: "correction.target", v: { message: DIGEST, path: PATH } },
        { f: "correction.target", v: { message: DIGEST, path: "x/subject.ageClass" } },
        { f: "correction.reason", v: "inaccurate" },
      ]),
    });
    expect(naming).toEqual({
      type: "qualityNotice",
      named: [
        {
          ...{ gid: "n", messages: [DIGEST], values: [] },
          places: [
            { kind: "need", field: "need.services" },
            { kind: "subject", field: "subject.ageClass" },
          ],
          codes: [{ field: "correction.reason", code: "inaccurate" }],
        },
      ],
      rest: {},
    });
  });

  test("is the right value of a correction, and the reason of a recall", () => {
    const correction = namingOf("correction", {
      n: entry("correction", [
        { f: "correction.target", v: { message: DIGEST, path: PATH } },
        { f: "correction.action", v: "rectify" },
        { f: "correction.value", v: "legalAdvice" },
      ]),
    });
    expect(correction?.named).toMatchObject([
      { values: ["legalAdvice"], codes: [{ field: "correction.action", code: "rectify" }] },
    ]);
    const recall = namingOf("recall", {
      n: entry("recall", [
        { f: "recall.target", v: DIGEST },
        { f: "recall.reason", v: "wrongRecipient" },
      ]),
    });
    expect(recall?.named).toMatchObject([
      { messages: [DIGEST], places: [], codes: [{ code: "wrongRecipient" }] },
    ]);
  });

  test("leaves what else it says", () => {
    const subject = entry("subject", [{ f: "subject.sex", v: "2" }]);
    const target = entry("recall", [{ f: "recall.target", v: DIGEST }]);
    expect(namingOf("recall", { s: subject, n: target })?.rest).toEqual({ s: subject });
  });

  test("is nothing where it names no message, or is of another kind", () => {
    const none = entry("recall", [{ f: "recall.reason", v: "wrongRecipient" }]);
    expect(namingOf("recall", { n: none })).toBeUndefined();
    expect(namingOf("recall", {})).toBeUndefined();
    const target = entry("recall", [{ f: "recall.target", v: DIGEST }]);
    expect(namingOf("referral", { n: target })).toBeUndefined();
  });
});

const entry = (kind: string, leaves: readonly { readonly f: string; readonly v: unknown }[]) => ({
  ...{ kind, links: [], leaves },
});

const namingOf = (messageType: string, body: object) =>
  namingIn({
    message: { clear: { "env.messageType": messageType }, body },
  } as unknown as Pick<Content, "message">);
