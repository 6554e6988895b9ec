import type { Leaf } from "@safepassage/schema";
import { beforeEach, describe, expect, it } from "vitest";
import { EXIT } from "../src/index.ts";
import type { Called } from "./call.ts";
import { call, evidence, exchange, json, REGISTRY, renewWorld, world } from "./evidence-caller.ts";
import { type CertifyOptions, certifyIn, leavesOf } from "./evidence-world.ts";
import { NGO_C } from "./world.ts";

beforeEach(renewWorld);

describe("an erasure certificate", () => {
  const certify = (leaves: readonly Leaf[], options: CertifyOptions = {}) =>
    certifyIn(world, leaves, options);

  let resolved: readonly string[];
  let digest: string;
  const check = (...more: string[]): Promise<Called> =>
    call("receipt", "one.json", ...REGISTRY, "--certificate", "certificate", ...more);

  beforeEach(async () => {
    const { jwt, receipts, kept } = await exchange("one");
    evidence("one.json", jwt, receipts);
    digest = json(kept).digest;
    resolved = json(kept).disclosureDigests;
  });

  it("is held against what had arrived, and covers it", async () => {
    const { sdJwt } = certify(leavesOf(digest, resolved));
    for (const shown of [sdJwt, JSON.stringify({ sdJwt })]) {
      world.files.set("certificate", shown);
      const { exit, text: printed } = await check();
      expect(exit).toBe(EXIT.done);
      expect(printed).toContain("certificate  good, signed by https://ngo-c.test");
      const { length } = resolved;
      expect(printed).toContain(`covers     ${length} of ${length} disclosures that had arrived`);
      expect(printed).toContain("backups    none can open it from 2026-12-25");
    }
  });

  it("may have a field with the name of a member that every object has", async () => {
    for (const f of ["constructor", "toString"]) {
      const { sdJwt } = certify([...leavesOf(digest, resolved), { f, v: "x" } as Leaf]);
      world.files.set("certificate", sdJwt);
      expect((await check()).exit).toBe(EXIT.done);
    }
  });

  it("among the files is held against the message that it names, of those that it may speak for", async () => {
    const { jwt: other, receipts } = await exchange("two");
    evidence("all/one.json", json("one.json").jwt, json("one.json").receipts);
    evidence("all/two.json", other, receipts);
    const { jwt, sdJwt } = certify(leavesOf(digest, resolved));
    world.files.set("all/certificate.json", JSON.stringify({ jwt, sdJwt, receipts: [] }));
    const { exit, text: printed } = await call("receipt", "all", ...REGISTRY);
    expect(exit).toBe(EXIT.done);
    expect(printed.match(/^certificate {2}good/gm)).toHaveLength(1);
    const { length } = resolved;
    expect(printed).toContain(`covers     ${length} of ${length} disclosures that had arrived`);
    expect(printed).toContain("erased     1 with a certificate that covers all of it");

    // One that leaves something out ends with 1, and does not count.
    const part = certify(leavesOf(digest, resolved.slice(1)));
    world.files.set("all/certificate.json", JSON.stringify({ ...part, receipts: [] }));
    const some = await call("receipt", "all", ...REGISTRY);
    expect(some.exit).toBe(EXIT.refused);
    expect(some.text).toContain("erased     0 with a certificate that covers all of it");

    // What an agency says that has never had the message, is no word about it.
    const change = { "env.sender.agencyId": "https://ngo-b.test", "env.recipient.agencyId": NGO_C };
    const foreign = certify(leavesOf(digest, resolved), { key: "ngo-b.key", change });
    world.files.set("all/certificate.json", JSON.stringify({ ...foreign, receipts: [] }));
    const none = await call("receipt", "all", ...REGISTRY);
    expect(none.exit).toBe(EXIT.done);
    expect(none.text).not.toContain("certificate  good");
    expect(none.text).toContain("erased     0 with a certificate that covers all of it");
  });

  it("that leaves something out ends with 1, wherever another one that does not stands among the files", async () => {
    const whole = certify(leavesOf(digest, resolved));
    const part = certify(leavesOf(digest, resolved.slice(1)));
    evidence("all/one.json", json("one.json").jwt, json("one.json").receipts);
    for (const [a, b] of [
      [whole, part],
      [part, whole],
    ]) {
      world.files.set("all/a.json", JSON.stringify({ ...a, receipts: [] }));
      world.files.set("all/b.json", JSON.stringify({ ...b, receipts: [] }));
      const { exit, text: printed } = await call("receipt", "all", ...REGISTRY);
      expect(exit).toBe(EXIT.refused);
      const { length } = resolved;
      expect(printed).toContain(`covers     ${length - 1} of ${length} disclosures that`);
      expect(printed).toContain("erased     0 with a certificate that covers all of it");
      const lines = (await call("receipt", "all", ...REGISTRY, "--json")).io.stdout;
      const said = lines.map((line) => JSON.parse(line)).find((one) => one.digest === digest);
      expect(said.certificate.uncertified).toEqual(resolved.slice(0, 1));
    }
  });

  it("whose content was changed or cut is refused, wherever another copy stands", async () => {
    const { jwt, sdJwt } = certify(leavesOf(digest, resolved));
    evidence("all/one.json", json("one.json").jwt, json("one.json").receipts);
    world.files.set("all/a.json", JSON.stringify({ jwt, sdJwt, receipts: [] }));
    const parts = sdJwt.split("~");
    for (const changed of [
      [...parts.slice(0, 2), `${parts[2]?.slice(1)}`, ...parts.slice(3)].join("~"),
      [...parts.slice(0, parts.length / 2), ""].join("~"),
    ]) {
      world.files.set("all/b.json", JSON.stringify({ jwt, sdJwt: changed, receipts: [] }));
      const { exit, io } = await call("receipt", "all", ...REGISTRY);
      expect(exit).toBe(EXIT.refused);
      expect(io.stderr[1]).toContain("hint: What stands behind the signed part of this message");
      expect(io.stderr[2]).toContain("detail: all/b.json: ");
    }
  });

  it("is compared from whichever file has its content, and what to do is not said any more", async () => {
    const { jwt, sdJwt } = certify(leavesOf(digest, resolved));
    evidence("all/one.json", json("one.json").jwt, json("one.json").receipts);
    world.files.set("all/a.jwt", jwt);
    world.files.set("all/b.txt", sdJwt);
    const { exit, text: printed } = await call("receipt", "all", ...REGISTRY);
    expect(exit).toBe(EXIT.done);
    expect(printed).toContain("erased     1 with a certificate that covers all of it");
    expect(printed).not.toContain("compare it with --certificate");
  });

  it("covers all where it names the two that all others hang from", async () => {
    const roots = hiddenOf(json("one.json").jwt);
    world.files.set("certificate", certify(leavesOf(digest, roots)).sdJwt);
    expect((await check()).exit).toBe(EXIT.done);
  });

  it("ends with 1 where it leaves one out, or names digests of another message", async () => {
    const [first = "", ...others] = resolved;
    world.files.set("certificate", certify(leavesOf(digest, others)).sdJwt);
    const less = await check();
    expect(less.exit).toBe(EXIT.refused);
    expect(less.text).toMatch(new RegExp(`not named +${first}`));
    const foreign = randomDigest();
    world.files.set("certificate", certify(leavesOf(digest, [...resolved, foreign])).sdJwt);
    const more = await check("--json");
    expect(more.exit).toBe(EXIT.refused);
    expect(JSON.parse(more.text).certificate).toMatchObject({
      signed: true,
      uncertified: [],
      foreign: [foreign],
    });
  });

  it("that was opened before is compared too, and said to have no signature", async () => {
    const { sdJwt } = certify(leavesOf(digest, resolved));
    const { inspectMessage } = await import("@safepassage/message");
    const { message } = inspectMessage(sdJwt, {
      clock: { now: () => new Date("2026-11-24T09:02:00Z") },
    });
    for (const shown of [message, { id: "x", message }]) {
      world.files.set("certificate", JSON.stringify(shown));
      const { exit, text: printed } = await check();
      expect(exit).toBe(EXIT.done);
      expect(printed).toContain("without a signature: the word of who shows it");
    }
  });

  it("is not known to cover anything where no receipt says what had arrived", async () => {
    evidence("one.json", json("one.json").jwt, []);
    world.files.set("certificate", certify(leavesOf(digest, resolved)).sdJwt);
    const { exit, text: printed } = await check();
    expect(exit).toBe(EXIT.refused);
    expect(printed).toContain("covers     not known: no receipt says what had arrived");
  });

  it.each<[string, () => string, string]>([
    [
      "is about another message",
      () => certify(leavesOf(randomDigest(), resolved)).sdJwt,
      "CLI_NO_CERTIFICATE",
    ],
    [
      "is a message of another type",
      () =>
        certify(leavesOf(digest, resolved), { change: { "env.messageType": "response" } }).sdJwt,
      "CLI_NO_CERTIFICATE",
    ],
    [
      "is its signed part only",
      () => certify(leavesOf(digest, resolved)).jwt,
      "CLI_NO_CERTIFICATE",
    ],
    [
      "is signed by another agency",
      () => certify(leavesOf(digest, resolved), { key: "ngo-b.key" }).sdJwt,
      "CLI_REGISTRY_OLDER",
    ],
    [
      "is the sender's own",
      () => {
        const { clear } = json("draft.json");
        return certify(leavesOf(digest, resolved), { key: "ngo-b.key", change: clear }).sdJwt;
      },
      "CLI_NO_CERTIFICATE",
    ],
  ])("is refused where it %s", async (_, make, code) => {
    world.files.set("certificate", make());
    const { exit, io } = await check();
    expect([exit, io.stderr[0]]).toEqual([EXIT.refused, expect.stringContaining(`(${code})`)]);
  });

  it("prints as a certificate where it is shown as a message, with what to do", async () => {
    world.files.set("certificate.jwt", certify(leavesOf(digest, resolved)).jwt);
    const { text: printed } = await call("receipt", "certificate.jwt", ...REGISTRY);
    expect(printed).toMatch(/type {7}erasureCertificate/);
    expect(printed).toContain("compare it with --certificate");
  });
});

const randomDigest = (): string => {
  const octets = crypto.getRandomValues(new Uint8Array(32));
  return Buffer.from(octets).toString("base64url");
};

function hiddenOf(jwt: string): readonly string[] {
  const [, payload = ""] = jwt.split(".");
  return JSON.parse(Buffer.from(payload, "base64url").toString())._sd;
}
