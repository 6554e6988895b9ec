import { createFixedClock, signCompactJws } from "@safepassage/core";
import type { Consent, Draft } from "@safepassage/schema";
import { createSigner, generateSigningKey, parseRegistry, publicJwk } from "@safepassage/trust";
import { describe, expect, it } from "vitest";
import {
  type ConsentOptions,
  issueConsentAssertion,
  openMessage,
  randomId,
  verifyConsentAssertion,
} from "../src/index.ts";
import { createTestWorld, deliver, draftOfS011, NGO_B, NGO_C, NOW, send } from "./world.ts";

/** `typ` of a consent assertion, as the specification states it. */
const CONSENT_TYPE = "spp-consent+jwt";
const PURPOSE = "ASSISTANCE_REFERRAL";
const world = createTestWorld();
const draft = draftOfS011(world);
const [assertion = ""] = draft.private["private.consentAssertions"];
const consent = verifyConsentAssertion(assertion, NGO_C, world.registry, NOW);
const options: ConsentOptions = {
  holder: NGO_B,
  recipient: NGO_C,
  signer: world.signers["NGO-B"],
  clock: world.open.clock,
};

const issue = (changed: Partial<Consent> = {}, other: Partial<ConsentOptions> = {}): string =>
  issueConsentAssertion({ ...consent, ...changed }, { ...options, ...other });

/** Consents that NGO-C finds in the message with these assertions. */
function found(
  assertions: readonly string[],
  refs: readonly string[] = draft.private["private.consentRefs"],
  changed: Partial<Draft> = {},
): readonly Consent[] {
  const hidden = { "private.consentRefs": refs, "private.consentAssertions": assertions };
  return deliver(world, { ...draft, ...changed, private: { ...draft.private, ...hidden } })
    .consents;
}

/** Group id of the first group of a kind. */
function groupOf(kind: string): string {
  const [gid] = Object.entries(draft.body).find(([, group]) => group.kind === kind) ?? [];
  if (gid === undefined) throw new TypeError("the draft has no such group");
  return gid;
}

