import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeTestExchange, openAgency } from "@safepassage/agency/node";
import { addGateway, runGateway } from "@safepassage/gateway/node";
import { requestOfToday } from "@safepassage/testing/draft-request";
import { until } from "@safepassage/testing/until";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { call } from "./call-on-disk.ts";
import { manyPorts } from "./many-ports.ts";
import { NGO_C } from "./world.ts";

const root = mkdtempSync(join(tmpdir(), "safepassage-resend-"));
let folders: readonly string[] = [];
const running: Awaited<ReturnType<typeof runGateway>>[] = [];
const digests: string[] = [];
/** After the first message was taken in, and before the second. */
let since = "";

/** NGO-C takes in two messages; then its database is put back to how it was after the first. */
beforeAll(async () => {
  const port = await manyPorts();
  folders = makeTestExchange(join(root, "x"), { port });
  for (const [index, folder] of folders.entries()) {
    const own = port + 2 * index;
    addGateway(folder, { gateway: { listen: { port: own }, local: { port: own + 1 } } });
  }
  const database = join(folders[1] ?? "", "state/agency.db");
  digests.push(await sendOne());
  copyFileSync(database, `${database}.copy`);
  const next = Math.ceil((Date.now() + 1) / 1000) * 1000;
  since = new Date(next).toISOString().replace(".000Z", "Z");
  await until(() => Date.now() >= next);
  digests.push(await sendOne());
  copyFileSync(`${database}.copy`, database);
  for (const folder of folders) running.push(await runGateway(folder, { write: () => {} }));
}, 60_000);
afterAll(async () => {
  for (const gateway of running) await gateway.close();
  rmSync(root, { recursive: true });
});

afterEach(() => vi.unstubAllGlobals());

async function sendOne(): Promise<string> {
  const [b, c] = await Promise.all(folders.map((folder) => openAgency(folder)));
  if (b === undefined || c === undefined) throw new TypeError("an exchange has two sides");
  const { digest } = await b.send(await b.prepare(requestOfToday()), c);
  await Promise.all([b.close(), c.close()]);
  return digest;
}

const resend = (...more: readonly string[]) => call("gateway", "resend", folders[0] ?? "", ...more);

describe("safepassage gateway resend", () => {
  it("sends again what a partner has lost since a time, and nothing from before", async () => {
    const { out, err, exit } = await resend("--to", NGO_C, "--since", since);
    expect([err, exit]).toEqual(["", 0]);
    expect(out).toBe(
      "1 lost by the partner, and taken in again\n1 taken in by the partner before that time, and not sent",
    );
    const held = await call("gateway", "status", folders[1] ?? "", "--json");
    expect(JSON.parse(held.out).inbox).toBe(2);
  });

  it("sends again what is named, and says of each what became of it", async () => {
    const [kept = ""] = digests;
    const unknown = "0".repeat(43);
    const { out, exit } = await resend(kept, unknown, "--json");
    expect(exit).toBe(1);
    expect(JSON.parse(out)).toEqual({
      resent: [{ digest: kept, outcome: "known" }],
      refused: [expect.objectContaining({ digest: unknown, code: "GATEWAY_MESSAGE_UNKNOWN" })],
      left: [],
    });
  });

  it("finds nothing where nothing was sent", async () => {
    const { out, exit } = await resend("--to", "https://ngo-b.test", "--since", since);
    expect([out, exit]).toEqual([
      "Nothing of that time was taken in by https://ngo-b.test. See that the id is spelled as in the registry.",
      0,
    ]);
  });

  it.each([
    [[], "CLI_OPTION_MISSING"],
    [["--to", NGO_C], "CLI_OPTION_MISSING"],
    [["--to", NGO_C, "--since", "yesterday"], "CLI_OPTION_INVALID"],
    [["--to", NGO_C, "0".repeat(43)], "CLI_OPTION_INVALID"],
    [["--to", "ngo-c", "--since", "2026-11-30T00:00:00Z"], "CLI_OPTION_INVALID"],
  ])("says what to write instead of %j", async (more, code) => {
    const { err, exit } = await resend(...more);
    expect([err, exit]).toEqual([expect.stringContaining(`(${code})`), 2]);
  });

  it("says what was sent before its own gateway ended, and how many are left", async () => {
    const [first = "", second = ""] = digests;
    const real = fetch;
    vi.stubGlobal("fetch", (...[url, how]: Parameters<typeof fetch>) =>
      addressOf(url).endsWith(`/${second}/resend`)
        ? Promise.reject(new TypeError("fetch failed"))
        : real(url, how),
    );
    const ended = await resend(first, second, "0".repeat(43), "--json");
    expect(ended.exit).toBe(1);
    expect(JSON.parse(ended.out)).toEqual({
      resent: [{ digest: first, outcome: "known" }],
      refused: [expect.objectContaining({ digest: second, code: "GATEWAY_NOT_RUNNING" })],
      left: ["0".repeat(43)],
    });
    const { out, err } = await resend(first, second, "0".repeat(43));
    expect(err).toContain("(GATEWAY_NOT_RUNNING)");
    expect(out).toBe(
      "1 known to the partner, which has given the same receipts\n1 not tried. Run this again once your gateway answers.",
    );
  });

  it("stops where its own gateway has no current registry, and says so", async () => {
    const [first = "", second = ""] = digests;
    const real = fetch;
    const problem = { type: "urn:safepassage:error:GATEWAY_REGISTRY_STALE", status: 503 };
    vi.stubGlobal("fetch", (...[url, how]: Parameters<typeof fetch>) =>
      addressOf(url).endsWith(`/${first}/resend`)
        ? Promise.resolve(
            Response.json({ ...problem, code: "GATEWAY_REGISTRY_STALE" }, { status: 503 }),
          )
        : real(url, how),
    );
    const { out, err } = await resend(first, second);
    expect(err).toContain("(GATEWAY_REGISTRY_STALE)");
    expect(out).toBe("1 not tried. Run this again once your gateway has a current registry.");
  });

  it("stops where the partner is away, and says how many are left", async () => {
    await running.pop()?.close();
    const { out, exit } = await resend(...digests);
    expect(exit).toBe(1);
    expect(out).toBe(
      `1 not brought to the partner\n  ${digests[0]} (GATEWAY_PEER_UNREACHABLE)\n1 not tried. Run this again once the partner's gateway answers.`,
    );
  });
});

/** The address of what is asked for. */
const addressOf = (asked: Parameters<typeof fetch>[0]): string =>
  asked instanceof Request ? asked.url : String(asked);
