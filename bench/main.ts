// Prints each figure beside its floor or a peer and its limit; exit status 1 if one misses its limit.
// With the word "exchange": complete exchanges alone, which take two minutes.
// Times the packages as they are built: what an agency installs.
import { benchExchange, FLOOR_LIMIT, formatRun, POSTGRES_LIMIT } from "./exchange/bench.ts";
import { benchHistory } from "./history.ts";
import { benchImport, formatRate } from "./import.ts";
import { benchOpen } from "./open.ts";
import { benchRequests } from "./requests.ts";
import { benchSdJwt } from "./sd-jwt.ts";
import { benchSdJwtPeer } from "./sd-jwt-peer.ts";
import { formatPeer, formatRow } from "./timing.ts";
import { benchMixedLines, benchSignedLines, formatLines, isWithin } from "./validate-lines.ts";
import { benchValidateStart, formatStart } from "./validate-start.ts";

let over = 0;

if (process.argv.includes("exchange")) await timeExchanges();
else await timeParts();

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

  for (const rate of await benchImport()) {
    console.log(formatRate(rate));
    if (rate.floor !== undefined && !(rate.rate >= rate.floor)) over++;
  }

  for (const lines of [benchMixedLines(), benchSignedLines()]) {
    console.log(formatLines(lines));
    if (!isWithin(lines)) over++;
  }

  const start = benchValidateStart();
  console.log(formatStart(start));
  if (!(start.seconds <= start.limitSeconds)) over++;
}

async function timeExchanges(): Promise<void> {
  const { floor, sqlite, postgres } = await benchExchange();
  console.log(formatRun("two bare servers", floor));
  console.log(formatRun("complete exchange, SQLite", sqlite));
  console.log(formatRun("complete exchange, PostgreSQL", postgres));
  const ratios = [
    { name: "SQLite beside bare servers", ratio: sqlite.cpuMs / floor.cpuMs, limit: FLOOR_LIMIT },
    {
      name: "PostgreSQL beside SQLite",
      ratio: postgres.cpuMs / sqlite.cpuMs,
      limit: POSTGRES_LIMIT,
    },
  ];
  for (const { name, ratio, limit } of ratios) {
    console.log(`${name}: ${ratio.toFixed(1)} times the processor time, limit ${limit}`);
    if (!(ratio <= limit)) over++;
  }
}
