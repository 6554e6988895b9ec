import type { DecodedMessage } from "@safepassage/schema";
import type { AgencyContext } from "../setting/context.ts";
import { workOutIn } from "../store/facts.ts";
import type { Tx } from "../store/ports.ts";
import type { MessageRow } from "../store/rows.ts";
import { type CorrectedValue, readCorrected } from "./corrections-of.ts";

/** A message as it stands now. */
export interface ShownMessage {
  readonly message: DecodedMessage;
  /** What its corrections have changed, a restriction too. */
  readonly corrections?: readonly CorrectedValue[];
  /** More corrections name it than are read, so it stands as it was sent. */
  readonly correctionsUnknown?: true;
}

/** Shows the current state of a message; `undefined` if its content is not held. */
export async function showCorrected(
  context: AgencyContext,
  tx: Tx,
  row: MessageRow,
): Promise<ShownMessage | undefined> {
  const reading = await workOutIn(context, tx, (facts) => readCorrected(facts, row));
  if (reading !== undefined || row.content === undefined) return reading;
  return { message: row.content.message, correctionsUnknown: true };
}
