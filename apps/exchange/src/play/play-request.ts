import { type Parties, readClocks, runningPart } from "./clocks.ts";
import { prepareDraft } from "./prepared.ts";
import { answering, type Run, type Step } from "./run.ts";

/** S04: an urgent request, and its answer while the clock runs. */
export function requestSteps(run: Run): readonly Step[] {
  const { now } = run;
  const asked = () => run.received("Police-C", run.digestOf(FIRST));
  return [
    {
      id: FIRST,
      play: () =>
        run.send(FIRST, "Police-B", prepareDraft("s04-1", now), async ({ digest, message }) => {
          const running = { digest, state: "open" };
          run.tell(runningPart(message, await readClocks(run, FIRST, BETWEEN, running)));
        }),
    },
    {
      id: "S04.2",
      async play() {
        const request = await asked();
        const answer = prepareDraft("s04-2", now, answering(request));
        await run.send("S04.2", "Police-C", answer, async () => {
          const stopped = { digest: request.digest, state: "answered" };
          const clocks = await readClocks(run, "S04.2", BETWEEN, stopped);
          run.tell({ kind: "answered", clocks });
        });
      },
    },
    {
      id: "S04.3",
      play: async () =>
        run.refuse("S04.3", "Police-C", prepareDraft("s04-3", now, answering(await asked()))),
    },
    { id: "S04.4", play: () => run.refuse("S04.4", "Police-B", prepareDraft("s04-4", now)) },
  ];
}

const BETWEEN: Parties = { asker: "Police-B", answerer: "Police-C" };
const FIRST = "S04.1";
