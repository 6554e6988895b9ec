import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { readArgumentsOrEnd } from "../arguments.ts";
import { runSoak } from "./soak.ts";

const USAGE = `Has two gateways exchange messages, prints what they hold as it goes, and says whether it is flat.

  npx -y pnpm@12 soak            for ten minutes
  --minutes N                    for so long
  --rate N                       exchanges a second; default 8

Exit status: 0 all is flat, 1 something grows or a request fails, 2 usage.`;

const { minutes, rate } = readArgumentsOrEnd(USAGE, {
  minutes: { default: 10, least: 1, most: 10_000 },
  rate: { default: 8, least: 1, most: 1000 },
});
const seconds = minutes * 60;
const root = mkdtempSync(join(tmpdir(), "sp-soak-"));
try {
  console.log("  second  exchanges  sender: MiB, heap, files, handles   recipient: the same");
  const { exchanges, faults, growths } = await runSoak(root, {
    ...{ seconds, rate, everyS: Math.max(20, seconds / 60) },
    port: 21_000 + (process.pid % 10_000),
    command: resolve(import.meta.dirname, "../../packages/cli/dist/bin.js"),
    tell(second, held, done) {
      const shown = held.map(({ rss, heap, files, handles }) =>
        [rss.toFixed(0), heap.toFixed(1), files, handles]
          .map((one) => `${one}`.padStart(7))
          .join(""),
      );
      console.log(`${second.toFixed(0).padStart(8)}${`${done}`.padStart(11)} ${shown.join("   ")}`);
    },
  });
  for (const fault of faults.slice(0, 20)) console.error(fault);
  for (const { side, figure, from, to, isFlat } of growths) {
    const change = `${from.toFixed(1)} to ${to.toFixed(1)}`;
    console.log(
      `${side.padEnd(10)} ${figure.padEnd(8)} ${change.padEnd(18)} ${isFlat ? "flat" : "GROWS"}`,
    );
  }
  const grown = growths.filter(({ isFlat }) => !isFlat).length;
  console.log(`${exchanges} exchanges, ${faults.length} faults, ${grown} figures grow`);
  process.exitCode = faults.length + grown === 0 ? 0 : 1;
} finally {
  rmSync(root, { recursive: true, force: true });
}