describe("a consent", () => {
  it("is found where all is right", () => {
    expect(found([issue()])).toEqual([consent]);
  });

  it("may be asserted by another registered agency than the sender", () => {
    const other = issue({}, { holder: "https://police-d.test", signer: world.signers["Police-D"] });
    expect(found([other])).toEqual([consent]);
  });

  it.each<[string, readonly string[]]>([
    ["is addressed to another agency", [issue({}, { recipient: NGO_B })]],
    ["does not name the recipient in its scope", [issue({ recipients: [NGO_B] })]],
    ["names another recipient beside", [issue({ recipients: [NGO_C, NGO_B] })]],
    ["names a text for one", [issue({ recipients: [NGO_C, "https://maria.born.1998/room-4"] })]],
    ["is for another purpose too", [issue({ purposes: [PURPOSE, "CRIMINAL_INVESTIGATION"] })]],
    ["is signed by another than its holder", [issue({}, { signer: world.signers["NGO-C"] })]],
    [
      "is asserted by an agency that is not registered",
      [issue({}, { holder: "https://nobody.test" })],
    ],
    ["is about a person who is not in the message", [issue({ subject: randomId() })]],
    ["is about a group that is no person", [issue({ subject: groupOf("need") })]],
    ["is about a name that every object has", [issue({ subject: "constructor" })]],
    ["has a reference that the message does not name", [issue({ ref: randomId() })]],
    [
      "has expired",
      [issue({ validFrom: "2026-01-01T00:00:00Z", validUntil: "2026-11-24T09:02:00Z" })],
    ],
    ["is from the future", [issue({}, { clock: createFixedClock("2026-11-24T09:04:01Z") })]],
    ["is there twice, in two wordings", [issue(), issue({ scope: ["identity", "need"] })]],
    ["is there twice, once withdrawn", [issue({ withdrawnAt: "2026-11-01T00:00:00Z" }), issue()]],
    ["is no JWS at all but has its form", [`${assertion.slice(0, -4)}AAAA`]],
  ])("counts as absent where it %s", (_, assertions) => {
    expect(found(assertions)).toEqual([]);
  });

  it("does not spoil another that is right", () => {
    const ref = randomId();
    const second = issue({ ref });
    const broken = issue({}, { signer: world.signers["NGO-C"] });
    expect(found([broken, second], [consent.ref, ref]).map((one) => one.ref)).toEqual([ref]);
  });

  it("is CONSENT_INVALID in any form but one: another could hide something", () => {
    const signer = world.signers["NGO-B"];
    const claims = Buffer.from(assertion.split(".")[1] ?? "", "base64url").toString();
    const written = (payload: string) => signCompactJws(signer, { typ: CONSENT_TYPE }, payload);
    const verify = (text: string) => () =>
      verifyConsentAssertion(text, NGO_C, world.registry, NOW).ref;
    expect(verify(written(claims))()).toBe(consent.ref);
    const invalid = expect.objectContaining({ code: "CONSENT_INVALID" });
    expect(verify(written(claims.replace("{", "{ \t ")))).toThrow(invalid);
    expect(verify(written(claims.replace("https", "\\u0068ttps")))).toThrow(invalid);
    const { aud, ...others } = JSON.parse(claims);
    expect(verify(written(JSON.stringify({ ...others, aud })))).toThrow(invalid);
    for (const list of ["scope", "purposes", "recipients"]) {
      const two = list === "scope" ? ["subject", "need"] : consent[list as "purposes"];
      const reordered = { ...others.consent, [list]: two.toReversed().concat(two.slice(0, 1)) };
      expect(verify(written(JSON.stringify({ aud, ...others, consent: reordered })))).toThrow(
        invalid,
      );
    }
  });

  it("is signed as one text, whatever the order of the lists in its record", () => {
    const scope = ["subject", "need", "identity"];
    const textOf = (one: string) => one.split(".")[1];
    expect(textOf(issue({ scope }))).toBe(textOf(issue({ scope: scope.toReversed() })));
  });

  it("is CONSENT_INVALID with a header member more, or a retired key", () => {
    const [, payload = "", signature = ""] = assertion.split(".");
    const header = Buffer.from(
      JSON.stringify({
        alg: "ES256",
        kid: world.signers["NGO-B"].kid,
        typ: "spp-consent+jwt",
        x: 1,
      }),
    ).toString("base64url");
    const invalid = expect.objectContaining({ code: "CONSENT_INVALID" });
    expect(() =>
      verifyConsentAssertion(`${header}.${payload}.${signature}`, NGO_C, world.registry, NOW),
    ).toThrow(invalid);

    const retired = generateSigningKey("ES256");
    const file = structuredClone(world.registryFile) as { agencies: { keys: object[] }[] };
    file.agencies[0]?.keys.push({
      jwk: publicJwk(retired),
      from: "2026-01-01T00:00:00Z",
      until: "2026-10-01T00:00:00Z",
      status: "retired",
    });
    const backdated = issue(
      {},
      { signer: createSigner(retired), clock: createFixedClock("2026-09-01T00:00:00Z") },
    );
    const registry = parseRegistry(file);
    expect(verifyConsentAssertion(backdated, NGO_C, registry).ref).toBe(consent.ref);
    expect(() => verifyConsentAssertion(backdated, NGO_C, registry, NOW)).toThrow(invalid);
  });

  it("is CONSENT_INVALID for any agency but the one that it is addressed to", () => {
    const refused = expect.objectContaining({
      code: "CONSENT_INVALID",
      cause: expect.objectContaining({ message: "it is addressed to another agency" }),
    });
    expect(() => verifyConsentAssertion(issue(), NGO_B, world.registry, NOW)).toThrow(refused);
  });

  it("is CONSENT_INVALID two minutes and a second before its time", () => {
    const at = (time: string) => issue({}, { clock: createFixedClock(time) });
    const read = (one: string) => verifyConsentAssertion(one, NGO_C, world.registry, NOW);
    expect(read(at("2026-11-24T09:04:00Z"))).toEqual(consent);
    expect(() => read(at("2026-11-24T09:04:01Z"))).toThrow(
      expect.objectContaining({ code: "CONSENT_INVALID" }),
    );
  });

  it("is not needed to open a message", () => {
    const hidden = { "private.consentRefs": [], "private.consentAssertions": [] };
    const { sealed } = send(world, { ...draft, private: { ...draft.private, ...hidden } });
    expect(openMessage(sealed, world.open).consents).toEqual([]);
  });
});
