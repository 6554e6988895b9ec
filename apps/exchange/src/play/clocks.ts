import { answerOf } from "@safepassage/client";
import type { Clocks, Counts, RunningPart } from "@safepassage/console/tour";
import { type DecodedMessage, findAnswerPeriod } from "@safepassage/schema";
import type { AgencyName } from "../agencies.ts";
import type { AnswerClockView } from "../local-client.ts";
import type { Run } from "./run.ts";

/** Who awaits an answer, and who owes it. */
export interface Parties {
  readonly asker: AgencyName;
  readonly answerer: AgencyName;
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

/**
 * Until when the law wants an answer, and how much of the time is left.
 *
 * @throws TypeError for a message that no law wants an answer to.
 */
export function runningPart(request: DecodedMessage, clocks: Clocks): RunningPart {
  const period = findAnswerPeriod(request);
  if (period === undefined) throw new TypeError("no law sets a time for an answer to this message");
  const { basis, hours, urgent, access, citation, citationStatus } = period;
  const how = { hours, urgent, access, citation, citationStatus };
  return { kind: "running", period: { ...(basis !== undefined && { basis }), ...how }, clocks };
}
