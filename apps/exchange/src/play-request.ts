import { type Parties, readClocks } from "./clocks.ts";
import { prepareDraft } from "./prepared.ts";
import { answering, type Run } from "./run.ts";
import { showAnswered, showRunning } from "./show-clock.ts";

/** S04: an urgent request, and its answer while the clock runs. */
export async function playRequest(run: Run): Promise<void> {
  const { terminal, now } = run;
  run.scenario("S04");
  const first = prepareDraft("s04-1", now);
  const asked = await run.send("S04.1", "Police-B", first, async ({ digest, message }) => {
    const running = { digest, state: "open" };
    showRunning(terminal, message, await readClocks(run, "S04.1", BETWEEN, running));
  });
  const reply = answering(asked);
  await run.send("S04.2", "Police-C", prepareDraft("s04-2", now, reply), async () => {
    const stopped = { digest: asked.digest, state: "answered" };
    showAnswered(terminal, await readClocks(run, "S04.2", BETWEEN, stopped));
  });
  await run.refuse("S04.3", "Police-C", prepareDraft("s04-3", now, reply));
  await run.refuse("S04.4", "Police-B", prepareDraft("s04-4", now));
}

const BETWEEN: Parties = { asker: "Police-B", answerer: "Police-C" };
