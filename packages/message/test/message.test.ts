import { decodeUtf8, encodeUtf8, sha256Base64url } from "@safepassage/core";
import { readSdJwt } from "@safepassage/disclosure";
import type { Body, Draft } from "@safepassage/schema";
import { openJwe, parseRegistry, publicJwk, readJwe, sealJwe } from "@safepassage/trust";
import { compactDecrypt, compactVerify, importJWK } from "jose";
import { describe, expect, it } from "vitest";
import { issueMessage, openMessage, protocolFor } from "../src/index.ts";
import { createTestWorld, deliver, draftOfS011, NGO_B, NGO_C, seal, send } from "./world.ts";

const world = createTestWorld();
const draft = draftOfS011(world);

describe("a message", () => {
  it.each([
    ["X25519", "ES256"],
    ["X25519", "Ed25519"],
    ["P-256", "ES256"],
    ["P-256", "Ed25519"],
  ] as const)("arrives as it was drafted, over %s with %s", (crv, alg) => {
    const other = createTestWorld({ crv, alg });
    const written = draftOfS011(other);
    const { message, consents, sender, recipient, resolved } = deliver(other, written);
    const { "env.digest.private": hidden, "env.digest.body": body, ...clear } = message.clear;

    expect(clear).toEqual(written.clear);
    expect(message.private).toEqual(written.private);
    expect(byField(message.body)).toEqual(byField(written.body));
    expect(resolved).toContain(hidden);
    expect(resolved).toContain(body);
    expect(consents.map(({ ref }) => ref)).toEqual(written.private["private.consentRefs"]);
    expect([sender.entity, recipient.entity]).toEqual([NGO_B, NGO_C]);
  });

  it("keeps the order of a route, and countries that come back", () => {
    const route = ["XC", "XA", "XB", "XA"].map((v) => ({ f: "event.routeCountries", v }));
    const [subject] = Object.keys(draft.body);
    const gid = "A".repeat(22);
    const meta = Object.values(draft.body)[0]?.meta;
    if (subject === undefined || meta === undefined) throw new TypeError("the draft is empty");
    const event = { kind: "event", links: [subject], meta, leaves: route };
    const { message } = deliver(world, { ...draft, body: { ...draft.body, [gid]: event } });
    expect(message.body[gid]?.leaves).toEqual(route);
  });

  it.each([
    [{ agency: NGO_B }, undefined],
    ["anonymous", ["signature of the request"]],
    ["file", ["transport (brought as a file)"]],
    [undefined, ["transport"]],
  ] as const)("says of E02, brought by %j, that it lacks %j", (carrier, missing) => {
    const { sealed } = send(world, draft);
    const { structural } = openMessage(sealed, { ...world.open, ...(carrier && { carrier }) });
    const outcome = missing === undefined ? "passed" : "notEvaluated";
    expect(structural[1]).toEqual({ rule: "E02", outcome, ...(missing && { missing }) });
  });

  it("is written in the newest version that its agreement names, or in 1.0", () => {
    expect(protocolFor({})).toBe("1.0");
    expect(protocolFor({ protocols: ["1.0"] })).toBe("1.0");
    expect(protocolFor({ protocols: ["1.0", "1.1", "1.2"] })).toBe("1.1");
    expect(protocolFor({ protocols: ["1.2"] })).toBeUndefined();
  });

  it("names in its results every structural check, the reserved ones as not evaluated", () => {
    const { structural } = deliver(world, draft);
    expect(structural.map(({ rule }) => rule)).toEqual(
      Array.from({ length: 12 }, (_, index) => `E${String(index + 1).padStart(2, "0")}`),
    );
    expect(
      structural.filter(({ outcome }) => outcome === "notEvaluated").map(({ rule }) => rule),
    ).toEqual(["E02", "E12"]);
  });

  it("shows in clear no leaf, no group and no count of them", () => {
    const { issued } = send(world, draft);
    const { payload } = readSdJwt(issued.jwt.concat("~"));
    const text = JSON.stringify(payload);
    for (const group of Object.values(draft.body)) {
      expect(text).not.toContain(group.kind.concat('"'));
      for (const { f } of group.leaves) expect(text).not.toContain(f);
    }
    expect(payload["_sd"]).toHaveLength(2);
  });

  it("has the same length for one leaf and for four", () => {
    const [gid, group] = Object.entries(draft.body)[0] ?? [];
    if (gid === undefined || group === undefined) throw new TypeError("the draft is empty");
    const lengths = [1, 2, 4].map((count) => {
      const body = { [gid]: { ...group, leaves: group.leaves.slice(0, count) } };
      return send(world, { ...draft, body }).sealed.length;
    });
    expect(new Set(lengths).size).toBe(1);
  });

  it("is read by another implementation of JWE and JWS", async () => {
    const { issued, sealed } = send(world, draft);
    const key = await importJWK({ ...world.encryptionKey });
    const { plaintext } = await compactDecrypt(sealed, key);
    expect(decodeUtf8(plaintext).replace(/\0+$/, "")).toContain(issued.sdJwt);
    const signingKey = await importJWK({ ...publicJwk(world.signingKeys["NGO-B"]) }, "ES256");
    const { payload } = await compactVerify(issued.jwt, signingKey);
    expect(JSON.parse(decodeUtf8(payload))).toMatchObject({ iss: NGO_B, aud: NGO_C });
  });

  it("is the same for the same seed, but for the signature", () => {
    const seed = new Uint8Array(32).fill(7);
    const [a, b] = [1, 2].map(() => issueMessage(draft, { signer: world.signers["NGO-B"], seed }));
    expect(a?.disclosureDigests).toEqual(b?.disclosureDigests);
    const other = issueMessage(draft, {
      signer: world.signers["NGO-B"],
      seed: new Uint8Array(32).fill(8),
    });
    expect(other.disclosureDigests).not.toEqual(a?.disclosureDigests);
  });
});

