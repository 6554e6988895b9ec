import { sha256Base64url } from "@safepassage/core";
import { type Claims, disclosable } from "@safepassage/disclosure";
import { clearToClaims, type Draft } from "@safepassage/schema";
import { openJwe, publicJwk, readJwe, sealJwe } from "@safepassage/trust";
import { describe, expect, it } from "vitest";
import { issueMessage, openMessage, randomId } from "../src/index.ts";
import { padToSizeClass } from "../src/sealed/package.ts";
import { forge } from "./forge.ts";
import { draft, refused, world } from "./refused-forgery.ts";
import { send } from "./world.ts";

describe("a package", () => {
  const repack = (change: (text: string) => string): string => {
    const parts = readJwe(send(world, draft).sealed, {});
    const { typ, cty, kid, apu, apv } = parts;
    const text = new TextDecoder().decode(openJwe(parts, world.decryptionKey)).replace(/\0+$/, "");
    return sealJwe(padToSizeClass(new TextEncoder().encode(change(text))), {
      recipientKey: publicJwk(world.encryptionKey),
      header: { typ, cty, kid, apu, apv },
    });
  };

  it.each<[string, (text: string) => string]>([
    ["white space", (text) => `${text}\n`],
    [
      "another order of members",
      (t) => t.replace(',"spp":"1.0"}', "}").replace("{", '{"spp":"1.0",'),
    ],
    ["an escape", (text) => text.replace('"spp":"1', '"spp":"\\u0031')],
    ["a member more", (text) => text.replace('{"', '{"a":"","')],
    ["a member less", (text) => text.replace(',"spp":"1.0"', "")],
    ["a member of another type", (text) => text.replace('"spp":"1.0"', '"spp":1')],
    ["a short seed", (text) => text.replace(/"seed":"[^"]+"/, '"seed":"AAAA"')],
  ])("with %s is PACKAGE_MALFORMED", (_, change) => {
    const sealed = repack(change);
    expect(() => openMessage(sealed, world.open)).toThrow(
      expect.objectContaining({ code: "PACKAGE_MALFORMED" }),
    );
  });
});

describe("claims of another catalogue", () => {
  const profile = sha256Base64url("another catalogue");

  it("are refused for the catalogue, so that its sender can mend that", () => {
    refused({ clear: { profile, shelf: "A7" } }, "MESSAGE_PROFILE_UNSUPPORTED");
    refused({ clear: { profile, purpose: "GONE" } }, "MESSAGE_PROFILE_UNSUPPORTED");
  });

  it("are refused for themselves if the message names this one, or none", () => {
    refused({ clear: { shelf: "A7" } }, "MESSAGE_CLAIM_UNKNOWN");
    refused({ clear: { profile: "another", shelf: "A7" } }, "MESSAGE_CLAIM_UNKNOWN");
  });
});

describe("the protocol version that is signed", () => {
  it.each(["2.0", "1.2", "1.0.0", "10.10.10"])("is refused where it is %s", (version) => {
    refused({ clear: { spp: version } }, "MESSAGE_PROFILE_UNSUPPORTED");
  });

  it("is refused where the package names another", () => {
    refused({ clear: { spp: "1.1" } }, "PACKAGE_MALFORMED");
  });

  it("is held against the reader's before anything is issued", () => {
    const other = { ...draft, clear: { ...draft.clear, "env.protocol": "2.0" } };
    expect(() => issueMessage(other, { signer: world.signers["NGO-B"] })).toThrow(
      expect.objectContaining({ code: "MESSAGE_PROFILE_UNSUPPORTED" }),
    );
  });
});

describe("bounds", () => {
  // 60 values of one field in nine groups: more disclosures than a receipt can name.
  const leaves = Array.from({ length: 60 }, (_, index) => ({
    f: `no.field${String(index).padStart(2, "0")}`,
    v: index,
  }));
  const body = Object.fromEntries(
    Array.from({ length: 9 }, () => [randomId(), { kind: "need", links: [], leaves }]),
  );

  it("of the number of disclosures hold when a message is issued and when it is opened", () => {
    const large: Draft = { ...draft, body };
    expect(() => issueMessage(large, { signer: world.signers["NGO-B"] })).toThrow(
      expect.objectContaining({ code: "MESSAGE_DRAFT_INVALID" }),
    );
    refused({}, "DISCLOSURE_TOO_MANY", large);
  });

  it("of time: a message is late from its deadline on", () => {
    const late = { ...draft, clear: { ...draft.clear, "env.deliverBy": "2026-11-24T09:02:00Z" } };
    refused({}, "MESSAGE_EXPIRED", late);
  });

  it("of the holder: its key is one of the recipient at the time", () => {
    for (const thumbprint of [world.signers["NGO-B"].kid, world.signers["Police-D"].kid]) {
      const { "env.holder": holder } = draft.clear;
      const clear = { ...draft.clear, "env.holder": { ...holder, thumbprint } };
      refused({}, "MESSAGE_REGISTRY_DIFFERS", { ...draft, clear });
    }
  });

  it("of an agreement: it is the one of that digest", () => {
    const other = { ...world.agreement, sha256: world.signers["NGO-B"].kid };
    expect(() =>
      openMessage(send(world, draft).sealed, { ...world.open, findAgreement: () => other }),
    ).toThrow(expect.objectContaining({ code: "MESSAGE_AGREEMENT_UNKNOWN" }));
  });
});

describe("a draft that cannot be issued", () => {
  const [gid = "", group] = Object.entries(draft.body)[0] ?? [];
  if (group === undefined) throw new TypeError("the draft is empty");
  const withLeaves = (...leaves: Draft["body"][string]["leaves"]): Draft => ({
    ...draft,
    body: { [gid]: { ...group, leaves } },
  });

  it.each<[string, Draft]>([
    ["a leaf named like a header member", withLeaves({ f: "kind", v: "victim" })],
    ["a leaf named like padding", withLeaves({ f: "pad.0", v: 0 })],
    ["a leaf named __proto__", withLeaves({ f: "__proto__", v: 0 })],
    [
      "two values of a field that has one",
      withLeaves({ f: "subject.sex", v: "1" }, { f: "subject.sex", v: "2" }),
    ],
    [
      "a value twice",
      withLeaves({ f: "subject.languages", v: "rus" }, { f: "subject.languages", v: "rus" }),
    ],
    [
      "a group id that is none",
      { ...draft, body: { constructor: group } as unknown as Draft["body"] },
    ],
  ])("is MESSAGE_DRAFT_INVALID: %s", (_, wrong) => {
    expect(() => issueMessage(wrong, { signer: world.signers["NGO-B"] })).toThrow(
      expect.objectContaining({ code: "MESSAGE_DRAFT_INVALID" }),
    );
  });

  it("is MESSAGE_DRAFT_INVALID with a seed of another length", () => {
    expect(() =>
      issueMessage(draft, { signer: world.signers["NGO-B"], seed: new Uint8Array(31) }),
    ).toThrow(expect.objectContaining({ code: "MESSAGE_DRAFT_INVALID" }));
  });
});

describe("claims in clear", () => {
  const handling = clearToClaims(draft.clear)["handling"] as Claims;

  it.each<[string, Claims, string, object]>([
    ["one more", { more: 1 }, "UNKNOWN", { pointer: "", code: "MEMBER_UNKNOWN" }],
    [
      "a list of digests inside",
      { handling: { ...handling, more: disclosable(1) } },
      "UNKNOWN",
      { pointer: "/handling", code: "MEMBER_UNKNOWN" },
    ],
    [
      "a third hidden part",
      { more: disclosable(1) },
      "WRONG",
      { pointer: "/_sd", code: "WRONG_TYPE" },
    ],
    [
      "a purpose that is none",
      { purpose: "CURIOSITY" },
      "WRONG",
      { pointer: "/env.purpose", code: "CODE_UNKNOWN", field: "env.purpose" },
    ],
    [
      "a deadline that is no number",
      { exp: "never" },
      "WRONG",
      { pointer: "/exp", code: "NUMBER_OUT_OF_RANGE", field: "env.deliverBy" },
    ],
    [
      "a list that is none",
      { bases: "GDPR#6(1)(a)" },
      "WRONG",
      { pointer: "/env.legalBasis", code: "WRONG_TYPE", field: "env.legalBasis" },
    ],
    [
      "one that is missing",
      { sender: { type: "victimServiceNGO", country: "XB" } },
      "MISSING",
      { pointer: "/env.sender.regime", code: "MEMBER_MISSING", field: "env.sender.regime" },
    ],
    [
      "one missing and one more",
      { sender: { type: "victimServiceNGO", country: "XB" }, more: 1 },
      "UNKNOWN",
      { pointer: "", code: "MEMBER_UNKNOWN" },
    ],
  ])("are refused with what is wrong and where: %s", (_, clear, kind, issue) => {
    const sealed = forge(world, draft, { clear });
    expect(() => openMessage(sealed, world.open)).toThrow(
      expect.objectContaining({ code: `MESSAGE_CLAIM_${kind}`, issues: [issue] }),
    );
  });
});
