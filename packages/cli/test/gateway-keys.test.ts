import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { requestOfToday } from "@safepassage/testing/draft-request";
import { until } from "@safepassage/testing/until";
import { createSigner, issueRegistry, parsePrivateJwk } from "@safepassage/trust";
import { expect, it, vi } from "vitest";
import { call } from "./call-on-disk.ts";
import { listens, local, makeGatewaysForEach, ngoB, ngoC, root, start } from "./gateway-process.ts";

// Each gateway is a process of its own, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

makeGatewaysForEach();

it("safepassage gateway keys use changes the key of a gateway that runs, and no message is refused", async () => {
  const [b, c] = [start(ngoB), start(ngoC)];
  await Promise.all([listens(b), listens(c)]);
  const keys = (...words: readonly string[]) => call("gateway", "keys", ngoB, ...words);
  const next = JSON.parse((await keys("next")).out);
  publish((file) => {
    for (const agency of file.agencies) {
      const running = agency.entity === "https://ngo-b.test" ? b : c;
      agency.endpoint = / at (\S+) for other/.exec(running.printed.out)?.[1] ?? "";
    }
    file.agencies[0]?.keys.push({ jwk: next, from: "2026-01-01T00:00:00Z", status: "active" });
  });
  // The registry is a file here, and read again on a signal.
  for (const { child } of [b, c]) child.kill("SIGHUP");
  const digests: string[] = [];
  let isSending = true;
  const sending = (async () => {
    while (isSending) {
      const asked = { mode: "minimise", draft: requestOfToday() };
      const { json } = await local(ngoB, b.localUrl(), "/v1/messages", asked);
      digests.push(json.digest);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  await until(() => digests.length > 2);
  // It looks at its keys every five seconds by itself.
  const looking = setInterval(() => b.child.kill("SIGHUP"), 100);
  const used = await keys("use", "--json");
  clearInterval(looking);
  expect(used.exit).toBe(0);
  expect(JSON.parse(used.out)).toEqual({ kid: next.kid, gateway: "taken" });
  const sent = digests.length;
  await until(() => digests.length > sent + 2);
  isSending = false;
  await sending;
  const kids = new Set<string>();
  for (const digest of digests) {
    await until(async () => {
      const { json } = await local(ngoB, b.localUrl(), `/v1/messages/${digest}`);
      if (json.state !== "decided") return false;
      const evidence = `/v1/messages/${digest}/evidence`;
      const { jwt } = (await local(ngoB, b.localUrl(), evidence)).json;
      const [header = ""] = jwt.split(".");
      kids.add(JSON.parse(Buffer.from(header, "base64url").toString()).kid);
      return true;
    });
  }
  expect(kids.size).toBe(2);
  expect(c.printed.out).not.toContain('"refused"');
  expect((await local(ngoC, c.localUrl(), "/v1/health")).json.inbox).toBe(digests.length);
});

interface RegistryFile {
  issuedAt: string;
  readonly agencies: {
    readonly entity: string;
    endpoint?: string;
    readonly keys: object[];
  }[];
}

/** Signs the registry anew, with a change. */
function publish(change: (file: RegistryFile) => void): void {
  const at = (name: string) => resolve(root, "x/registry", name);
  const read = (name: string) => JSON.parse(readFileSync(at(name), "utf8"));
  const file: RegistryFile = read("registry.json");
  change(file);
  file.issuedAt = new Date(Date.parse(file.issuedAt) + 1000).toISOString().replace(".000", "");
  writeFileSync(
    at("registry.jwt"),
    issueRegistry(file, createSigner(parsePrivateJwk(read("key.json")))),
  );
}
