import { benchApi, countSlow, formatApi } from "./api/bench.ts";
import { benchConsole, formatConsole } from "./console/bench.ts";
import { benchExchange, FLOOR_LIMIT, formatRun, POSTGRES_LIMIT } from "./exchange/bench.ts";
import { benchFullStore, FULL_STORE_LIMIT } from "./full-store/bench.ts";
import { HEALTH_LIMIT } from "./full-store/health.ts";
import { benchHistory } from "./history.ts";
import { benchImport, formatRate } from "./import.ts";
import { benchOpen } from "./open.ts";
import { benchRequests } from "./requests.ts";
import { benchSdJwt } from "./sd-jwt.ts";
import { benchSdJwtPeer } from "./sd-jwt-peer.ts";
import { areServed, benchSenders, formatSenders } from "./senders/bench.ts";
import { formatPeer, formatRow } from "./timing.ts";
import { benchTransactions, formatTransactions, TRANSACTION_LIMIT } from "./transactions/bench.ts";
import { benchMixedLines, benchSignedLines, formatLines, isWithin } from "./validate-lines.ts";
import { benchValidateStart, formatStart } from "./validate-start.ts";

const USAGE = `Prints each figure beside its floor or a peer and its limit. It times the packages as they are built.

  npx -y pnpm@12 bench           the parts: some minutes
  npx -y pnpm@12 bench WORD...   only these, each of which takes minutes:
    exchange                     complete exchanges, beside bare servers
    transactions                 those of the store, beside the bare drivers
    full                         exchanges with a million stored messages; takes 20 GB of temporary files
    senders                      a thousand senders at once, and two thousand slow ones
    api                          lists of a million messages, and events; takes 20 GB of temporary files
    console                      the pages of an agency with a hundred thousand messages, in Chromium

Exit status: 0 all within their limits, 1 one misses its limit, 2 usage.`;

let over = 0;

const long = {
  exchange: timeExchanges,
  transactions: timeTransactions,
  full: timeFull,
  senders: timeSenders,
  api: timeApi,
  console: timeConsole,
};
const words = process.argv.slice(2).filter((word) => word !== "--");
const unknown = words.filter((word) => !Object.hasOwn(long, word));
if (unknown.length > 0) {
  const isHelp = unknown.every((word) => word === "--help" || word === "-h");
  console.log(isHelp ? USAGE : `There is no ${unknown.join(", ")}.\n\n${USAGE}`);
  process.exit(isHelp ? 0 : 2);
}
const chosen = Object.entries(long).filter(([word]) => words.includes(word));
for (const [, work] of chosen) await work();
if (chosen.length === 0) await timeParts();

console.log(`\n${over === 0 ? "all within their limits" : `${over} beyond their limits`}`);
process.exitCode = over === 0 ? 0 : 1;

async function timeParts(): Promise<void> {
  for (const bench of [benchSdJwt, benchOpen, benchHistory, benchRequests]) {
    for (const row of await bench()) {
      console.log(formatRow(row));
      if (row.limit !== undefined && !(row.ratio <= row.limit)) over++;
    }
  }

  console.log("beside @sd-jwt/core 0.19.0:");
  for (const row of await benchSdJwtPeer()) {
    console.log(formatPeer(row));
    if (!(row.ratio >= row.limit)) over++;
  }

  const imported = await benchImport();
  console.log(formatRate(imported));
  if (!(imported.share >= imported.least)) over++;

  for (const lines of [benchMixedLines(), benchSignedLines()]) {
    console.log(formatLines(lines));
    if (!isWithin(lines)) over++;
  }

  const start = benchValidateStart();
  console.log(formatStart(start));
  if (!(start.ratio <= start.limit)) over++;
}

async function timeExchanges(): Promise<void> {
  const figures = await benchExchange((line) => console.log(line));
  for (const state of ["cold", "warm"] as const) {
    const { runs, besideFloor, besideSqlite } = figures[state];
    console.log(
      state === "cold"
        ? "\nsix seconds after their start, one after the other:"
        : "\nonce they are warm, by turns:",
    );
    for (const { name, run } of runs) console.log(formatRun(name, run));
    sayRatio("SQLite beside bare servers", besideFloor, state === "warm" ? FLOOR_LIMIT : undefined);
    sayRatio(
      "PostgreSQL beside SQLite",
      besideSqlite,
      state === "warm" ? POSTGRES_LIMIT : undefined,
    );
  }
}

/** @param limit - Left out for what no run fails by. */
function sayRatio(name: string, ratio: number, limit?: number): void {
  const bound = limit === undefined ? "" : `, limit ${limit}`;
  console.log(`${name}: ${ratio.toFixed(1)} times the processor time${bound}`);
  if (limit !== undefined && !(ratio <= limit)) over++;
}

async function timeTransactions(): Promise<void> {
  for (const figures of await benchTransactions()) {
    console.log(formatTransactions(figures));
    if (!(figures.ratio <= TRANSACTION_LIMIT)) over++;
  }
}

async function timeFull(): Promise<void> {
  const figures = await benchFullStore({ tell: (line) => console.log(line) });
  console.log(formatRun("empty stores", figures.empty));
  console.log(formatRun(`${figures.messages} messages stored`, figures.full));
  console.log(
    `with full stores ${figures.ratio.toFixed(2)} of the rate, limit ${FULL_STORE_LIMIT}; ${figures.cpuRatio.toFixed(2)} times the processor time`,
  );
  const { health } = figures;
  console.log(
    `health with full stores in ${health.ms.toFixed(0)} ms, ${health.ratio.toFixed(1)} times a bare count of the messages, limit ${HEALTH_LIMIT}`,
  );
  if (!(figures.ratio >= FULL_STORE_LIMIT)) over++;
  if (!(health.ratio <= HEALTH_LIMIT)) over++;
}

async function timeSenders(): Promise<void> {
  const figures = await benchSenders();
  console.log(formatSenders(figures));
  if (!areServed(figures)) over++;
}

async function timeApi(): Promise<void> {
  const figures = await benchApi({ tell: (line) => console.log(line) });
  console.log(formatApi(figures));
  over += countSlow(figures);
}

/** No run fails by these: other programs on the machine change them. */
async function timeConsole(): Promise<void> {
  console.log(formatConsole(await benchConsole({ tell: (line) => console.log(line) })));
}
