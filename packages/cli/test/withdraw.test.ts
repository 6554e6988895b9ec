import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeTestExchange, openAgency } from "@safepassage/agency/node";
import { addGateway, runGateway } from "@safepassage/gateway/node";
import { requestOnConsent } from "@safepassage/testing/request-on-consent";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { call } from "./call-on-disk.ts";

const OFFICER = ["--officer", "a17", "--officer-assurance", "2"];

let root = "";
let digest = "";
const consent = "Uq2mJ0Zb1xW8f4dTn6sLkA";
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "safepassage-withdraw-"));
  makeTestExchange(root);
  addGateway(at("ngo-b"), { gateway: { listen: { port: 0 }, local: { port: 0 } } });
  const [b, c] = await Promise.all([openAgency(at("ngo-b")), openAgency(at("ngo-c"))]);
  const plain = requestOnConsent();
  const request = { ...plain, consents: plain.consents.map((one) => ({ ...one, ref: consent })) };
  ({ digest } = await b.send(await b.prepare(request), c));
  await Promise.all([b.close(), c.close()]);
  writeFileSync(at("record.json"), JSON.stringify(request.consents[0]?.record));
});
afterEach(() => rmSync(root, { recursive: true }));

const at = (name: string): string => join(root, name);
const withdraw = (...args: readonly string[]) => call("withdraw", at("ngo-b"), ...args, ...OFFICER);

describe("safepassage withdraw", () => {
  it("says what it would erase, then has it erased, and says what is left to do", async () => {
    const named = ["--record", at("record.json"), "--everywhere"];
    const planned = await withdraw(...named, "--plan");
    expect(planned).toMatchObject({
      exit: 0,
      out: "1 message would be erased here.\nhttps://ngo-c.test would be asked to erase 1 message.\nNothing was done: --plan was given.",
    });
    const done = await withdraw(...named, "--to", at("ngo-c"));
    expect(done).toMatchObject({
      exit: 0,
      out: `https://ngo-c.test was asked to erase, and decided: accept\nWrite into ${at("record.json")} when it was taken back (withdrawnAt).`,
    });
    const c = await openAgency(at("ngo-c"));
    expect(await c.read(digest)).toBeUndefined();
    await c.close();
  });

  it("has the gateway do it that runs in the folder", async () => {
    const running = await runGateway(at("ngo-b"), { write: () => {} });
    const named = ["--message", digest, "--everywhere"];
    const planned = await withdraw(...named, "--plan", "--json");
    const done = await withdraw(...named);
    await running.close();
    expect(JSON.parse(planned.out)).toEqual({
      ...{ messages: 1, untold: [], kept: [] },
      recipients: [{ recipient: "https://ngo-c.test", messages: 1 }],
    });
    expect(done).toMatchObject({
      exit: 0,
      out: "https://ngo-c.test is asked by the gateway to erase 1 message.",
    });
  });

  it.each(["alone", "with the gateway"])(
    "stops a record on which nothing was sent yet, %s",
    async (how) => {
      const given = asOtherCase(requestOnConsent());
      const consents = given.consents.map(({ subject, record }) => ({
        ...{ subject, record: { ...record, givenAt: "2026-01-01T09:00:00Z" } },
      }));
      const request = { ...given, consents };
      writeFileSync(at("unused.json"), JSON.stringify(consents[0]?.record));
      const running =
        how === "alone" ? undefined : await runGateway(at("ngo-b"), { write: () => {} });
      const { exit, err, out } = await withdraw("--record", at("unused.json"));
      await running?.close();
      expect([exit, err]).toEqual([1, expect.stringContaining("(GATEWAY_WITHDRAWAL_IMPOSSIBLE)")]);
      expect(out).toBe("Nothing is sent on this record from now on.");
      const b = await openAgency(at("ngo-b"));
      const plan = await b.prepare(request);
      await expect(b.send(plan)).rejects.toMatchObject({ code: "CONSENT_WITHDRAWN" });
      await b.close();
    },
  );

  it("takes the consent that is named, of those that the message rests on", async () => {
    const named = ["--message", digest, "--plan", "--consent"];
    const other = await withdraw(...named, "OlBsSzTjzLAfybNcL-DkFA");
    expect([other.exit, other.err]).toEqual([1, expect.stringContaining("rests on this consent")]);
    const right = await withdraw(...named, consent);
    expect([right.exit, right.out]).toEqual([0, expect.stringMatching(/^1 message would be/)]);
  });

  it("ends with 1 while the recipient is not told", async () => {
    const told = await withdraw("--message", digest);
    expect([told.exit, told.out]).toEqual([
      1,
      expect.stringContaining("https://ngo-c.test is not told yet (GATEWAY_RECIPIENT_UNKNOWN)"),
    ]);
  });

  it.each<[string, readonly string[], string]>([
    ["a consent", [], "name the consent: --record or --message, one of them"],
    ["one consent", ["--message", "m", "--record", "r"], "--record or --message, one of them"],
    ["a record by itself", ["--record", "r", "--consent", "c"], "--consent goes with --message"],
    ["another folder", ["--message", "m", "--to", "ngo-b"], "--to is your own folder"],
  ])("wants %s", async (_, args, says) => {
    const given = args.map((arg) => (arg === "ngo-b" ? at(arg) : arg));
    const { exit, err } = await withdraw(...given);
    expect([exit, err]).toEqual([2, expect.stringContaining(says)]);
  });

  it("says why a message cannot be withdrawn", async () => {
    // One digest in 64 begins with a dash, and may look like an option.
    for (const begin of ["A0", "-0", "-V", "-h", "--"].filter((one) => !digest.startsWith(one))) {
      const { exit, err } = await withdraw("--message", digest.replace(/^../, begin));
      expect([exit, err]).toEqual([1, expect.stringContaining("(GATEWAY_MESSAGE_UNKNOWN)")]);
    }
  });
});

/** A request of another case, with a pseudonym of its own. */
function asOtherCase<T>(request: T): T {
  const text = JSON.stringify(request);
  const [, pseudonym = ""] = /"f":"subject.pseudonym","v":"([^"]+)"/.exec(text) ?? [];
  return JSON.parse(text.replaceAll(pseudonym, pseudonym.replace(/^./, "_")));
}
