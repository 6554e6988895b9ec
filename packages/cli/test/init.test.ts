import { closeSync, existsSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { call } from "./call-on-disk.ts";
import { CASES, STATEMENT } from "./case-files.ts";
import { createExchange } from "./exchange.ts";

// SQLite writes through to the disk.
vi.setConfig({ testTimeout: 60_000 });

let exchange: ReturnType<typeof createExchange>;
beforeEach(() => {
  exchange = createExchange();
  exchange.write("cases.csv", CASES);
  exchange.write("statement.json", JSON.stringify(STATEMENT));
});
afterEach(() => exchange[Symbol.dispose]());

describe("safepassage init", () => {
  it("makes an agency, with a registry seen from wherever it was typed", async () => {
    const folder = path("another");
    const key = join(exchange.ngoB, "registry-key.json");
    const registry = join(exchange.place, "exchange/registry/registry.jwt");
    const said = ["--entity", "https://ngo-d.test", "--registry", registry, "--registry-key", key];
    expect(await call("init", "agency", folder, ...said)).toMatchObject({ exit: 0, err: "" });
    const again = await call("init", "agency", folder, ...said);
    expect(again.err).toContain("(AGENCY_FOLDER_EXISTS)");
    // The registry does not list it yet: it opens no further than that.
    expect((await call("send", folder)).err).toContain("(AGENCY_FOLDER_INVALID)");
  });

  it.each([
    ["a folder", () => exchange.place, "CLI_FILE_UNREADABLE"],
    ["nothing", () => path("nothing.jwt"), "CLI_FILE_UNREADABLE"],
    ["an address without a host", () => "https://", "CLI_OPTION_INVALID"],
  ])("makes no agency whose registry is %s", async (_, registry, code) => {
    const key = join(exchange.ngoB, "registry-key.json");
    const said = ["--entity", "https://ngo-d.test", "--registry-key", key];
    const folder = path("another");
    const made = await call("init", "agency", folder, ...said, "--registry", registry());
    expect(made).toMatchObject({ exit: 2, out: "", err: expect.stringContaining(`(${code})`) });
    expect(existsSync(folder)).toBe(false);
  });

  it("makes no agency with a registry that the given key has not signed", async () => {
    const { out } = await call("keys", "public", join(exchange.ngoB, "keys/signing-key.json"));
    writeFileSync(path("other.json"), out);
    const registry = join(exchange.place, "exchange/registry/registry.jwt");
    const said = ["--entity", "https://ngo-d.test", "--registry", registry];
    const folder = path("another");
    const made = await call(
      "init",
      "agency",
      folder,
      ...said,
      "--registry-key",
      path("other.json"),
    );
    expect([made.exit, made.out]).toEqual([1, ""]);
    expect(made.err).toContain("(JWS_SIGNATURE_INVALID)");
    expect(made.err).toContain("registry.jwt");
    expect(existsSync(folder)).toBe(false);
  });

  it("reads a key once that a shell has opened for it", async () => {
    const opened = openSync(join(exchange.ngoB, "registry-key.json"), "r");
    onTestFinished(() => closeSync(opened));
    const made = await call(
      ...["init", "agency", path("another"), "--entity", "https://ngo-d.test", "--registry"],
      ...[join(exchange.place, "exchange/registry/registry.jwt"), "--registry-key"],
      `/dev/fd/${opened}`,
    );
    expect(made).toMatchObject({ exit: 0, err: "" });
  });

  it("says which folder it cannot make", async () => {
    const { exit, err } = await call("init", "exchange", path("cases.csv/in"));
    expect(exit).toBe(2);
    expect(err).toContain("(CLI_FILE_UNWRITABLE)");
    expect(err).toContain("cases.csv/in (ENOTDIR)");
  });

  it("names what is still to be filled in, with what is allowed", async () => {
    const out = path("consent.json");
    const { exit, out: told } = await call("init", "consent", "--out", out, "--set", "giver=self");
    expect(exit).toBe(0);
    expect(told).toContain(
      "/giverIsSuspect  <whether the giver is a suspect of the case> Write true or false.",
    );
    expect(told).toContain("/recipients/0  <entity ids of those who may receive it>");
    expect(told).not.toContain("/giver ");
  });

  it("says of a value that was set, and is not on the list, what the list is", async () => {
    const set = ["--set", "evaluation.sourceEval=Z"];
    const { out } = await call("init", "statement", "--out", path("stated.json"), ...set);
    expect(out).toContain("/evaluation/sourceEval  One of: A, B, C, X.");
  });

  it("names what of the row was not read", async () => {
    const file = path("own-columns.csv");
    writeFileSync(
      file,
      "case_no,Born,prs_Birthdate,vic_TraffickingStatus\nB-17,1999,02/04/1999,ActualVictimOfTrafficking\n",
    );
    const { out } = await call(
      ...["init", "request", file, "--statement", path("statement.json"), "--case-id", "B-17"],
      ...["--from", exchange.ngoB, "--to", "https://ngo-c.test", "--out", path("own.json")],
    );
    expect(out).toContain("/legalBases/0  <one or more of> GDPR#6(1)(a)");
    expect(out).toContain("  prs_Birthdate: expected ");
    expect(out).toContain("  Born: not a column of the standard");
  });

  it("refuses a recipient without an agreement", async () => {
    const { exit, err } = await call(
      ...["init", "request", path("cases.csv"), "--statement", path("statement.json")],
      ...["--from", exchange.ngoB, "--to", "https://ngo-x.test", "--row", "1"],
    );
    expect(exit).toBe(2);
    expect(err).toContain("holds no agreement in force with https://ngo-x.test");
  });
});

const path = (name: string): string => join(exchange.place, name);
