import { execFileSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFixedClock } from "@safepassage/core";
import { newEpoch } from "@safepassage/trust";
import { afterAll, describe, expect, it } from "vitest";
import { AgencyError } from "../setting/agency-error.ts";
import { createMemoryEpochStore } from "../setting/memory-epoch-store.ts";
import { createEpochKeys } from "../setting/standing.ts";
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

describe("openEpochFile on a full disk", () => {
  const clock = { now: () => new Date("2026-11-24T09:02:00Z") };
  const twenty = () =>
    Array.from({ length: 20 }, () => newEpoch({ crv: "X25519", from: clock.now() }));

  it.each([0, 2, 8])("leaves the old keys as they are, with room for %i blocks", (room) => {
    const path = join(folder, `full-${room}.json`);
    const store = openEpochFile(path);
    store.save(twenty());
    const before = readFileSync(path, "utf8");
    expect(saveInLittleRoom(path, room)).toBe("GATEWAY_STORE_FULL");
    expect(readFileSync(path, "utf8")).toBe(before);
    expect(existsSync(`${path}.next`)).toBe(false);
    expect(store.load()).toHaveLength(20);
  });

  it("begins anew where a killed process left a part of a file", () => {
    const path = join(folder, "left.json");
    writeFileSync(`${path}.next`, "[{", { mode: 0o600 });
    openEpochFile(path).save(twenty());
    expect(existsSync(`${path}.next`)).toBe(false);
    expect(openEpochFile(path).load()).toHaveLength(20);
  });

  it("overwrites all of the replaced file, however small the new one is", () => {
    const path = join(folder, "shrinking.json");
    const store = openEpochFile(path);
    store.save(Array.from({ length: 15 }, twenty).flat());
    const { size } = statSync(path);
    expect(size).toBeGreaterThan(65_536);
    // Like a descriptor of somebody who looks at the blocks of the disk.
    const old = openSync(path, "r");
    store.save([]);
    const left = new Uint8Array(size);
    expect(readSync(old, left, 0, size, 0)).toBe(size);
    closeSync(old);
    expect(left.every((octet) => octet === 0)).toBe(true);
  });
});

describe("createEpochKeys", () => {
  it("can be opened every four days for 300 days, though nothing is destroyed", () => {
    const path = join(folder, "often.json");
    for (let day = 0; day <= 300; day += 4) {
      const now = new Date(Date.parse("2026-11-24T09:02:00Z") + day * 86_400_000);
      createEpochKeys(openEpochFile(path), { now: () => now });
    }
    expect(openEpochFile(path).load().length).toBeGreaterThan(70);
  });

  it("opens what was sealed to old keys where there is no room for new ones", () => {
    const store = createMemoryEpochStore();
    const kid = createEpochKeys(store, createFixedClock("2026-11-24T09:02:00Z")).publish()[0]?.jwk
      .kid;
    const full = { ...store, save: () => failForRoom() };
    const keys = createEpochKeys(full, createFixedClock("2026-11-29T09:02:00Z"));
    expect(keys.findKey(kid ?? "")?.kid).toBe(kid);
    expect(keys.publish()).toEqual([]);
    const code = expect.objectContaining({ code: "GATEWAY_STORE_FULL" });
    expect(() => keys.rotate(false)).toThrow(code);
    const unused = { ...createMemoryEpochStore(), save: () => failForRoom() };
    expect(() => createEpochKeys(unused, createFixedClock("2026-11-29T09:02:00Z"))).toThrow(code);
  });

  it("publishes nothing that it could not store", () => {
    const store = { ...createMemoryEpochStore(), save: () => failToSave() };
    const clock = createFixedClock("2026-11-24T09:02:00Z");
    expect(() => createEpochKeys(store, clock)).toThrow("disk full");
  });
});

/** Saves 40 epochs as a process whose files may have so many blocks of 512 octets. Returns the code of its failure. */
function saveInLittleRoom(path: string, blocks: number): string {
  const modules = ["./epoch-file.ts", "@safepassage/trust"].map((name) =>
    import.meta.resolve(name),
  );
  const program = `
    const { openEpochFile } = await import(${JSON.stringify(modules[0])});
    const { newEpoch } = await import(${JSON.stringify(modules[1])});
    const epochs = Array.from({ length: 40 }, () => newEpoch({ crv: "X25519", from: new Date() }));
    try { openEpochFile(${JSON.stringify(path)}).save(epochs); console.log("saved"); }
    catch (error) { console.log(error.code); }`;
  const args = ["--conditions=@safepassage/source", "--input-type=module", "-e", program];
  const limited = `ulimit -f ${blocks}; exec "$0" "$@"`;
  const run = ["-c", limited, process.execPath, ...args];
  return execFileSync("sh", run, { encoding: "utf8" }).trim();
}

function failForRoom(): never {
  throw new AgencyError("GATEWAY_STORE_FULL", "no room");
}

function failToSave(): never {
  throw new Error("disk full");
}
