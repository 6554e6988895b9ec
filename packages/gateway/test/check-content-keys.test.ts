import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openStore } from "@safepassage/agency/node";
import { systemClock } from "@safepassage/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkFolder, findingsOf, runGateway } from "../src/node.ts";
import { CONTENT_KEY_CASES } from "./content-key-cases.ts";
import { copyFolders, type Folders, makeFolders, pictureOf } from "./gateway-folder.ts";

const used = makeFolders();
const made: Folders[] = [used];
// As after a first start.
beforeAll(async () => {
  for (const folder of [used.b, used.c]) await (await openStore(folder, {})).close();
});
afterAll(() => {
  for (const { root } of made) rmSync(root, { recursive: true, force: true });
});

const mistakesOf = async (folder: string): Promise<readonly string[]> => {
  const { outcomes } = await checkFolder(folder, { fetch, clock: systemClock });
  return findingsOf(outcomes, "mistake").map(({ level, code, file }) => `${level} ${code} ${file}`);
};

it("a first start that was killed while it made its keys stands in no way", async () => {
  const folders = makeFolders();
  made.push(folders);
  const keys = join(folders.b, "keys/contents");
  mkdirSync(keys, { mode: 0o700 });
  writeFileSync(join(keys, "key-encryption.key"), randomBytes(32), { mode: 0o600 });
  writeFileSync(join(keys, "message-keys.db"), "", { mode: 0o600 });
  expect(await mistakesOf(folders.b)).toEqual([]);
  const running = await runGateway(folders.b, { write: () => {} });
  expect(await mistakesOf(folders.b)).toEqual([]);
  await running.close();
});

describe("a folder whose database was used", () => {
  it("is sound, also while its gateway runs", async () => {
    expect(await mistakesOf(used.b)).toEqual([]);
    const running = await runGateway(used.b, { write: () => {} });
    expect(await mistakesOf(used.b)).toEqual([]);
    await running.close();
  });

  it.each(Object.entries(CONTENT_KEY_CASES))(
    "with %s gets what a start would refuse, and is left as it is",
    async (_, [change, ...expected]) => {
      const folders = copyFolders(used);
      made.push(folders);
      change(folders);
      const before = pictureOf(folders.b);
      expect(await mistakesOf(folders.b)).toEqual(expected);
      const refused = runGateway(folders.b, { write: () => {} });
      await expect(refused).rejects.toMatchObject({
        code: "GATEWAY_SETUP_INVALID",
        details: { findings: expected.map((line) => ({ code: line.split(" ")[1] })) },
      });
      expect(pictureOf(folders.b)).toEqual(before);
    },
  );
});
