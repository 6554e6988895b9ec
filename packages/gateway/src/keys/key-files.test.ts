import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FOLDER, makeTestExchange } from "@safepassage/agency/node";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { makeNextKey, readSigningKeys, takeNextKey } from "./key-files.ts";
import { withKeyLock } from "./key-lock.ts";

const root = mkdtempSync(join(tmpdir(), "sp-key-files-"));
const [made = ""] = makeTestExchange(join(root, "made"));
afterAll(() => rmSync(root, { recursive: true }));

describe("the signing keys of a folder, changed by two programs at once", () => {
  const folder = join(root, "own");
  beforeEach(() => {
    rmSync(folder, { recursive: true, force: true });
    cpSync(made, folder, { recursive: true });
  });
  const kids = () => {
    const { current, next, previous } = readSigningKeys(folder);
    return [current?.kid, next?.kid, previous?.kid];
  };
  const code = (code: string) => expect.objectContaining({ code });

  it("get one next key: the second program is refused, and its key is nowhere", () => {
    const before = kids();
    // As in a program that has just found that there is no next key.
    withKeyLock(folder, 0, () => {
      expect(() => makeNextKey(folder, "Ed25519")).toThrow(code("GATEWAY_KEYS_IN_USE"));
      expect(kids()).toEqual(before);
    });
    const { kid } = makeNextKey(folder, "ES256");
    expect(() => makeNextKey(folder, "Ed25519")).toThrow(code("GATEWAY_NEXT_KEY_EXISTS"));
    expect(kids()[1]).toBe(kid);
    expect(statSync(join(folder, FOLDER.keyLock)).mode & 0o777).toBe(0o600);
  });

  it("are taken once: the key before is not lost, and no other key is taken in its place", () => {
    const [first] = kids();
    makeNextKey(folder, "Ed25519");
    const { next: second } = readSigningKeys(folder);
    if (second === undefined) throw new TypeError("no next key");
    expect(takeNextKey(folder, second)).toBe(true);
    expect(takeNextKey(folder, second)).toBe(false);
    const { kid: third } = makeNextKey(folder, "Ed25519");
    // The registry may not even list it.
    expect(takeNextKey(folder, second)).toBe(false);
    expect(kids()).toEqual([second.kid, third, first]);
    const shown = JSON.parse(readFileSync(join(folder, FOLDER.publicKey), "utf8"));
    expect(shown.kid).toBe(second.kid);
  });

  it("are taken again by whoever comes next, where the program ended before all files were written", () => {
    const [first] = kids();
    const { kid } = makeNextKey(folder, "Ed25519");
    const { next } = readSigningKeys(folder);
    if (next === undefined) throw new TypeError("no next key");
    // Nothing can be written there, as on a full disk.
    const shown = join(folder, FOLDER.publicKey);
    rmSync(shown);
    mkdirSync(join(shown, "in-the-way"), { recursive: true });
    expect(() => takeNextKey(folder, next)).toThrow();
    expect(kids()).toEqual([first, kid, first]);
    rmSync(shown, { recursive: true });
    expect(takeNextKey(folder, next)).toBe(true);
    expect(kids()).toEqual([kid, undefined, first]);
    expect(JSON.parse(readFileSync(shown, "utf8")).kid).toBe(kid);
  });

  it("are taken in the place of one that is lost", () => {
    const { kid } = makeNextKey(folder, "Ed25519");
    const { next } = readSigningKeys(folder);
    if (next === undefined) throw new TypeError("no next key");
    rmSync(join(folder, FOLDER.signingKey));
    expect(takeNextKey(folder, next)).toBe(true);
    expect(kids()).toEqual([kid, undefined, undefined]);
  });

  it("are not changed where the disk takes no lock, and a code says why", () => {
    const before = kids();
    // What is no database cannot be locked either, as on a full disk.
    writeFileSync(join(folder, FOLDER.keyLock), "no lock ".repeat(200));
    expect(() => makeNextKey(folder, "Ed25519")).toThrow(code("GATEWAY_STORE_UNREADABLE"));
    expect(kids()).toEqual(before);
  });

  it("are not taken while another program changes them", () => {
    makeNextKey(folder, "Ed25519");
    const { next } = readSigningKeys(folder);
    if (next === undefined) throw new TypeError("no next key");
    const before = kids();
    withKeyLock(folder, 0, () => {
      expect(() => takeNextKey(folder, next, 0)).toThrow(code("GATEWAY_KEYS_IN_USE"));
    });
    expect(kids()).toEqual(before);
  });
});
