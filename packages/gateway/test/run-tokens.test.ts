import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "@safepassage/testing/until";
import { expect, it } from "vitest";
import { askLocal } from "./run-world.ts";
import { folders, start } from "./running.ts";

const FILE = "tokens/local.token";
const NEXT = "another-token-of-the-agencys-own-systems";

it("a token that is changed under a gateway counts from then on, and the one before does not", async () => {
  const made = folders();
  const b = await start(made.b);
  const path = join(made.b, FILE);
  const before = readFileSync(path, "utf8").trim();
  const statusWith = async (token: string): Promise<number> => {
    const headers = { authorization: `Bearer ${token}` };
    return (await fetch(`${b.running.localUrl}/v1/health`, { headers })).status;
  };
  expect(await statusWith(before)).toBe(200);
  expect(await statusWith(NEXT)).toBe(401);
  writeFileSync(path, NEXT);
  await until(async () => (await statusWith(NEXT)) === 200);
  expect(await statusWith(before)).toBe(401);
  expect(await b.health()).toBe("");
  expect(b.log).toContainEqual({ event: "tokensChanged" });
});

it("what is no token is not taken: the one before counts, and health names the file", async () => {
  const made = folders();
  const b = await start(made.b);
  const path = join(made.b, FILE);
  const before = readFileSync(path, "utf8").trim();
  const health = async () => {
    const headers = { authorization: `Bearer ${before}` };
    const answer = await fetch(`${b.running.localUrl}/v1/health`, { headers });
    const { warnings } = (await answer.json()) as { warnings: { code: string; file: string }[] };
    return warnings.map(({ code, file }) => `${code} ${file}`);
  };
  writeFileSync(path, "short");
  await until(async () => (await health()).includes(`TOKEN_SHORT ${FILE}`));
  // That of another role.
  writeFileSync(path, readFileSync(join(made.b, "tokens/duty-officer.token"), "utf8"));
  await until(async () => (await health()).some((told) => told.startsWith("TOKENS_EQUAL")));
  writeFileSync(path, NEXT);
  await until(
    async () => (await askLocal(made.b, b.running.localUrl, "/v1/health")).status === 200,
  );
  expect(await b.health()).toBe("");
  expect(b.log.filter(({ event }) => event.startsWith("tokens"))).toEqual([
    { event: "tokensRefused", code: "TOKEN_SHORT" },
    { event: "tokensRefused", code: "TOKENS_EQUAL" },
    { event: "tokensChanged" },
  ]);
});
