import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock, toInstant } from "@safepassage/core";
import { until } from "@safepassage/testing/until";
import { createSigner, generateSigningKey, issueRegistry, publicJwk } from "@safepassage/trust";
import { describe, expect, it } from "vitest";
import { makeNextKey } from "../src/keys/key-files.ts";
import { checkFolder, findingsOf } from "../src/node.ts";
import { askLocal } from "./run-world.ts";
import { entryOf, folders, served, start } from "./running.ts";

const inDays = (days: number) => toInstant(new Date(Date.now() + days * 86_400_000));
const PRESENT = { from: "2026-01-01T00:00:00Z", status: "active" };
const STOLEN = { status: "compromised", compromisedAt: "2026-06-01T00:00:00Z" };

/** Warnings and reasons with what to do, as the local port tells them. */
async function fixesOf(folder: string, localUrl: string): Promise<Record<string, string>> {
  const { json } = await askLocal(folder, localUrl, "/v1/health");
  const all: { code: string; fix: string }[] = [...json.reasons, ...json.warnings];
  return Object.fromEntries(all.map(({ code, fix }) => [code, fix]));
}

describe("a signing key that is changed as planned", () => {
  it("is no end once the registry has the next one, and the agreements that it signed are named", async () => {
    const made = folders();
    const registry = await served(made);
    const b = await start(made.b, { settleMs: 600_000 });
    registry.publish((file) => Object.assign(entryOf(file).keys[0] ?? {}, { until: inDays(7) }));
    await until(async () => (await b.health()) === "warning KEY_ENDS,warning AGREEMENT_KEY_ENDS");
    const jwk = makeNextKey(made.b, "Ed25519");
    await until(async () =>
      /^Have the authority/.test((await fixesOf(made.b, b.running.localUrl))["KEY_ENDS"] ?? ""),
    );
    registry.publish((file) => entryOf(file).keys.push({ ...PRESENT, jwk, from: inDays(1) }));
    await until(async () => (await b.health()) === "warning AGREEMENT_KEY_ENDS");
    // One that begins after the present one has ended does not follow it.
    registry.publish((file) => Object.assign(entryOf(file).keys[1] ?? {}, { from: inDays(8) }));
    await until(async () => (await b.health()) === "warning KEY_ENDS,warning AGREEMENT_KEY_ENDS");
  });

  it("of which the present one is stolen keeps no gateway from starting", async () => {
    const made = folders();
    const registry = await served(made);
    registry.publish((file) => Object.assign(entryOf(file).keys[0] ?? {}, STOLEN));
    const told = async () => {
      const { outcomes } = await checkFolder(made.b, { fetch, clock: systemClock });
      return findingsOf(outcomes).flatMap(({ level, code, fix }) =>
        code === "TRUST_KEY_COMPROMISED" ? [[level, fix]] : [],
      );
    };
    expect(await told()).toEqual([["mistake", expect.stringMatching(/^Make a new key/)]]);
    const jwk = makeNextKey(made.b, "Ed25519");
    expect(await told()).toEqual([["waiting", expect.stringMatching(/^Have the authority/)]]);
    registry.publish((file) => entryOf(file).keys.push({ ...PRESENT, jwk }));
    expect(await told()).toEqual([["waiting", expect.stringMatching(/^Nothing/)]]);
    const b = await start(made.b, { settleMs: 600_000 });
    await until(async () => {
      const { json } = await askLocal(made.b, b.running.localUrl, "/v1/health");
      return json.signingKey === jwk.kid;
    });
  });
});

describe("the agreements of a gateway that runs", () => {
  it("are named where they do not verify any more", async () => {
    const made = folders();
    const registry = await served(made);
    const c = await start(made.c);
    registry.publish((file) => Object.assign(entryOf(file).keys[0] ?? {}, STOLEN));
    await until(async () => (await c.health()) === "AGREEMENT_NONE,warning AGREEMENT_INVALID");
    const told = c.log.filter(({ event }) => event === "agreementInvalid");
    expect(told).toEqual([
      { event: "agreementInvalid", ref: "AGR-ASSIST 1.0", code: "AGREEMENT_INVALID" },
    ]);
  });

  it("are told to a person where they do not verify, or soon do not", async () => {
    for (const [change, event] of [
      [{ until: inDays(7) }, "agreementKeyEnds"],
      [STOLEN, "agreementFails"],
    ] as const) {
      const made = folders();
      const registry = await served(made);
      registry.publish((file) => Object.assign(entryOf(file).keys[0] ?? {}, change));
      const c = await start(made.c);
      await until(async () => c.log.some((one) => one.event === event));
      const [told] = c.log.filter((one) => one.event === event);
      expect(told).toEqual({ event, ref: "agreements/agr-assist.json" });
    }
  });
});

describe("the key of the registry's authority", () => {
  it("is replaced while the gateway runs, which says until then why it takes no newer registry", async () => {
    const made = folders();
    const registry = await served(made);
    const b = await start(made.b);
    const key = generateSigningKey("Ed25519");
    const file = JSON.parse(readFileSync(join(made.registry, "registry.json"), "utf8"));
    registry.serve(issueRegistry({ ...file, issuedAt: inDays(0) }, createSigner(key)));
    await until(
      async () => (await b.health()) === "warning REGISTRY_COPY,warning JWS_SIGNATURE_INVALID",
    );
    const { JWS_SIGNATURE_INVALID: fix } = await fixesOf(made.b, b.running.localUrl);
    expect(fix).toMatch(/^Compare registry-key.json/);
    const path = join(made.b, "registry-key.json");
    writeFileSync(path, "{");
    await until(async () => (await b.health()).includes("JSON_MALFORMED"));
    writeFileSync(path, JSON.stringify(publicJwk(key)));
    await until(async () => (await b.health()) === "");
    expect(b.log.filter(({ event }) => event.startsWith("registryKey"))).toEqual([
      { event: "registryKeyRefused", code: "JSON_MALFORMED" },
      { event: "registryKeyChanged", ref: key.kid },
    ]);
  });

  it("has signed an older registry, which is not taken: the gateway says so", async () => {
    const made = folders();
    const registry = await served(made);
    const earlier = registry.text;
    registry.publish();
    const b = await start(made.b);
    expect(await b.health()).toBe("");
    registry.serve(earlier);
    await until(
      async () => (await b.health()) === "warning REGISTRY_COPY,warning TRUST_REGISTRY_OUTDATED",
    );
  });
});
