import type { Draft, Leaf } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { randomId, statementOf, verifyCertificate } from "../src/index.ts";
import { createTestWorld, deliver, draftOfS011 } from "./world.ts";

const world = createTestWorld();
const draft = draftOfS011(world);
const coded = (code: string) => expect.objectContaining({ code });

const LEAVES: readonly Leaf[] = [
  { f: "erasure.messageDigest", v: "Ex-RtVIip2H-BTIdLIgdhIYJsapk5rMo-6Y2vRLTL4I" },
  { f: "erasure.at", v: "2026-11-24T09:02:00Z" },
];

/** A certificate of NGO-B, as it was delivered. */
function certificate(more: Draft["body"] = {}) {
  const body = { [randomId()]: { kind: "erasure", links: [], leaves: LEAVES }, ...more };
  const clear = { ...draft.clear, "env.messageType": "erasureCertificate" };
  return deliver(world, { ...draft, clear, body } as unknown as Draft);
}

describe("what is kept of a certificate", () => {
  it("verifies, and says what was erased, without the private part", () => {
    const opened = certificate();
    const statement = statementOf(opened) ?? "";
    expect(statement.split("~")).toHaveLength(opened.sdJwt.split("~").length - 1);
    for (const text of [statement, opened.sdJwt]) {
      const { digest, body } = verifyCertificate(text, world.registry);
      expect([digest, body]).toEqual([opened.digest, opened.message.body]);
    }
  });

  it("is nothing of another message, nor of one that tells more than what was erased", () => {
    expect(statementOf(deliver(world, draft))).toBeUndefined();
    expect(statementOf(certificate(draft.body))).toBeUndefined();
  });

  it("counts only whole, and with a good signature", () => {
    const statement = statementOf(certificate()) ?? "";
    const parts = statement.split("~");
    for (const cut of [1, 2, parts.length - 2]) {
      const text = parts.filter((_, index) => index !== cut).join("~");
      expect(() => verifyCertificate(text, world.registry)).toThrow();
    }
    expect(() => verifyCertificate(`${parts[0]}~`, world.registry)).toThrow(
      coded("MESSAGE_DISCLOSURES_INCOMPLETE"),
    );
    const other = createTestWorld();
    expect(() => verifyCertificate(statement, other.registry)).toThrow(coded("TRUST_KEY_UNKNOWN"));
  });
});
