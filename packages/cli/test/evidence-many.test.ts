import { signCompactJws } from "@safepassage/core";
import type { Leaf } from "@safepassage/schema";
import { createSigner, generateSigningKey, publicJwk } from "@safepassage/trust";
import { beforeEach, describe, expect, it } from "vitest";
import { EXIT } from "../src/index.ts";
import { type Called, createCaller } from "./call.ts";
import { type CertifyOptions, certifyIn, exchangeIn, leavesOf } from "./evidence-world.ts";
import { keyIn, NGO_C } from "./world.ts";

const REGISTRY = ["--registry", "registry.json"];

let world: ReturnType<typeof createCaller>;
const call = (...args: string[]): Promise<Called> => world.call(...args);
const text = (name: string): string => world.files.get(name) ?? "";
const json = (name: string) => JSON.parse(text(name));

const exchange = (name: string) => exchangeIn(world, name);

const evidence = (name: string, jwt: string, receipts: readonly string[]): void => {
  world.files.set(name, JSON.stringify({ jwt, receipts }));
};

beforeEach(() => {
  world = createCaller();
});

describe("evidence without a receipt", () => {
  it("is verified as far as it goes, and what is open is said", async () => {
    const { jwt } = await exchange("one");
    evidence("one.json", jwt, []);
    world.files.set("one.jwt", jwt);
    for (const file of ["one.json", "one.jwt"]) {
      const { exit, text: printed } = await call("receipt", file, ...REGISTRY);
      expect(exit).toBe(EXIT.done);
      expect(printed).toContain("message  good, signed by https://ngo-b.test");
      expect(printed).toContain("receipt  none");
      expect(printed).toMatch(/verified {3}the sender's signature/);
      expect(printed).toContain(
        "open       whether it arrived, and what https://ngo-c.test decided",
      );
    }
    const changed = `${jwt.slice(0, -6)}AAAAAA`;
    evidence("changed.json", changed, []);
    const refused = await call("receipt", "changed.json", ...REGISTRY);
    expect(refused.exit).toBe(EXIT.refused);
  });
});

describe("a registry that lacks a key", () => {
  /** The registry with another key in the place of NGO-C's. */
  function withoutKey(issuedAt: string): void {
    const registry = json("registry.json");
    const other = publicJwk(generateSigningKey("ES256"));
    for (const agency of registry.agencies) {
      if (agency.entity === NGO_C) agency.keys[0].jwk = other;
    }
    world.files.set("other.json", JSON.stringify({ ...registry, issuedAt }));
  }

  it("is not evidence against what was signed after it was issued", async () => {
    const { jwt, receipts } = await exchange("one");
    evidence("one.json", jwt, receipts);
    withoutKey("2026-11-20T00:00:00Z");
    const { exit, io } = await call("receipt", "one.json", "--registry", "other.json");
    expect(exit).toBe(EXIT.refused);
    expect(io.stderr[0]).toContain("(CLI_REGISTRY_OLDER)");
    expect(io.stderr[1]).toContain("Get the present registry");
    expect(io.stderr[2]).toContain("one.json, receipt 1 of 2; the registry is of 2026-11-20");
  });

  it("is where it was issued later", async () => {
    const { jwt, receipts } = await exchange("one");
    evidence("one.json", jwt, receipts);
    withoutKey("2026-11-25T00:00:00Z");
    const { io } = await call("receipt", "one.json", "--registry", "other.json");
    expect(io.stderr[0]).toContain("(TRUST_KEY_UNKNOWN)");
    expect(io.stderr[1]).toContain("No key of that agency signed this receipt");
  });
});

describe("many messages in one call", () => {
  it("are read from a folder, each with its receipts, and counted", async () => {
    const one = await exchange("one");
    const two = await exchange("two");
    const three = await exchange("three");
    const four = await exchange("four");
    evidence("shown/a.json", one.jwt, one.receipts);
    world.files.set("shown/b.jwt", two.jwt);
    world.files.set("shown/b.txt", two.receipts.join("\n"));
    evidence("shown/c.json", three.jwt, []);
    evidence("shown/d.json", four.jwt, one.receipts);
    world.files.set("shown/e.json", JSON.stringify({ note: "stray" }));
    const { exit, io, text: printed } = await call("receipt", "shown", ...REGISTRY);
    expect(exit).toBe(EXIT.refused);
    expect(printed.match(/^message {2}good/gm)).toHaveLength(4);
    expect(printed.match(/^receipt {2}good/gm)).toHaveLength(4);
    expect(printed).toContain("4 messages: 4 good, 0 refused");
    expect(printed).toContain("2 receipts, refused and not counted");
    expect(printed).toMatch(/decided {4}2\n/);
    expect(printed).toMatch(/open {7}2 without a receipt, 0 more without a verdict\n/);
    expect(printed).toContain("no evidence in shown/e.json");
    expect(io.stderr.join("\n")).toContain("detail: shown/d.json, receipt 1 of 2: ");

    const lines = (await call("receipt", "shown", ...REGISTRY, "--json")).io.stdout;
    const said = lines.map((line) => JSON.parse(line));
    expect(said.map(({ file }) => file)).toEqual([
      "shown/a.json",
      "shown/b.jwt",
      "shown/c.json",
      "shown/d.json, receipt 1 of 2",
      "shown/d.json, receipt 2 of 2",
      "shown/d.json",
      "shown/e.json",
    ]);
    expect(said[3].refused.code).toBe("RECEIPT_MISMATCH");
    expect(said[1].receipts).toHaveLength(2);
    expect(said[5].receipts).toEqual([]);
    expect(said[6].leftOut).toBe("noEvidence");
  });

  it("are one where the same stands in two places, with all its receipts once", async () => {
    const { jwt, receipts } = await exchange("one");
    evidence("one.json", jwt, receipts);
    world.files.set("one.jwt", jwt);
    world.files.set("one.txt", receipts.join("\n"));
    for (const files of [
      ["one.jwt", "one.json"],
      ["one.json", "one.txt", "one.jwt"],
      ["one.json", "--message", "one.jwt"],
    ]) {
      const { exit, text: printed } = await call("receipt", ...files, ...REGISTRY);
      expect(exit).toBe(EXIT.done);
      expect(printed.match(/^message {2}good/gm)).toHaveLength(1);
      expect(printed.match(/^receipt {2}good/gm)).toHaveLength(2);
      expect(printed).not.toContain("receipt  none");
    }
  });

  it("are all verified, also beside the one of --message", async () => {
    const one = await exchange("one");
    const two = await exchange("two");
    world.files.set("one.jwt", one.jwt);
    world.files.set("two.jwt", `${two.jwt.slice(0, -6)}AAAAAA`);
    const files = ["one.receipts", "two.jwt", "--message", "one.jwt"];
    const { exit, io, text: printed } = await call("receipt", ...files, ...REGISTRY);
    expect(exit).toBe(EXIT.refused);
    expect(io.stderr.join("\n")).toContain("(JWS_SIGNATURE_INVALID)");
    expect(io.stderr.join("\n")).toContain("detail: two.jwt: ");
    expect(printed).toContain("2 messages: 1 good, 1 refused");
    world.files.set("two.jwt", two.jwt);
    expect((await call("receipt", ...files, ...REGISTRY)).exit).toBe(EXIT.done);
  });

  describe("in a folder where something else lies", () => {
    it.each<[string, (jwt: string, receipts: readonly string[]) => object]>([
      ["kept by issue", (jwt) => ({ jwt })],
      [
        "shown by a gateway",
        (jwt, receipts) => ({ jwt, receipts: receipts.map((one) => ({ jwt: one, claims: {} })) }),
      ],
    ])("are verified as what was %s too", async (_, record) => {
      const { jwt, receipts } = await exchange("one");
      const other = await exchange("two");
      evidence("shown/b.json", jwt, receipts);
      world.files.set("shown/a.json", JSON.stringify(record(other.jwt, other.receipts)));
      const good = await call("receipt", "shown", ...REGISTRY);
      expect([good.exit, good.text]).toEqual([EXIT.done, expect.stringContaining("2 messages")]);
      const forged = `${other.jwt.slice(0, -6)}AAAAAA`;
      world.files.set("shown/a.json", JSON.stringify(record(forged, other.receipts)));
      const bad = await call("receipt", "shown", ...REGISTRY);
      expect([bad.exit, bad.text]).toEqual([EXIT.refused, expect.stringContaining("1 refused")]);
    });

    const note = "Receipts of case 7, see www.ngo-b.test ~ Anna";
    it.each([
      ["prose", "a.txt", () => note, "a.txt", ""],
      ["prose between receipts", "a.txt", (good: string) => `${note}\n${good}`, ", 8 words", ""],
      ["JSON that is cut", "a.json", () => '{"jwt":"eyJ', "a.json", ""],
      [
        "a line that is cut",
        "a.jsonl",
        (good: string) => `{"jwt\n{"receipts":["${good}"]}`,
        "line 1",
        "",
      ],
      ["a byte order mark", "a.txt", (good: string) => `\ufeff${good}`, "a.txt", ""],
      ["nothing", "a.jwt", () => "", "a.jwt", ""],
      [
        "a receipt of another message",
        "a.txt",
        (_: string, other: string) => other,
        "",
        "CLI_RECEIPT_OF_NONE",
      ],
      [
        "a receipt that was changed",
        "a.txt",
        (good: string) => `${good.slice(0, -6)}AAAAAA`,
        "",
        "JWS_",
      ],
      ["half a receipt", "a.txt", (good: string) => good.slice(0, 90), "", "JWS_MALFORMED"],
    ])("are shown, %s is told, and the status is 1", async (_, name, make, left, code) => {
      const { jwt, receipts } = await exchange("one");
      const other = await exchange("two");
      evidence("shown/b.json", jwt, receipts);
      world.files.set(`shown/${name}`, make(receipts[0] ?? "", other.receipts[0] ?? ""));
      const { exit, io, text: printed } = await call("receipt", "shown", ...REGISTRY);
      expect(exit).toBe(EXIT.refused);
      expect(printed).toContain("1 message: 1 good, 0 refused");
      expect(printed.match(/^receipt {2}good/gm)).toHaveLength(2);
      if (left !== "") expect(printed.replaceAll(/\s+/g, " ")).toMatch(`cannot be read: shown/a`);
      expect(printed).toContain(left);
      expect(io.stderr.join("\n")).toContain(code);
      const said = (await call("receipt", "shown", ...REGISTRY, "--json")).io.stdout;
      const places = said.map((line) => JSON.parse(line)).map(({ file }) => file);
      expect(places).toHaveLength(2);
      expect(places).toContain("shown/b.json");
      expect(places).toContainEqual(expect.stringContaining(name));
    });

    it("are shown with status 0 beside what is good and no evidence", async () => {
      const { jwt, receipts } = await exchange("one");
      evidence("shown/b.json", jwt, receipts);
      world.files.set("shown/registry.json", text("registry.json"));
      world.files.set("shown/agreement.jwt", text("agr.json"));
      const { exit, text: printed } = await call("receipt", "shown", ...REGISTRY);
      expect(exit).toBe(EXIT.done);
      expect(printed.replaceAll(/\s+/g, " ")).toContain(
        "no evidence in shown/agreement.jwt, shown/registry.json",
      );
    });

    it("may be none: then receipts are told one by one", async () => {
      const { receipts } = await exchange("one");
      world.files.set("shown/a.txt", receipts.join("\n"));
      world.files.set("shown/b.txt", receipts[1]?.slice(0, -8) ?? "");
      const { exit, text: printed } = await call("receipt", "shown", ...REGISTRY);
      expect(exit).toBe(EXIT.refused);
      expect(printed.match(/^receipt {2}good/gm)).toHaveLength(2);
      expect(printed).toContain("3 receipts: 2 good, 1 refused");
    });
  });

  it("may stand in one file, one a line or as a list", async () => {
    const both = [await exchange("one"), await exchange("two")];
    const shown = both.map(({ jwt, receipts }) => ({ jwt, receipts }));
    const lines = shown.map((one) => `${JSON.stringify(one)}\n`).join("");
    world.files.set("all.jsonl", lines);
    world.files.set("all.json", JSON.stringify(shown, undefined, 2));
    world.files.set("in/all.json", JSON.stringify(shown));
    for (const given of ["all.jsonl", "all.json", "in"]) {
      const { exit, text: printed } = await call("receipt", given, ...REGISTRY);
      expect(exit).toBe(EXIT.done);
      expect(printed).toContain("2 messages: 2 good, 0 refused");
    }
    world.files.set("none.json", "[1, 2]");
    const { io } = await call("receipt", "none.json", ...REGISTRY);
    expect(io.stderr[0]).toContain("(CLI_NOT_RECEIPTS)");
  });

  it("that is signed and of another version is no advice to change what it says", async () => {
    const { jwt } = await exchange("one");
    const claims = JSON.parse(Buffer.from(jwt.split(".")[1] ?? "", "base64url").toString());
    const signer = createSigner(keyIn(world.files, "ngo-b.key"));
    const header = { typ: "spp-message+sd-jwt" };
    for (const change of [{ shelf: "A7" }, { spp: "2.0" }]) {
      const text = JSON.stringify({ ...claims, ...change });
      world.files.set("new.jwt", signCompactJws(signer, header, text));
      const { exit, io } = await call("receipt", "new.jwt", ...REGISTRY);
      expect(exit).toBe(EXIT.refused);
      expect(io.stderr[1]).toMatch(/^hint: It is no message of this version of the protocol: /);
      expect(io.stderr.join("\n")).not.toContain("Remove it");
    }
  });

  it("take no receipt that is about none of them", async () => {
    const one = await exchange("one");
    const two = await exchange("two");
    const three = await exchange("three");
    world.files.set("messages.txt", [one.jwt, two.jwt].join("\n"));
    world.files.set("receipts.txt", [...one.receipts, ...three.receipts].join("\n"));
    const { exit, io } = await call("receipt", "messages.txt", "receipts.txt", ...REGISTRY);
    expect(exit).toBe(EXIT.refused);
    expect(io.stderr[0]).toContain("(CLI_RECEIPT_OF_NONE)");
    expect(io.stderr[2]).toContain("receipts.txt, receipt 3 of 4; receipts.txt, receipt 4 of 4");
    // Of a single message, that it is about another is what is wrong with the receipt.
    world.files.set("one.jwt", one.jwt);
    const single = await call("receipt", "one.jwt", "three.receipts", ...REGISTRY);
    expect(single.io.stderr[0]).toContain("(RECEIPT_MISMATCH)");
  });
});

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
