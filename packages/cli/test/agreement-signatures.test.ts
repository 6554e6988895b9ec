import { signAgreement } from "@safepassage/message";
import { createSigner, generateSigningKey, publicJwk } from "@safepassage/trust";
import { describe, expect, it } from "vitest";
import { NGO_B, termsIn, WITH_REGISTRY } from "./agreement-files.ts";
import { createCaller } from "./call.ts";
import { keyIn, NGO_C } from "./world.ts";

describe("safepassage agreement check", () => {
  it("says that nothing is missing of an agreement that both have signed", async () => {
    const { call } = createCaller();
    const { exit, text } = await call("agreement", "check", "agr.json", ...WITH_REGISTRY);
    expect(exit).toBe(0);
    expect(text).toContain(`${NGO_B}: signed`);
    expect(text).toContain(`${NGO_C}: signed`);
    expect(text).toContain("admits that of this version");
    expect(text).not.toContain("To add");
  });

  it("names the party that has not signed, with a registry only", async () => {
    const { call } = createCaller();
    const { exit, text } = await call("agreement", "check", "agr.ngo-b.json", ...WITH_REGISTRY);
    expect(exit).toBe(1);
    expect(text).toContain(`${NGO_C}: has not signed`);
    const alone = await call("agreement", "check", "agr.ngo-b.json");
    expect([alone.exit, alone.text.includes("1; 2 parties; give --registry")]).toEqual([1, true]);
    expect((await call("agreement", "check", "agr.json")).exit).toBe(0);
  });

  it.each([
    [{ status: "retired", until: "2026-11-20T00:00:00Z" }, "TRUST_KEY_NOT_IN_FORCE"],
    [{ status: "compromised", compromisedAt: "2026-11-20T00:00:00Z" }, "TRUST_KEY_COMPROMISED"],
  ])("says whose signature no longer counts, and why: %o", async (change, code) => {
    const { files, call } = createCaller();
    editRegistry(files, (agencies) => Object.assign(agencies[0]?.keys[0] ?? {}, change));
    const { exit, text } = await call("agreement", "check", "agr.json", ...WITH_REGISTRY, "--json");
    expect(exit).toBe(1);
    expect(JSON.parse(text)).toMatchObject({
      ok: false,
      signatures: {
        parties: [{ party: NGO_B, state: "noLonger", code }, { state: "signed" }],
        others: [],
      },
    });
  });

  it("says whose key ends, and when, until that party has signed with its next one", async () => {
    const { files, call } = createCaller();
    const next = generateSigningKey("ES256");
    editRegistry(files, (agencies) => {
      const keys = agencies[0]?.keys ?? [];
      Object.assign(keys[0] ?? {}, { until: "2026-12-05T08:30:00Z" });
      keys.push({ jwk: publicJwk(next), from: "2026-11-01T00:00:00Z", status: "active" } as never);
    });
    const { exit, text } = await call("agreement", "check", "agr.json", ...WITH_REGISTRY);
    expect(exit).toBe(0);
    expect(text).toContain(
      `${NGO_B}: signed, with a key that ends 2026-12-05T08:30:00Z: sign again before\n`,
    );
    expect(text).toContain(`${NGO_C}: signed\n`);

    const signers = [keyIn(files, "ngo-b.key"), keyIn(files, "ngo-c.key"), next];
    files.set("again.json", signAgreement(termsIn(files), signers.map(createSigner)));
    const again = await call("agreement", "check", "again.json", ...WITH_REGISTRY);
    expect(again.text).toContain(`${NGO_B}: signed\n`);
  });

  it("knows a party that is not in the registry, and a signature that is nobody's", async () => {
    const { files, call } = createCaller();
    const stranger = generateSigningKey("ES256");
    const terms = termsIn(files);
    const signers = [keyIn(files, "ngo-b.key"), keyIn(files, "ngo-c.key"), stranger];
    files.set("more.json", signAgreement(terms, signers.map(createSigner)));
    editRegistry(files, (agencies) => agencies.splice(1, 1));
    const { exit, text } = await call(
      ...["agreement", "check", "more.json", ...WITH_REGISTRY, "--json"],
    );
    expect(exit).toBe(1);
    const { signatures } = JSON.parse(text);
    expect(signatures.parties).toEqual([
      { party: NGO_B, state: "signed" },
      { party: NGO_C, state: "notKnown" },
    ]);
    expect(signatures.others).toEqual([keyIn(files, "ngo-c.key").kid, stranger.kid]);
  });

  it("counts a party that has signed with its old key and its new one", async () => {
    const { files, call } = createCaller();
    const next = generateSigningKey("ES256");
    const signers = [keyIn(files, "ngo-b.key"), keyIn(files, "ngo-c.key"), next];
    files.set("more.json", signAgreement(termsIn(files), signers.map(createSigner)));
    for (const change of [{}, { status: "retired", until: "2026-11-20T00:00:00Z" }]) {
      editRegistry(files, (agencies) => {
        const { keys } = agencies[1] ?? { keys: [] };
        Object.assign(keys[0] ?? {}, change);
        if (keys.length < 2) {
          keys.push({ jwk: publicJwk(next), from: "2026-01-01T00:00:00Z", status: "active" });
        }
      });
      const { exit, text } = await call("agreement", "check", "more.json", ...WITH_REGISTRY);
      expect([exit, text.match(/: signed/g)?.length, text.includes("take it out")]).toEqual([
        0,
        2,
        false,
      ]);
    }
  });

  it("does not count a signature over other terms", async () => {
    const { files, call } = createCaller();
    const jws = JSON.parse(files.get("agr.json") ?? "");
    const [payload] = [Buffer.from(jws.payload, "base64url").toString()];
    const other = payload.replace('"version":"1.0"', '"version":"1.1"');
    files.set(
      "moved.json",
      JSON.stringify({ ...jws, payload: Buffer.from(other).toString("base64url") }),
    );
    const { exit, text } = await call("agreement", "check", "moved.json", ...WITH_REGISTRY);
    expect(exit).toBe(1);
    expect(text).toContain(
      `${NGO_B}: has signed, and the signature does not count now (JWS_SIGNATURE_INVALID)`,
    );
  });
});

function editRegistry(
  files: Map<string, string>,
  edit: (agencies: { keys: object[] }[]) => unknown,
): void {
  const registry = JSON.parse(files.get("registry.json") ?? "");
  edit(registry.agencies);
  files.set("registry.json", JSON.stringify(registry));
}
