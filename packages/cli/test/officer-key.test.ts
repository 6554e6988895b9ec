import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { makeTestExchange, openAgency, openStore } from "@safepassage/agency/node";
import { addGateway, runGateway } from "@safepassage/gateway/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { call } from "./call-on-disk.ts";

const root = mkdtempSync(join(tmpdir(), "safepassage-officer-"));
const folder = join(root, "ngo-b");
const at = (name: string) => join(root, name);
const put = (name: string) => cpSync(at(name), join(folder, "keys/officer.key"));
const DIFFERS = "mistake GATEWAY_OFFICER_KEY_DIFFERS keys/officer.key";

beforeAll(() => {
  makeTestExchange(root);
  addGateway(folder, { gateway: { listen: { port: 0 }, local: { port: 0 } } });
  cpSync(join(folder, "keys/officer.key"), at("own.key"));
  cpSync(at("ngo-c/keys/officer.key"), at("other.key"));
});
afterAll(() => rmSync(root, { recursive: true }));

async function mistakes(): Promise<readonly string[]> {
  const { out } = await call("gateway", "check", folder, "--json");
  const { outcomes } = JSON.parse(out) as {
    outcomes: { findings: { level: string; code: string; file: string }[] }[];
  };
  return outcomes
    .flatMap(({ findings }) => findings)
    .filter(({ level }) => level === "mistake")
    .map(({ level, code, file }) => `${level} ${code} ${file}`);
}

/** What the database notes about itself. */
async function marksOf(name: string): Promise<string | undefined> {
  const store = await openStore(folder, {});
  const mark = await store.transaction(({ marks }) => marks.get(name));
  await store.close();
  return mark;
}

describe("the officer key of a database", () => {
  it("is noted when it is opened first, as a digest, and another one is refused by all that open it", async () => {
    // No database yet: any key will do.
    put("other.key");
    expect(await mistakes()).toEqual([]);
    put("own.key");
    const noted = await marksOf("officer");
    expect(noted).toMatch(/^[\w-]{43}$/);
    const key = readFileSync(at("own.key"));
    for (const form of ["hex", "base64", "base64url"] as const)
      expect(noted).not.toBe(key.toString(form));
    expect(await mistakes()).toEqual([]);

    put("other.key");
    expect(await mistakes()).toEqual([DIFFERS]);
    await expect(runGateway(folder, { write: () => {} })).rejects.toMatchObject({
      code: "GATEWAY_SETUP_INVALID",
    });
    const refused = { code: "GATEWAY_OFFICER_KEY_DIFFERS" };
    await expect(openAgency(folder)).rejects.toMatchObject(refused);
    expect((await call("gateway", "check", folder)).out).toContain("gateway keys FOLDER officer");

    // With the right one everything is as before.
    put("own.key");
    expect(await mistakes()).toEqual([]);
    await (await openAgency(folder)).close();
    expect(await marksOf("officer")).toBe(noted);
  });

  it("of a version that noted none is the one at hand", async () => {
    const db = new DatabaseSync(join(folder, "state/agency.db"));
    db.exec("DELETE FROM mark WHERE name = 'officer'");
    db.close();
    put("other.key");
    expect(await mistakes()).toEqual([]);
    await (await openAgency(folder)).close();
    put("own.key");
    expect(await mistakes()).toEqual([DIFFERS]);
  });

  it("that is lost is given up by a person, and by nothing else", async () => {
    const given = await call("gateway", "keys", folder, "officer");
    expect([given.exit, given.out]).toEqual([0, expect.stringContaining("goes on with")]);
    expect(await mistakes()).toEqual([]);
    const again = await call("gateway", "keys", folder, "officer", "--json");
    expect(JSON.parse(again.out)).toEqual({ changed: false });
    await (await openAgency(folder)).close();
    rmSync(join(folder, "keys/officer.key"));
    const without = await call("gateway", "keys", folder, "officer");
    expect([without.exit, without.err]).toEqual([
      1,
      expect.stringContaining("AGENCY_FOLDER_INVALID"),
    ]);
  });
});
