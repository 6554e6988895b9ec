import { run } from "../src/index.ts";
import { createNodeIo } from "../src/io/node-io.ts";

/** Runs a command on real files, now. */
export const call = (...args: readonly string[]) => callAt(undefined, ...args);

/** Runs a command on real files, with a machine's clock that shows another time. `shown` is what is shown of the progress. */
export async function callAt(now: string | undefined, ...args: readonly string[]) {
  const lines = { out: [] as string[], err: [] as string[] };
  const shown: string[] = [];
  const io = {
    ...createNodeIo(),
    ...(now !== undefined && { now: () => new Date(now) }),
    out: (line: string) => void lines.out.push(line),
    err: (line: string) => void lines.err.push(line),
    progress: (text: string) => void (text !== "" && shown.push(text)),
  };
  const exit = await run(args, io);
  return { exit, out: lines.out.join("\n"), err: lines.err.join("\n"), shown };
}
