import { createFixedClock } from "@safepassage/core";
import { createSigner, createVerifier, generateSigningKey, publicJwk } from "@safepassage/trust";
import { describe, expect, it } from "vitest";
import {
  inspectAnew,
  issueAnew,
  issueMessage,
  openMessage,
  openUnsealed,
  PROTOCOL_VERSIONS,
} from "../src/index.ts";
import { createTestWorld, draftOfS011, NGO_B, NGO_C, seal } from "./world.ts";

const world = createTestWorld();
const draft = draftOfS011(world);
const own = world.signers["NGO-B"];
const carrier = { agency: NGO_B };
const { findKey: _, ...facts } = world.open;
const first = issueMessage(draft, { signer: own });
const opened = openUnsealed(first, { ...facts, carrier, sender: NGO_B });

describe("a rehearsal", () => {
  it("opens what is not sealed as it is opened out of its seal", () => {
    expect(opened).toEqual(openMessage(seal(world, first), { ...world.open, carrier }));
  });

  it("counts what a package may hold", () => {
    const large = { ...first, sdJwt: `${first.sdJwt}${"x".repeat(1_048_576)}~` };
    expect(() => openUnsealed(large, { ...facts, carrier, sender: NGO_B })).toThrow(
      expect.objectContaining({ code: "PACKAGE_TOO_LARGE" }),
    );
  });

  it("is read of the sender who will seal it", () => {
    expect(() => openUnsealed(first, { ...facts, sender: NGO_C })).toThrow(
      expect.objectContaining({ code: "PACKAGE_SENDER_MISMATCH" }),
    );
  });
});

describe("a message that is signed anew", () => {
  const jwk = generateSigningKey("Ed25519");
  const rehearsal = createSigner(jwk);
  const rehearsed = issueMessage(draft, { signer: rehearsal });
  const anew = issueAnew(rehearsed, own);
  const { registry } = facts;
  const verifierFor: typeof registry.verifierFor = (entity, kid, at, options) =>
    kid === jwk.kid
      ? createVerifier(publicJwk(jwk))
      : registry.verifierFor(entity, kid, at, options);
  const before = openUnsealed(rehearsed, {
    ...{ ...facts, carrier, sender: NGO_B },
    registry: { ...registry, verifierFor },
  });

  it("is what its recipient opens, to the last digest", () => {
    const read = openMessage(seal(world, anew), { ...world.open, carrier });
    expect(inspectAnew(before, anew, facts)).toEqual(read);
    expect(anew.digest).toBe(read.digest);
    expect(PROTOCOL_VERSIONS).toContain(read.message.clear["env.protocol"]);
  });

  it("is as if it had been issued with that key", () => {
    const { seed } = rehearsed;
    const direct = issueMessage(draft, { signer: own, seed });
    const headOf = (jwt: string) => jwt.slice(0, jwt.lastIndexOf("."));
    expect(headOf(anew.jwt)).toBe(headOf(direct.jwt));
    expect(anew.sdJwt.slice(anew.jwt.length)).toBe(direct.sdJwt.slice(direct.jwt.length));
  });

  it.each([
    ["TRUST_KEY_UNKNOWN", issueAnew(rehearsed, rehearsal), facts],
    [
      "MESSAGE_EXPIRED",
      anew,
      { ...facts, clock: createFixedClock(new Date("2026-12-24T09:00:00Z")) },
    ],
    ["MESSAGE_AGREEMENT_UNKNOWN", anew, { ...facts, findAgreement: () => undefined }],
  ] as const)("is refused with %s", (code, issued, known) => {
    expect(() => inspectAnew(before, issued, known)).toThrow(expect.objectContaining({ code }));
  });

  it("cannot be another message than the one that was opened", () => {
    expect(() => inspectAnew(opened, anew, facts)).toThrow(TypeError);
    const fewer = { ...first, sdJwt: `${first.sdJwt.split("~").slice(0, -2).join("~")}~` };
    expect(() => inspectAnew(opened, issueAnew(fewer, own), facts)).toThrow(TypeError);
  });
});
