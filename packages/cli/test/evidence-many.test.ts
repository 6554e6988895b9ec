import { signCompactJws } from "@safepassage/core";
import { createSigner } from "@safepassage/trust";
import { beforeEach, describe, expect, it } from "vitest";
import { EXIT } from "../src/index.ts";
import { call, evidence, exchange, REGISTRY, renewWorld, text, world } from "./evidence-caller.ts";
import { keyIn } from "./world.ts";

beforeEach(renewWorld);

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
