// Fuzzes the validator: --inputs N (default 1000000), --seed S, --from N. Exit status 1 for a failure.
import { parseArgs } from "node:util";
import { fuzz } from "./fuzz.ts";

const { values } = parseArgs({
  options: {
    inputs: { type: "string", default: "1000000" },
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
    from: { type: "string", default: "0" },
  },
});
const [inputs, seed, from] = [values.inputs, values.seed, values.from].map(Number) as [
  number,
  number,
  number,
];
/** Garbage and caches included: unbounded growth passes any bound. */
const MAX_GROWTH = 512 * 1_048_576;
const isTerminal = process.stderr.isTTY;
const started = performance.now();
const baseline = process.memoryUsage().heapUsed;
process.stdout.write(`seed ${seed}\n`);
const report = fuzz({
  inputs,
  seed,
  from,
  maxMs: 100,
  onProgress(done) {
    const { heapUsed } = process.memoryUsage();
    if (heapUsed - baseline > MAX_GROWTH) throw new Error(`the heap grew to ${heapUsed} octets`);
    if (isTerminal) process.stderr.write(`\r\u001b[K${done} of ${inputs}`);
  },
});
const seconds = (performance.now() - started) / 1000;
if (isTerminal) process.stderr.write("\r\u001b[K");
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
process.stdout.write(`${Math.round(inputs / seconds)} inputs a second\n`);
