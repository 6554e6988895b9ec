import { answerOf } from "@safepassage/client";
import type { AgencyName } from "./agencies.ts";
import type { AnswerClockView } from "./local-client.ts";
import type { Run } from "./run.ts";

/** The clock of a request as each side shows it, with what each still owes or awaits. */
export interface Clocks {
  readonly between: Parties;
  readonly asker: AnswerClockView;
  readonly answerer: AnswerClockView;
  readonly awaited: Counts;
  readonly owed: Counts;
}

/** Who awaits an answer, and who owes it. */
export interface Parties {
  readonly asker: AgencyName;
  readonly answerer: AgencyName;
}

/** Answers that are owed or awaited. */
export interface Counts {
  readonly open: number;
  readonly overdue: number;
}

/** Asks both sides for the clock of a request, and compares the two with each other and with what is expected. */
export async function readClocks(
  run: Run,
  id: string,
  between: Parties,
  { digest, state }: { readonly digest: string; readonly state: string },
): Promise<Clocks> {
  const clockAt = async (name: AgencyName): Promise<AnswerClockView> => {
    const asked = run.clients[name].own.v1.messages[":digest"].$get({ param: { digest } });
    const { answerClock } = await answerOf(asked);
    if (answerClock === undefined) throw new Error(`${id} has no clock at ${name}`);
    return answerClock;
  };
  const countsAt = async (name: AgencyName): Promise<Record<"owed" | "awaited", Counts>> => {
    const { answers } = await answerOf(run.clients[name].own.v1.health.$get());
    if (answers === undefined) throw new Error(`${name} cannot read its store`);
    return answers;
  };
  const asker = await clockAt(between.asker);
  const answerer = await clockAt(between.answerer);
  const instants = ({ from, by, answeredAt = "" }: AnswerClockView) =>
    [from, by, answeredAt].join();
  if (instants(asker) !== instants(answerer)) run.differs(id, "the two sides' clocks differ");
  if (answerer.state !== state) run.differs(id, `the clock is ${answerer.state}, not ${state}`);
  const { awaited } = await countsAt(between.asker);
  const { owed } = await countsAt(between.answerer);
  return { between, asker, answerer, awaited, owed };
}
