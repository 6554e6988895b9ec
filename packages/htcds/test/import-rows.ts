// node --expose-gc import-rows.ts ROWS: imports rows as they are made, each followed by one that cannot be
// read, looks for a case among them, and prints the peak of the heap.

import { createCaseFinder, streamHtcds } from "../src/index.ts";
import { STATEMENT, sampleFile } from "./sample.ts";

const [rows = "0"] = process.argv.slice(2);
const [header = "", row = ""] = new TextDecoder().decode(sampleFile("police-d.csv")).split("\r\n");
const encoder = new TextEncoder();

async function* file(): AsyncGenerator<Uint8Array> {
  yield encoder.encode(`${header}\r\n`);
  // Rows differ, because one text could otherwise be shared by all.
  for (let made = 0; made < Number(rows); made++) {
    const own = row
      .replace("testa.invented", `t${made}.invented`)
      .replace("Invented note", `${made}`);
    yield encoder.encode(`${own}\r\nunread\r\n`);
  }
}

let peak = 0;
let cases = 0;
const importing = streamHtcds(file(), {
  ...STATEMENT,
  asOf: "2026-11-24",
  test: true,
  random: (length) => crypto.getRandomValues(new Uint8Array(length)),
});
const finder = createCaseFinder({ id: "C-17" });
let step = await importing.next();
for (; step.done !== true; step = await importing.next()) {
  finder.see(step.value);
  if (!("groups" in step.value)) continue;
  cases++;
  if (cases % 2_500 !== 0) continue;
  globalThis.gc?.();
  peak = Math.max(peak, process.memoryUsage().heapUsed);
}
process.stdout.write(JSON.stringify({ rows: step.value.rows, cases, peak }));
