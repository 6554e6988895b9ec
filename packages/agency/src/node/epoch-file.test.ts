import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFixedClock } from "@safepassage/core";
import { afterAll, describe, expect, it } from "vitest";
import { createEpochKeys, createMemoryEpochStore } from "../setting/standing.ts";
import { openEpochFile } from "./epoch-file.ts";

const folder = mkdtempSync(join(tmpdir(), "safepassage-epochs-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("openEpochFile", () => {
  it("keeps keys over a restart, for its owner only", () => {
    const path = join(folder, "epochs.json");
    const clock = createFixedClock("2026-11-24T09:02:00Z");
    const first = createEpochKeys(openEpochFile(path), clock);
    const second = createEpochKeys(openEpochFile(path), clock);
    expect(second.publish()).toEqual(first.publish());
    const [epoch] = first.publish();
    expect(second.findKey(epoch?.jwk.kid ?? "")?.kid).toBe(epoch?.jwk.kid);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(existsSync(`${path}.next`)).toBe(false);
  });

  it("gives up a key when nothing sealed to it can arrive any more", () => {
    const path = join(folder, "rotating.json");
    let now = "2026-11-24T09:02:00Z";
    const clock = { now: () => new Date(now) };
    const keys = createEpochKeys(openEpochFile(path), clock);
    const kid = keys.publish()[0]?.jwk.kid ?? "";
    now = "2026-12-14T09:02:00Z";
    keys.rotate(true);
    expect(keys.findKey(kid)).toBeDefined();
    expect(keys.publish().some(({ jwk }) => jwk.kid === kid)).toBe(false);

    now = "2026-12-16T09:02:00Z";
    keys.rotate(false);
    expect(keys.findKey(kid)).toBeDefined();
    expect(readFileSync(path, "utf8")).toContain(kid);
    keys.rotate(true);
    expect(keys.findKey(kid)).toBeUndefined();
    expect(readFileSync(path, "utf8")).not.toContain(kid);
  });
});

describe("createEpochKeys", () => {
  it("publishes nothing that it could not store", () => {
    const store = { ...createMemoryEpochStore(), save: () => failToSave() };
    const clock = createFixedClock("2026-11-24T09:02:00Z");
    expect(() => createEpochKeys(store, clock)).toThrow("disk full");
  });
});

function failToSave(): never {
  throw new Error("disk full");
}
