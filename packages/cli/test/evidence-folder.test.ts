import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeTestExchange, openAgency } from "@safepassage/agency/node";
import { requestOnConsent } from "@safepassage/testing/request-on-consent";
import { afterAll, beforeAll, expect, it } from "vitest";
import { call } from "./call-on-disk.ts";

const root = mkdtempSync(join(tmpdir(), "safepassage-evidence-"));
const at = (name: string): string => join(root, name);
let digest = "";
beforeAll(async () => {
  makeTestExchange(root);
  const [b, c] = await Promise.all([openAgency(at("ngo-b")), openAgency(at("ngo-c"))]);
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

it("is refused of a message that the folder does not hold", async () => {
  const none = ["--message", "A".repeat(43), "--out", at("none.json")];
  const { exit, err } = await call("evidence", at("ngo-b"), ...none);
  expect([exit, err]).toEqual([1, expect.stringContaining("GATEWAY_MESSAGE_UNKNOWN")]);
});
