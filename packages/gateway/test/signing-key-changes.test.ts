import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { requestOfToday } from "@safepassage/testing/draft-request";
import { until } from "@safepassage/testing/until";
import { parsePrivateJwk, publicJwk } from "@safepassage/trust";
import { describe, expect, it } from "vitest";
import { makeNextKey, readSigningKeys } from "../src/node.ts";
import { askLocal } from "./run-world.ts";
import { entryOf, folders, served, start } from "./running.ts";

describe("the signing key of a gateway that runs", () => {
  it("changes by itself once the registry has the next one in force, and no message is refused", async () => {
    const made = folders();
    const registry = await served(made);
    const [b, c] = [await start(made.b), await start(made.c)];
    registry.publish((file) => {
      entryOf(file).endpoint = b.running.url;
      entryOf(file, "https://ngo-c.test").endpoint = c.running.url;
    });
    await Promise.all([b.running.lookAgain(), c.running.lookAgain()]);
    const before = readSigningKeys(made.b).current?.kid ?? "";
    const next = makeNextKey(made.b, "ES256");
    const digests: string[] = [];
    const send = async () => {
      const asked = { mode: "minimise", draft: requestOfToday() };
      const { status, json } = await askLocal(made.b, b.running.localUrl, "/v1/messages", asked);
      expect([status, json.code]).toEqual([201, undefined]);
      digests.push(json.digest);
    };
    await send();
    // Nothing signs with it before the registry lists it.
    await b.running.lookAgain();
    expect((await askLocal(made.b, b.running.localUrl, "/v1/health")).json.signingKey).toBe(before);
    registry.publish((file) => {
      entryOf(file).keys.push({ jwk: next, from: "2026-01-01T00:00:00Z", status: "active" });
    });
    await until(async () => {
      await send();
      const { json } = await askLocal(made.b, b.running.localUrl, "/v1/health");
      return json.signingKey === next.kid;
    });
    await send();
    const kids = new Set<string>();
    for (const digest of digests) {
      await until(async () => {
        const { json } = await askLocal(made.b, b.running.localUrl, `/v1/messages/${digest}`);
        expect([json.state, json.lastError]).not.toContain("refused");
        if (json.state !== "decided") return false;
        const evidence = `/v1/messages/${digest}/evidence`;
        const { jwt } = (await askLocal(made.b, b.running.localUrl, evidence)).json;
        const [header = ""] = jwt.split(".");
        kids.add(JSON.parse(Buffer.from(header, "base64url").toString()).kid);
        expect(JSON.stringify(json.receipts)).toContain('"verdict":"accept"');
        return true;
      });
    }
    expect(kids).toEqual(new Set([before, next.kid]));
    expect(b.log).toContainEqual({ event: "signingKeyChanged", ref: next.kid });
    for (const { log } of [b, c]) {
      expect(log.filter(({ event }) => event === "refused")).toEqual([]);
    }

    const files = readSigningKeys(made.b);
    const kept = [files.current?.kid, files.next, files.previous?.kid];
    expect(kept).toEqual([next.kid, undefined, before]);
    const published = JSON.parse(readFileSync(join(made.b, "public-key.json"), "utf8"));
    expect(published).toEqual(
      publicJwk(parsePrivateJwk({ ...files.current, d: files.current?.d })),
    );
    // The agreement still counts by the key before, and the restart needs no hand.
    await b.running.close();
    const again = await start(made.b);
    expect(await again.health()).toBe("");
  });

  it("changes at once if the present one is in other hands", async () => {
    const made = folders();
    const registry = await served(made);
    const b = await start(made.b, { settleMs: 600_000 });
    const next = makeNextKey(made.b, "Ed25519");
    registry.publish((file) => {
      const { keys } = entryOf(file);
      Object.assign(keys[0] ?? {}, {
        status: "compromised",
        compromisedAt: "2026-06-01T00:00:00Z",
      });
      keys.push({ jwk: next, from: "2026-01-01T00:00:00Z", status: "active" });
    });
    await until(async () => {
      const { json } = await askLocal(made.b, b.running.localUrl, "/v1/health");
      return json.signingKey === next.kid;
    });
    // What the key before has signed counts no more: the parties have to sign again.
    expect(await b.health()).toBe("AGREEMENT_NONE,warning AGREEMENT_INVALID");
  });

  it("stays where somebody puts a key into its file that the registry does not have", async () => {
    const made = folders();
    const b = await start(made.b);
    const { kid } = readSigningKeys(made.b).current ?? {};
    const sound = readFileSync(join(made.b, "keys/signing-key.json"));
    writeFileSync(
      join(made.b, "keys/signing-key.json"),
      readFileSync(join(made.c, "keys/signing-key.json")),
    );
    await until(async () => (await b.health()) === "warning KEY_NOT_TAKEN");
    const { json } = await askLocal(made.b, b.running.localUrl, "/v1/health");
    expect(json.signingKey).toBe(kid);
    const path = join(made.b, "keys/signing-key.json");
    writeFileSync(path, "garbage");
    await until(async () => (await b.health()) === "warning JSON_MALFORMED");
    writeFileSync(path, sound);
    await until(async () => (await b.health()) === "");
    expect(b.log.filter(({ event }) => event.startsWith("signingKey"))).toEqual([
      { event: "signingKeyRefused", code: "KEY_NOT_TAKEN" },
      { event: "signingKeyRefused", code: "JSON_MALFORMED" },
    ]);
  });

  it("warns while the file of the next key holds no key", async () => {
    const made = folders();
    const b = await start(made.b);
    const path = join(made.b, "keys/signing-key.next.json");
    writeFileSync(path, "{", { mode: 0o600 });
    await until(async () => (await b.health()) === "warning JSON_MALFORMED");
    rmSync(path);
    await until(async () => (await b.health()) === "");
    makeNextKey(made.b, "Ed25519");
    await until(async () => (await b.health()) === "");
    expect(b.log.filter(({ event }) => event.endsWith("KeyRefused"))).toEqual([
      { event: "nextKeyRefused", code: "JSON_MALFORMED" },
    ]);
  });
});
