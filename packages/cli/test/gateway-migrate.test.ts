import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { SCHEMA_VERSION } from "@safepassage/agency/node";
import { describe, expect, it, vi } from "vitest";
import {
  backup,
  backups,
  folder,
  gateway,
  hashOf,
  made,
  makeReceivedForEach,
} from "./backed-up-gateway.ts";

// A gateway is a process of its own, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

makeReceivedForEach();

describe("safepassage gateway migrate", () => {
  const database = join(folder, "state/agency.db");
  const V7 = readFileSync(
    new URL("../../gateway/test/store-version-7.sql", import.meta.url),
    "utf8",
  );
  const FOREIGN = "CREATE TABLE recipe (name TEXT);";

  it.each<[string, string | undefined, number, string]>([
    ["none", "", 0, `there was no database: one of version ${SCHEMA_VERSION} is made`],
    ["the present one", undefined, 0, `the tables are of version ${SCHEMA_VERSION} already`],
    ["an earlier one", V7, 0, "Destroy older copies of the database"],
    [
      "one that is too early",
      `${V7} PRAGMA user_version = 4;`,
      1,
      "start a program between the two",
    ],
    [
      "a later one",
      `${V7} PRAGMA user_version = 99;`,
      1,
      "start the later program that wrote them",
    ],
    ["another program's", FOREIGN, 1, "a database of the gateway's own"],
    ["another program's of version 8", `${FOREIGN} PRAGMA user_version = 8;`, 1, "another program"],
  ])(
    "tells what it did with %s, and backup takes what is of this version alone",
    async (_, sql, expected, said) => {
      if (sql !== undefined) {
        for (const name of ["state", "keys/contents"])
          rmSync(join(folder, name), { recursive: true });
        cpSync(join(made, "x/ngo-b/state"), join(folder, "state"), {
          recursive: true,
          filter: (path) => !path.includes(".db"),
        });
        if (sql !== "") writeSql(sql);
        // Nothing to copy, or nothing that could be brought back.
        const { exit, err } = await backup();
        expect([exit, err]).toEqual([
          1,
          expect.stringMatching(/\(GATEWAY_STORE_(UNREADABLE|INCOMPATIBLE)\)/),
        ]);
        expect(err).toMatch(
          sql === "" || sql === V7 ? /safepassage gateway migrate/ : /version|program/,
        );
        expect(existsSync(backups) ? readdirSync(backups) : []).toEqual([]);
      }
      const before = existsSync(database) ? hashOf(database) : "";
      const { exit, out, err, shown } = await gateway("migrate");
      expect([exit, out + err]).toEqual([expected, expect.stringContaining(said)]);
      expect([shown.at(0), shown.at(-1)]).toEqual(
        sql === V7
          ? [
              expect.stringMatching(/^bringing the tables up to date: 0 of \d+ rows copied$/),
              "bringing the tables up to date: writing to the disk",
            ]
          : [undefined, undefined],
      );
      if (expected === 0) expect((await gateway("migrate")).out).toContain("already");
      else expect(hashOf(database)).toBe(before);
      if (expected === 0) expect((await backup()).exit).toBe(0);
    },
  );

  function writeSql(sql: string): void {
    const db = new DatabaseSync(database);
    db.exec(sql);
    db.close();
  }
});