describe("openMessage refuses", () => {
  const refused = (sealed: string, code: string, options = world.open) =>
    expect(() => openMessage(sealed, options)).toThrow(expect.objectContaining({ code }));
  const change = (clear: Partial<Draft["clear"]>): string =>
    send(world, { ...draft, clear: { ...draft.clear, ...clear } }).sealed;

  it("a package for another agency", () => {
    const { issued } = send(world, draft);
    refused(seal(world, issued, { recipient: NGO_B }), "PACKAGE_NOT_FOR_US");
  });

  it("a message that was sealed again to us by its first recipient", () => {
    const { issued } = send(world, {
      ...draft,
      clear: { ...draft.clear, "env.recipient.agencyId": "https://police-d.test" },
    });
    refused(seal(world, issued), "MESSAGE_WRONG_AUDIENCE");
  });

  it("a message sealed by another agency than its issuer", () => {
    const { issued } = send(world, draft);
    refused(seal(world, issued, { sender: NGO_C }), "PACKAGE_SENDER_MISMATCH");
  });

  it("a key epoch that is over", () => {
    const options = { ...world.open, findKey: () => undefined };
    refused(send(world, draft).sealed, "PACKAGE_KEY_UNKNOWN", options);
  });

  it("a message of an unknown agency", () => {
    const unknown = {
      ...draft,
      clear: { ...draft.clear, "env.sender.agencyId": "https://nobody.test" },
    };
    const issued = issueMessage(unknown, { signer: world.signers["NGO-B"] });
    refused(seal(world, issued, { sender: "https://nobody.test" }), "TRUST_AGENCY_UNKNOWN");
  });

  it("a message signed with a key of another agency", () => {
    const issued = issueMessage(draft, { signer: world.signers["NGO-C"] });
    refused(seal(world, issued), "TRUST_KEY_UNKNOWN");
  });

  it("a forged signature", () => {
    const { alg, kid } = world.signers["NGO-B"];
    const forger = { alg, kid, sign: world.signers["NGO-C"].sign };
    refused(seal(world, issueMessage(draft, { signer: forger })), "JWS_SIGNATURE_INVALID");
  });

  it("a message signed with a key that is not in force when it was made, or now", () => {
    const { sealed } = send(world, draft);
    const to = (times: object) => {
      const file = structuredClone(world.registryFile) as { agencies: { keys: object[] }[] };
      Object.assign(file.agencies[0]?.keys[0] ?? {}, times);
      return { ...world.open, registry: parseRegistry(file) };
    };
    const between = "2026-11-24T09:01:00Z";
    refused(sealed, "TRUST_KEY_NOT_IN_FORCE", to({ from: between }));
    refused(sealed, "TRUST_KEY_NOT_IN_FORCE", to({ until: between }));
    expect(openMessage(sealed, to({ until: "2026-11-24T09:02:01Z" })).sender.entity).toBe(NGO_B);
  });

  it("a message that was seen before", () => {
    refused(send(world, draft).sealed, "MESSAGE_REPLAYED", { ...world.open, wasSeen: () => true });
  });

  it("a message after its deadline, from the future, or with a deadline too far away", () => {
    refused(
      change({ "env.createdAt": "2026-11-20T09:00:00Z", "env.deliverBy": "2026-11-24T09:01:59Z" }),
      "MESSAGE_EXPIRED",
    );
    refused(change({ "env.createdAt": "2026-11-24T09:04:01Z" }), "MESSAGE_NOT_YET_VALID");
    refused(change({ "env.deliverBy": "2026-12-08T09:00:01Z" }), "MESSAGE_DEADLINE_TOO_FAR");
    refused(
      change({ "env.messageType": "alert", "env.deliverBy": "2026-11-27T09:00:01Z" }),
      "MESSAGE_DEADLINE_TOO_FAR",
    );
  });

  it("an agreement that is unknown, not in force, or does not cover the message", () => {
    const { sealed } = send(world, draft);
    const withAgreement = (terms: object) => ({
      ...world.open,
      findAgreement: () => ({ ...world.agreement, ...terms }),
    });
    refused(sealed, "MESSAGE_AGREEMENT_UNKNOWN", { ...world.open, findAgreement: () => undefined });
    refused(sealed, "MESSAGE_AGREEMENT_UNKNOWN", withAgreement({ state: "suspended" }));
    refused(sealed, "MESSAGE_AGREEMENT_UNKNOWN", withAgreement({ until: "2026-11-23" }));
    refused(sealed, "MESSAGE_AGREEMENT_DOES_NOT_COVER", withAgreement({ parties: [NGO_C] }));
    refused(
      sealed,
      "MESSAGE_AGREEMENT_DOES_NOT_COVER",
      withAgreement({ purposes: ["STATISTICS"] }),
    );
    refused(sealed, "MESSAGE_PROFILE_UNSUPPORTED", withAgreement({ profiles: [] }));
    refused(sealed, "MESSAGE_PROFILE_UNSUPPORTED", { ...world.open, profiles: [] });
  });

  it("facts about a party that the registry does not hold", () => {
    refused(change({ "env.sender.regime": "LED" }), "MESSAGE_REGISTRY_DIFFERS");
    refused(change({ "env.recipient.country": "XD" }), "MESSAGE_REGISTRY_DIFFERS");
    // A service that poses as a supervisor: the type is the registry's.
    const supervisor = { "env.sender.agencyType": "dataProtectionAuthority" } as const;
    refused(change(supervisor), "MESSAGE_REGISTRY_DIFFERS");
    const registry = { ...world.registry, test: false };
    refused(send(world, draft).sealed, "MESSAGE_TEST_MISMATCH", { ...world.open, registry });
  });

  it("a disclosure left out, salts of another seed, and a message without disclosures", () => {
    const { issued } = send(world, draft);
    const [jwt = "", ...disclosures] = issued.sdJwt.split("~").slice(0, -1);
    const without = (kept: readonly string[]) =>
      seal(world, { ...issued, sdJwt: `${[jwt, ...kept].join("~")}~` });
    refused(without([]), "MESSAGE_DISCLOSURES_INCOMPLETE");
    // All salts behind it are those of other places, and that is not what is wrong.
    refused(without(disclosures.slice(1)), "MESSAGE_DISCLOSURES_INCOMPLETE");
    refused(without(disclosures.slice(0, 5)), "DISCLOSURE_UNREFERENCED");
    refused(seal(world, { ...issued, seed: new Uint8Array(32) }), "MESSAGE_SALT_NOT_DERIVED");
  });

  it("every package that is cut short, at any length", () => {
    const { sealed } = send(world, draft);
    for (let length = 0; length < sealed.length; length += 97) {
      expect(() => openMessage(sealed.slice(0, length), world.open)).toThrow(
        expect.objectContaining({ code: expect.stringMatching(/^(TRUST|JWS|JSON|BASE64URL)_/) }),
      );
    }
  });

  it("a plaintext that is not of the smallest size class, or hides octets in the padding", () => {
    const { sealed } = send(world, draft);
    const plaintext = openJwe(readJwe(sealed, {}), world.decryptionKey);
    const { typ, cty, kid, apu, apv } = readJwe(sealed, {});
    const resealed = (octets: Uint8Array) =>
      sealJwe(octets, {
        recipientKey: publicJwk(world.encryptionKey),
        header: { typ, cty, kid, apu, apv },
      });
    refused(resealed(plaintext.slice(1)), "PACKAGE_PADDING_WRONG");
    const larger = new Uint8Array(plaintext.length * 2);
    larger.set(plaintext);
    refused(resealed(larger), "PACKAGE_PADDING_WRONG");
    const marked = plaintext.slice();
    marked.set(encodeUtf8("x"), marked.length - 1);
    refused(resealed(marked), "JSON_MALFORMED");
    expect(sha256Base64url(plaintext)).toHaveLength(43);
  });
});

/** Leaves sorted by field id: their order in a group means nothing, but for values of one field. */
function byField(body: Body): Body {
  return Object.fromEntries(
    Object.entries(body).map(([gid, group]) => [
      gid,
      { ...group, leaves: [...group.leaves].sort((a, b) => (a.f < b.f ? -1 : a.f > b.f ? 1 : 0)) },
    ]),
  );
}
