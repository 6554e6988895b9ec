import { describe, expect, it } from "vitest";
import { EXIT } from "../src/index.ts";
import { createCaller } from "./call.ts";

const JUDGE = "https://judge-b.test";
const SIGN = ["--draft", "draft.json", "--as", JUDGE, "--key", "judge-b.key"];
const REGISTRY = ["--registry", "registry.json"];

describe("safepassage authorisation", () => {
  it("signs an order for a draft, with which the draft is judged", async () => {
    const { files, call } = createCaller();
    const signed = await call(
      ...["authorisation", "sign", "order.json", ...SIGN, ...REGISTRY],
      ...["--out", "token.txt", "--into", "authorised.json"],
    );
    expect([signed.exit, signed.io.stderr]).toEqual([EXIT.done, []]);
    expect(signed.text).toContain("signed judicialOrder of https://judge-b.test");
    const { private: hidden } = JSON.parse(files.get("authorised.json") ?? "");
    expect(hidden["private.authorisations"]).toEqual([
      expect.objectContaining({ kind: "judicialOrder", authority: "judge", scope: ["subject"] }),
    ]);
    const judged = await call(
      "validate",
      "authorised.json",
      ...REGISTRY,
      "--agreement",
      "agr.json",
    );
    expect(judged.text).not.toContain("R87");

    const draft = JSON.parse(files.get("authorised.json") ?? "");
    for (const group of Object.values<{ leaves: { f: string; v: unknown }[] }>(draft.body)) {
      for (const leaf of group.leaves) if (leaf.f === "subject.sex") leaf.v = "9";
    }
    files.set("other.json", JSON.stringify(draft));
    const other = await call(
      "validate",
      "other.json",
      ...REGISTRY,
      "--agreement",
      "agr.json",
      "--json",
    );
    expect(other.text).toContain("R87_NOT_VERIFIED");
  });

  it("shows what a token says, and whether it verifies", async () => {
    const { files, call } = createCaller();
    await call("authorisation", "sign", "order.json", ...SIGN, ...REGISTRY, "--out", "token.txt");
    const shown = await call("authorisation", "show", "token.txt", ...REGISTRY);
    expect(shown.exit).toBe(EXIT.done);
    expect(shown.text).toContain("judicialOrder of https://judge-b.test for https://ngo-b.test");
    // The verdict first, the claims after it.
    const row = "genuine            yes: signed by https://judge-b.test, court of XB";
    expect(shown.text.startsWith(row)).toBe(true);
    expect(shown.text).toContain("usable now         yes: a message may rest on it");
    expect(shown.text).toContain("what was reported after that is not known");

    const alone = await call("authorisation", "show", "token.txt");
    expect([alone.exit, alone.text]).toEqual([EXIT.done, expect.stringContaining("not verified")]);
    const json = await call("authorisation", "show", "token.txt", "--json");
    expect(JSON.parse(json.text)).toMatchObject({ iss: JUDGE, verifies: null });

    const late = ["--now", "2027-06-01T00:00:00Z"];
    const expired = await call("authorisation", "show", "token.txt", ...REGISTRY, ...late);
    expect(expired.exit).toBe(EXIT.done);
    expect(expired.text).toContain("genuine            yes:");
    expect(expired.text).toContain("valid when signed  yes:");
    expect(expired.text).toContain("usable now         no: it has expired (AUTHORISATION_INVALID)");

    const token = (files.get("token.txt") ?? "").trim();
    files.set(
      "forged.txt",
      token.replace(/\.[^.]*$/, (text) => `${text.slice(0, -4)}AAAA`),
    );
    const forged = await call("authorisation", "show", "forged.txt", ...REGISTRY, "--json");
    const bad = { ok: false, code: "JWS_SIGNATURE_INVALID", reason: expect.any(String) };
    expect([forged.exit, JSON.parse(forged.text)]).toEqual([
      EXIT.refused,
      expect.objectContaining({ verifies: false, genuine: bad, validWhenSigned: bad }),
    ]);
  });

  it("tells a genuine order from one that is usable now, when the key or the role has ended since", async () => {
    const { files, call } = createCaller();
    await call("authorisation", "sign", "order.json", ...SIGN, ...REGISTRY, "--out", "token.txt");
    const end = "2026-11-25T00:00:00Z";
    const registry = JSON.parse(files.get("registry.json") ?? "");
    const judge = registry.agencies.find(({ entity }: { entity: string }) => entity === JUDGE);
    Object.assign(judge.keys[0], { until: end, status: "retired" });
    files.set("registry.json", JSON.stringify({ ...registry, issuedAt: "2026-11-26T00:00:00Z" }));
    const now = ["--now", "2026-11-26T09:00:00Z"];
    const { exit, text } = await call(
      ...["authorisation", "show", "token.txt", ...REGISTRY, ...now],
    );
    expect(exit).toBe(EXIT.done);
    expect(text).toContain("genuine            yes:");
    expect(text).toContain(
      "usable now         no: a key of https://judge-b.test was not in force at 2026-11-26T09:00:00Z (TRUST_KEY_NOT_IN_FORCE)",
    );
    const json = await call(
      ...["authorisation", "show", "token.txt", ...REGISTRY, ...now, "--json"],
    );
    expect(JSON.parse(json.text)).toMatchObject({
      genuine: { ok: true },
      validWhenSigned: { ok: true },
      usableNow: { ok: false, code: "TRUST_KEY_NOT_IN_FORCE" },
      registry: { isOlder: false },
    });
    // An order with a date to come is none that was valid.
    const early = ["--now", "2026-11-23T09:00:00Z"];
    const future = await call("authorisation", "show", "token.txt", ...REGISTRY, ...early);
    expect([future.exit, future.text]).toEqual([
      EXIT.refused,
      expect.stringContaining("valid when signed  no: it is from the future"),
    ]);
  });

  it.each<[string, object, string]>([
    [
      "a role that the registry does not give",
      { authority: "publicProsecutor" },
      "CLI_TOKEN_USELESS",
    ],
    ["another recipient", { recipient: "https://police-b.test" }, "CLI_TOKEN_USELESS"],
    ["another purpose", { purposes: ["STATISTICS"] }, "CLI_TOKEN_USELESS"],
    ["a day that is over", { validUntil: "2026-11-01" }, "SCHEMA_INVALID"],
    ["a member of another kind", { decision: "x" }, "SCHEMA_INVALID"],
    ["an unknown kind", { kind: "order" }, "SCHEMA_INVALID"],
    ["a scope that covers nothing", { scope: ["dna"] }, "SCHEMA_INVALID"],
    ["a scope that the draft has nothing of", { scope: ["suspect"] }, "AUTHORISATION_INVALID"],
  ])("signs nothing with %s", async (_, change, code) => {
    const { files, call } = createCaller();
    const order = JSON.parse(files.get("order.json") ?? "");
    files.set("order.json", JSON.stringify({ ...order, ...change }));
    const refused = await call(
      ...["authorisation", "sign", "order.json", ...SIGN, ...REGISTRY, "--out", "token.txt"],
    );
    expect(refused.exit).not.toBe(EXIT.done);
    expect(refused.io.stderr.join()).toContain(code);
    expect(files.has("token.txt")).toBe(false);
  });

  it.each(["", "a.b.c", "{}", "\u202e"])("shows nothing of %j", async (text) => {
    const { files, call } = createCaller();
    files.set("token.txt", text);
    const refused = await call("authorisation", "show", "token.txt", ...REGISTRY);
    expect(refused.exit).not.toBe(EXIT.done);
    expect(refused.text).toBe("");
  });
});
