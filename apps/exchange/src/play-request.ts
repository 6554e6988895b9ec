import type { AgencyName } from "./agencies.ts";
import type { AnswerClockView } from "./local-client.ts";
import { prepareDraft } from "./prepared.ts";
import type { Run } from "./run.ts";
import { showAnswered, showRunning } from "./show-clock.ts";

/** S04: an urgent request, and its answer while the clock runs. */
export async function playRequest(run: Run): Promise<void> {
  const { terminal, now } = run;
  run.scenario("S04");
  const first = prepareDraft("s04-1", now);
  const asked = await run.send("S04.1", "Police-B", first, async ({ digest, message }) => {
    showRunning(terminal, message, await clocksOf(run, "S04.1", digest, "open"));
  });
  const reply = {
    "private.inReplyTo": asked.id,
    "private.exchangeId": asked.message.private["private.exchangeId"],
  };
  await run.send("S04.2", "Police-C", prepareDraft("s04-2", now, reply), async () => {
    showAnswered(terminal, await clocksOf(run, "S04.2", asked.digest, "answered"));
  });
  await run.refuse("S04.3", "Police-C", prepareDraft("s04-3", now, reply));
  await run.refuse("S04.4", "Police-B", prepareDraft("s04-4", now));
}

/** The clock of a request as each side shows it, with what each still owes or awaits. */
export interface Clocks {
  readonly asker: AnswerClockView;
  readonly answerer: AnswerClockView;
  readonly awaited: Counts;
  readonly owed: Counts;
}

interface Counts {
  readonly open: number;
  readonly overdue: number;
}

async function clocksOf(run: Run, id: string, request: string, state: string): Promise<Clocks> {
  const clockAt = async (name: AgencyName, path: string): Promise<AnswerClockView> => {
    const { body } = await run.clients[name].get<{ answerClock: AnswerClockView }>(path);
    return body.answerClock;
  };
  const countsAt = async (name: AgencyName) => {
    const health = await run.clients[name].get<{
      answers: { owed: Counts; awaited: Counts };
    }>("/health");
    return health.body.answers;
  };
  const asker = await clockAt("Police-B", `/messages/${request}`);
  const answerer = await clockAt("Police-C", `/inbox/${request}`);
  const instants = ({ from, by, answeredAt = "" }: AnswerClockView) =>
    [from, by, answeredAt].join();
  if (instants(asker) !== instants(answerer)) run.differs(id, "the two sides' clocks differ");
  if (answerer.state !== state) run.differs(id, `the clock is ${answerer.state}, not ${state}`);
  const { awaited } = await countsAt("Police-B");
  const { owed } = await countsAt("Police-C");
  return { asker, answerer, awaited, owed };
}
