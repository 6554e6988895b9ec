import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { makeTestExchange } from "@safepassage/agency/node";
import { afterEach, beforeEach, expect, it } from "vitest";
import { call } from "./call-on-disk.ts";

const V7 = readFileSync(new URL("../../gateway/test/store-version-7.sql", import.meta.url), "utf8");
const DIGEST = "zNLGXVnPJ16-caWhJjcD5hRRCE4OLU4b7E_xlL1C1KM";
const OFFICER = ["--officer", "a17", "--officer-assurance", "2"];

let root = "";
let ngoB = "";
let ngoC = "";
const at = (name: string): string => join(root, name);
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "safepassage-shown-"));
  [ngoB = "", ngoC = ""] = makeTestExchange(at("x"));
  for (const folder of [ngoB, ngoC]) {
    mkdirSync(join(folder, "state"), { mode: 0o700, recursive: true });
    const db = new DatabaseSync(join(folder, "state/agency.db"));
    db.exec(V7);
    db.close();
  }
  for (const name of ["cases.csv", "statement.json", "request.json", "sealed.jwe"])
    writeFileSync(at(name), "{}", { mode: 0o600 });
});
afterEach(() => rmSync(root, { recursive: true }));

// Only the progress matters here: most of these commands are refused afterwards.
it.each<[string, () => readonly string[], number]>([
  [
    "send",
    () => [
      ...["send", ngoB, at("cases.csv"), "--statement", at("statement.json")],
      ...["--request", at("request.json"), ...OFFICER, "--to", ngoC],
    ],
    2,
  ],
  ["take", () => ["take", ngoB, at("sealed.jwe")], 1],
  ["withdraw", () => ["withdraw", ngoB, "--message", DIGEST, ...OFFICER, "--to", ngoC], 2],
  ["maintain", () => ["maintain", ngoB], 1],
  ["evidence", () => ["evidence", ngoB, "--message", DIGEST, "--out", at("evidence.json")], 1],
  ["gateway erase", () => ["gateway", "erase", ngoB, DIGEST, "--officer", "a17"], 1],
  ["gateway keys officer", () => ["gateway", "keys", ngoB, "officer"], 1],
  ["gateway restore --as-it-is", () => ["gateway", "restore", ngoB, "--as-it-is"], 1],
])("%s shows the progress of the upgrade of the tables", async (_, args, databases) => {
  const { shown } = await call(...args());
  const begun = shown.filter((text) =>
    /^bringing the tables up to date: 0 of \d+ rows copied$/.test(text),
  );
  const written = shown.filter(
    (text) => text === "bringing the tables up to date: writing to the disk",
  );
  expect([begun.length, written.length]).toEqual([databases, databases]);
});
