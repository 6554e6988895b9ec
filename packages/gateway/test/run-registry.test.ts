import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { until } from "@safepassage/testing/until";
import { describe, expect, it } from "vitest";
import { askLocal, type RegistryFile } from "./run-world.ts";
import { entryOf, folders, outside, served, start } from "./running.ts";

describe("the registry of a gateway that runs out of its folder", () => {
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
      { event: "registryUnread", code: "GATEWAY_REGISTRY_MISSING" },
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
    expect(await second.health()).toBe("warning REGISTRY_COPY");
    await second.running.close();

    writeFileSync(join(made.b, "state/registry.jwt"), earlier);
    const third = await start(made.b);
    expect(await third.health()).toBe("REGISTRY_MISSING");
    await third.running.close();
    writeFileSync(join(made.b, "state/registry.jwt"), "no registry");
    const fourth = await start(made.b);
    expect(await fourth.health()).toBe("REGISTRY_MISSING");
    await registry.up();
    await until(async () => (await fourth.health()) === "");
    expect(fourth.errors).toEqual([]);
  });

  it("goes on with a newer registry whose copy cannot be written, says so once, and writes it later", async () => {
    const made = folders();
    const registry = await served(made);
    const b = await start(made.b);
    const copy = join(made.b, "state/registry.jwt");
    await until(() => existsSync(copy));
    rmSync(copy);
    mkdirSync(copy, { mode: 0o700 });
    registry.publish((file) => {
      entryOf(file).endpoint = b.running.url;
    });
    const ownFiles = () => b.log.filter(({ event }) => event.startsWith("ownFile"));
    await until(async () => (await b.health()) === "warning OWN_FILE_UNWRITTEN");
    rmdirSync(copy);
    await until(() => ownFiles().length > 1);
    expect(readFileSync(copy, "utf8")).toBe(registry.text);
    const ref = "state/registry.jwt";
    expect([...ownFiles(), ...b.errors]).toEqual([
      { event: "ownFileUnwritten", ref, code: "EISDIR" },
      { event: "ownFileWritten", ref },
    ]);
  });

  it("says why it has no registry, where there is one that it does not take", async () => {
    const made = folders();
    const path = join(made.registry, "registry.jwt");
    const text = readFileSync(path, "utf8");
    // Of another authority.
    copyFileSync(join(folders().registry, "registry.jwt"), path);
    const b = await start(made.b);
    expect(await b.health()).toBe("REGISTRY_MISSING,warning JWS_SIGNATURE_INVALID");
    writeFileSync(path, "no registry");
    await until(async () => (await b.health()) === "REGISTRY_MISSING,warning JWS_MALFORMED");
    writeFileSync(path, text);
    await until(async () => (await b.health()) === "");
    await b.running.close();
  });

  it("warns that the registry at hand is used while no newer one can be had", async () => {
    const made = folders();
    const registry = await served(made);
    const b = await start(made.b);
    expect(await b.health()).toBe("");
    await registry.down();
    await until(async () => (await b.health()) === "warning REGISTRY_COPY");
    expect(await outside(b.running)).toEqual([200, { status: "ready" }]);
    await registry.up();
    await until(async () => (await b.health()) === "");
    expect(b.log.filter(({ event }) => event.startsWith("registry"))).toEqual([
      { event: "registryRefused", code: "GATEWAY_REGISTRY_MISSING" },
      { event: "registryRead" },
    ]);
  });

  it("starts without the file of its registry, by the copy or not ready, and takes the file once it is there", async () => {
    const made = folders();
    const path = join(made.registry, "registry.jwt");
    const text = readFileSync(path, "utf8");
    rmSync(path);
    const first = await start(made.b);
    expect(await first.health()).toBe("REGISTRY_MISSING");
    writeFileSync(path, text);
    await until(async () => (await first.health()) === "");
    await first.running.close();
    expect(first.log).toContainEqual({ event: "registryUnread", code: "FILE_MISSING" });

    writeFileSync(path, text.slice(0, 100));
    const second = await start(made.b);
    expect(await second.health()).toBe("warning REGISTRY_COPY,warning JWS_MALFORMED");
    writeFileSync(path, text);
    await until(async () => (await second.health()) === "");
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

  it("starts while it is struck off, and is ready once it is listed again", async () => {
    const made = folders();
    const registry = await served(made);
    registry.publish((file) => {
      const [fact] = entryOf(file).facts;
      Object.assign(fact ?? {}, { until: file.issuedAt });
    });
    const b = await start(made.b);
    expect(await b.health()).toContain("TRUST_AGENCY_UNKNOWN");
    registry.publish((file) => {
      const [fact] = entryOf(file).facts;
      Reflect.deleteProperty(fact ?? {}, "until");
    });
    await until(async () => (await b.health()) === "");
    await b.running.close();
  });

  it("starts without an entry, or with a key in wrong hands, where it has run before", async () => {
    const made = folders();
    const registry = await served(made);
    const first = await start(made.b);
    expect(await first.health()).toBe("");
    await first.running.close();
    let entry: RegistryFile["agencies"][number];
    registry.publish((file) => {
      entry = entryOf(file);
      file.agencies = file.agencies.filter((agency) => agency !== entry);
    });
    const second = await start(made.b);
    expect(await second.health()).toContain("TRUST_AGENCY_UNKNOWN");
    expect((await askLocal(made.b, second.running.localUrl, "/v1/inbox")).status).toBe(200);
    await second.running.close();
    registry.publish((file) => {
      file.agencies.push(entry);
      Object.assign(entry.keys[0] ?? {}, {
        status: "compromised",
        compromisedAt: "2026-06-01T00:00:00Z",
      });
    });
    const third = await start(made.b);
    expect(await third.health()).toContain("TRUST_KEY_COMPROMISED");
    registry.publish(() => {
      Reflect.deleteProperty(entry.keys[0] ?? {}, "compromisedAt");
      Object.assign(entry.keys[0] ?? {}, { status: "active" });
    });
    await until(async () => (await third.health()) === "");
    await third.running.close();
  });

  it("does not start for the first time without an entry: the entity id may be wrong", async () => {
    const made = folders();
    const registry = await served(made);
    registry.publish((file) => {
      file.agencies = file.agencies.filter((agency) => agency !== entryOf(file));
    });
    await expect(start(made.b)).rejects.toMatchObject({ code: "GATEWAY_SETUP_INVALID" });
  });

  it("warns that nobody can send to it, once the registry has no address of it", async () => {
    const made = folders();
    const registry = await served(made);
    const b = await start(made.b);
    const warnings = async () =>
      (await askLocal(made.b, b.running.localUrl, "/v1/health")).json.warnings.map(
        ({ code }: { code: string }) => code,
      );
    registry.publish((file) => {
      entryOf(file).endpoint = b.running.url;
    });
    await until(async () => (await warnings()).length === 0);
    registry.publish((file) => {
      Reflect.deleteProperty(entryOf(file), "endpoint");
    });
    await until(async () => (await warnings()).join() === "ENDPOINT_MISSING");
  });
});
