import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openSqliteSnapshot } from "../src/node.ts";
import { openKeySource } from "../src/store/keys/copy-keys.ts";
import { openKekFile } from "../src/store/keys/kek-file.ts";
import { findKeyFaults } from "../src/store/keys/look-at-keys.ts";
import { hasKeys, openMessageKeys } from "../src/store/keys/message-key-file.ts";

const root = mkdtempSync(join(tmpdir(), "sp-closed-"));
afterAll(() => rmSync(root, { recursive: true }));

/** The system lets nobody into this folder, not even its administrator. */
const closed = join(root, "closed");
symlinkSync("closed", closed);
const CLOSED = expect.objectContaining({
  code: "GATEWAY_STORE_UNREADABLE",
  message: expect.stringContaining("ELOOP"),
});

describe("what lies in a folder that the program may not enter", () => {
  it.each<[string, () => unknown]>([
    ["a database", () => openSqliteSnapshot(join(closed, "agency.db"))],
    ["keys of messages", () => openMessageKeys(join(closed, "k.db"), () => expect.unreachable())],
    ["keys to copy", () => openKeySource(closed)],
    ["a key-encryption key", () => openKekFile(join(closed, "kek"), true)],
    ["whether there are keys", () => hasKeys(join(closed, "k.db"))],
  ])("is not told as lost: %s", (_, look) => {
    expect(look).toThrow(CLOSED);
  });

  it("nor by a check of keys", () => {
    const faults = findKeyFaults(closed, "any");
    expect(faults.map(({ error }) => error)).toEqual(faults.map(() => CLOSED));
    expect(faults.length).toBeGreaterThan(1);
  });
});
