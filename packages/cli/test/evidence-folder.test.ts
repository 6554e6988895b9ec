import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeTestExchange, openAgency } from "@safepassage/agency/node";
import { createFixedClock, toInstant } from "@safepassage/core";
import { requestOnConsent } from "@safepassage/testing/request-on-consent";
import {
  createSigner,
  generateSigningKey,
  issueRegistry,
  parsePrivateJwk,
} from "@safepassage/trust";
import { afterAll, beforeAll, expect, it } from "vitest";
import { call } from "./call-on-disk.ts";

const root = mkdtempSync(join(tmpdir(), "safepassage-evidence-"));
const at = (name: string): string => join(root, name);
const HOUR_MS = 3_600_000;
let digest = "";
beforeAll(async () => {
  const clock = createFixedClock(toInstant(new Date(Date.now() - 2 * HOUR_MS)));
  makeTestExchange(root, { clock });
  const open = (name: string) => openAgency(at(name), { clock });
  const [b, c] = await Promise.all([open("ngo-b"), open("ngo-c")]);
  ({ digest } = await b.send(await b.prepare(requestOnConsent()), c));
  await Promise.all([b.close(), c.close()]);
});
afterAll(() => rmSync(root, { recursive: true }));

const REGISTRY = ["--registry", at("registry/registry.jwt")];
const KEY = ["--registry-key", at("ngo-b/registry-key.json")];

it.each(["ngo-b", "ngo-c"])(
  "is what %s hands over of a message that commands have sent and taken, and is good",
  async (agency) => {
    const out = at(`${agency}.json`);
    const done = await call("evidence", at(agency), "--message", digest, "--out", out);
    const text = `message ${digest}: signed part and 2 receipts in ${out}`;
    expect(done).toMatchObject({ exit: 0, out: text });
    const checked = await call("receipt", out, ...REGISTRY, ...KEY);
    expect(checked).toMatchObject({ exit: 0, out: expect.stringContaining("decided    accepted") });
  },
);

it("is handed over by an agency that is suspended, whose new key is in no registry yet, and where the registry cannot be read", async () => {
  const [file, signed] = [at("registry/registry.json"), at("registry/registry.jwt")];
  const registry = JSON.parse(readFileSync(file, "utf8"));
  const [b] = registry.agencies;
  Object.assign(b.facts[0], { until: toInstant(new Date(Date.now() - HOUR_MS)) });
  const suspended = { ...registry, issuedAt: toInstant(new Date()) };
  const key = parsePrivateJwk(JSON.parse(readFileSync(at("registry/key.json"), "utf8")));
  if (key.use !== "sig") throw new TypeError("no signing key");
  writeFileSync(signed, issueRegistry(suspended, createSigner(key)));
  const handOver = async (name: string) => {
    const out = at(name);
    const { exit } = await call("evidence", at("ngo-b"), "--message", digest, "--out", out);
    return [exit, (await call("receipt", out, ...REGISTRY, ...KEY)).exit];
  };
  expect(await handOver("suspended.json")).toEqual([0, 0]);
  const next = JSON.stringify(generateSigningKey("Ed25519"));
  writeFileSync(at("ngo-b/keys/signing-key.json"), next, { mode: 0o600 });
  expect(await handOver("rolled.json")).toEqual([0, 0]);
  rmSync(signed);
  expect((await handOver("without-registry.json"))[0]).toBe(0);
});

it("is refused of a message that the folder does not hold", async () => {
  const none = ["--message", "A".repeat(43), "--out", at("none.json")];
  const { exit, err } = await call("evidence", at("ngo-b"), ...none);
  expect([exit, err]).toEqual([1, expect.stringContaining("GATEWAY_MESSAGE_UNKNOWN")]);
});
