import {
  chmodSync,
  existsSync,
  readFileSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { editJson, pictureOf } from "./gateway-folder.ts";
import { type RegistryFile, until } from "./run-world.ts";
import { createRuns, entryOf, outside } from "./runs.ts";

const { folders, served, start, end } = createRuns();
afterEach(end);

describe("a gateway that runs out of its folder", () => {
  it("starts without a registry, says so, is ready once there is one, and keeps a copy", async () => {
    const made = folders();
    const registry = await served(made);
    await registry.down();
    const b = await start(made.b);
    expect(await b.health()).toBe("REGISTRY_MISSING");
    expect(await outside(b.running)).toEqual([503, { status: "notReady" }]);
    await registry.up();
    await until(async () => (await b.health()) === "");
    expect(await outside(b.running)).toEqual([200, { status: "ready" }]);
    const copy = join(made.b, "state/registry.jwt");
    expect(readFileSync(copy, "utf8")).toBe(registry.text);
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    expect(b.log.filter(({ event }) => event.startsWith("registry"))).toEqual([
      { event: "registryRefused", code: "GATEWAY_REGISTRY_MISSING" },
      { event: "registryRead" },
    ]);
  });

  it("is ready at once after a restart while the registry is away, by the copy, and by no older one", async () => {
    const made = folders();
    const registry = await served(made);
    const earlier = registry.text;
    registry.publish();
    const first = await start(made.b);
    expect(await first.health()).toBe("");
    await first.running.close();
    await registry.down();
    const second = await start(made.b);
    expect(await second.health()).toBe("");
    await second.running.close();

    writeFileSync(join(made.b, "state/registry.jwt"), earlier);
    const third = await start(made.b);
    expect(await third.health()).toBe("REGISTRY_MISSING");
    await third.running.close();
    // What is no registry counts as none, and the address is asked all the same.
    writeFileSync(join(made.b, "state/registry.jwt"), "no registry");
    const fourth = await start(made.b);
    expect(await fourth.health()).toBe("REGISTRY_MISSING");
    await registry.up();
    await until(async () => (await fourth.health()) === "");
    expect(fourth.errors).toEqual([]);
  });

  it("is not ready while the registry does not list it, or says that its key is in other hands", async () => {
    const made = folders();
    const registry = await served(made);
    const b = await start(made.b);
    expect(await b.health()).toBe("");
    let entry: RegistryFile["agencies"][number];
    registry.publish((file) => {
      entry = entryOf(file);
      file.agencies = file.agencies.filter((agency) => agency !== entry);
    });
    await until(async () => (await b.health()).startsWith("TRUST_AGENCY_UNKNOWN"));
    registry.publish((file) => {
      file.agencies.push(entry);
      Object.assign(entry.keys[0] ?? {}, {
        status: "compromised",
        compromisedAt: "2026-06-01T00:00:00Z",
      });
    });
    await until(async () => (await b.health()).includes("TRUST_KEY_COMPROMISED"));
    registry.publish(() => {
      const [key] = entry.keys;
      Reflect.deleteProperty(key ?? {}, "compromisedAt");
      Object.assign(key ?? {}, { status: "active" });
    });
    await until(async () => (await b.health()) === "");
  });

  it("follows its agreements when it is asked to look again, and keeps them past a stray file", async () => {
    const made = folders();
    const b = await start(made.b);
    const path = join(made.b, "agreements/agr-assist.json");
    const text = readFileSync(path);
    writeFileSync(join(made.b, "agreements/notes.txt"), "to do");
    unlinkSync(path);
    await b.running.lookAgain();
    expect(await b.health()).toBe("warning JSON_MALFORMED");
    unlinkSync(join(made.b, "agreements/notes.txt"));
    await b.running.lookAgain();
    expect(await b.health()).toBe("AGREEMENT_NONE");
    writeFileSync(path, text);
    await b.running.lookAgain();
    expect(await b.health()).toBe("");
  });

  it("does not start with mistakes: all are told, and nothing is made", async () => {
    const made = folders();
    chmodSync(join(made.b, "keys/signing-key.json"), 0o644);
    writeFileSync(join(made.b, "agreements/notes.txt"), "to do");
    const before = pictureOf(made.b);
    const refused = await start(made.b).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: "GATEWAY_SETUP_INVALID",
      details: {
        findings: [
          { code: "OPEN_TO_OTHERS", file: "keys/signing-key.json" },
          { code: "JSON_MALFORMED", file: "agreements/notes.txt" },
        ],
      },
    });
    expect(pictureOf(made.b)).toEqual(before);
  });

  it("leaves nothing behind when it ends, so that it can start again at once", async () => {
    const made = folders();
    for (const _ of [1, 2]) {
      const b = await start(made.b);
      expect(existsSync(join(made.b, "state/gateway.json"))).toBe(true);
      await Promise.all([b.running.close(), b.running.close()]);
      expect(existsSync(join(made.b, "state/gateway.json"))).toBe(false);
    }
  });
});

it("the store that another program has for a moment is waited for, and for no longer", async () => {
  const made = folders();
  const first = await start(made.b);
  rmSync(join(made.b, "state/gateway.json"));
  await expect(start(made.b)).rejects.toMatchObject({ code: "GATEWAY_STORE_IN_USE" });
  await first.running.close();
  editJson(join(made.b, "agency.json"), () => {});
  expect(await (await start(made.b)).health()).toBe("");
});
