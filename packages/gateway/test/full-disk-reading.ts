/** Reads messages at a gateway whose disk is full, and prints what it answers. Its files may have 3 MiB. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { refer } from "./correcting.ts";
import { fillStore } from "./fill-store.ts";
import { inside } from "./inside.ts";
import { createExchange, NOW, requestS011, TOKENS } from "./world.ts";

const folder = mkdtempSync(join(tmpdir(), "safepassage-reading-"));
try {
  const exchange = createExchange({ paths: { "NGO-C": join(folder, "agency.db") } });
  const { c } = exchange;
  const plain = await refer(exchange);
  const urgency = { level: "emergency", ground: "threatToLife" } as const;
  const urgent = await refer(exchange, {
    ...requestS011(),
    private: { ...requestS011().private, "private.urgency": urgency },
  });
  const read = async (digest: string, token: string) => {
    const { status, json } = await c.call("GET", `/v1/messages/${digest}/content`, undefined, {
      ...{ authorization: `Bearer ${token}`, "safepassage-reason": "CASE_WORK" },
      ...(token === TOKENS.local && {
        "safepassage-officer": "case-1",
        "safepassage-assurance": "2",
      }),
    });
    return [status, json.code ?? Object.keys(json.message).includes("body")];
  };
  const readings = async () =>
    (await inside(c.store).events.about("contentRead", urgent.digest)).map(({ at, role }) => [
      at,
      role,
    ]);
  await fillStore(c.store);
  const full = {
    urgent: await read(urgent.digest, TOKENS.quarantine.dutyOfficer),
    plain: await read(plain.digest, TOKENS.local),
    unknown: await read("A".repeat(43), TOKENS.quarantine.dutyOfficer),
    recorded: await readings(),
    told: c.log.filter(({ event }) => event === "readingUnrecorded"),
  };
  exchange.setTime(new Date(Date.parse(NOW) + 3_600_000).toISOString());
  // Room again: what fills the disk is the log.
  await c.store.scrub();
  await c.gateway.maintain();
  const free = { recorded: await readings(), plain: await read(plain.digest, TOKENS.local) };
  await c.gateway.maintain();
  process.stdout.write(JSON.stringify({ full, free, again: await readings(), of: urgent.digest }));
  await Promise.all([exchange.b, c].map(({ gateway }) => gateway.close()));
} finally {
  rmSync(folder, { recursive: true });
}
