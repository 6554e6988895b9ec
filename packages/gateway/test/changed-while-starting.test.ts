import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { soundFetch } from "@safepassage/agency";
import { until } from "@safepassage/testing/until";
import { generateSigningKey, publicJwk } from "@safepassage/trust";
import { expect, it } from "vitest";
import { folders, served, start } from "./running.ts";

const NEXT = "another-token-of-the-agencys-own-systems";

it("a token that is changed while the gateway starts counts, and the one before does not", async () => {
  const { b, before } = await startWhile((folder) => writeFileSync(tokenIn(folder), NEXT));
  const statusWith = async (token: string): Promise<number> => {
    const headers = { authorization: `Bearer ${token}` };
    return (await fetch(`${b.running.localUrl}/v1/health`, { headers })).status;
  };
  await until(async () => (await statusWith(NEXT)) === 200);
  expect(await statusWith(before)).toBe(401);
  expect(b.log).toContainEqual({ event: "tokensChanged" });
});

it("a signing key and a registry key that are changed while the gateway starts are looked at", async () => {
  const { b } = await startWhile((folder) => {
    writeFileSync(
      join(folder, "keys/signing-key.json"),
      JSON.stringify(generateSigningKey("Ed25519")),
    );
    const other = publicJwk(generateSigningKey("Ed25519"));
    writeFileSync(join(folder, "registry-key.json"), JSON.stringify(other));
  });
  await until(() => b.log.some(({ event }) => event === "registryKeyChanged"));
  await until(() => b.log.some(({ event }) => event === "signingKeyRefused"));
});

const tokenIn = (folder: string): string => join(folder, "tokens/local.token");

/** Starts a gateway. @param change - Is done once its folder was read, while it still waits for the registry. */
async function startWhile(change: (folder: string) => void) {
  const made = folders();
  await served(made);
  const before = readFileSync(tokenIn(made.b), "utf8").trim();
  let isChanged = false;
  const b = await start(made.b, undefined, {
    async fetch(request, init) {
      const answer = await soundFetch(request, init);
      if (!isChanged) change(made.b);
      isChanged = true;
      return answer;
    },
  });
  expect(isChanged).toBe(true);
  return { b, before };
}
