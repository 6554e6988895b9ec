import type { DecodedMessage } from "@safepassage/schema";
import type { AgencyContext } from "../../setting/context.ts";
import { workOutIn } from "../../store/facts.ts";
import type { Tx } from "../../store/ports.ts";
import type { MessageRow } from "../../store/rows.ts";
import { restrictingIn, reviewIn, type ShownReview } from "../shared/retention.ts";
import { type CorrectedValue, readCorrected } from "./corrections-of.ts";
import { type Restriction, restrictionsOf } from "./restrictions.ts";

/** A message as it stands now. */
export interface ShownMessage {
  readonly message: DecodedMessage;
  /** What its corrections have changed. */
  readonly corrections?: readonly CorrectedValue[];
  /** More corrections name it than are read, so it stands as it was sent. */
  readonly correctionsUnknown?: true;
  /** What reviews decided about it, oldest first. */
  readonly reviews?: readonly ShownReview[];
  /** The values whose use a correction of their sender has restricted; left out if there are none. */
  readonly restrictions?: readonly Restriction[];
  /** A review keeps it for this ground, a code of `review_ground`: it is used for nothing else. */
  readonly restricted?: string;
  /** Digests of the messages that it draws on, of a message of this agency; left out where nobody said. */
  readonly sources?: readonly string[];
}

/** Shows the current state of a message; `undefined` if its content is not held. */
export async function showCorrected(
  context: AgencyContext,
  tx: Tx,
  row: MessageRow,
): Promise<ShownMessage | undefined> {
  if (row.content === undefined) return undefined;
  const { reading, restrictions } = await workOutIn(context, tx, (facts) => ({
    reading: readCorrected(facts, row),
    restrictions: restrictionsOf(facts, row),
  }));
  const shown = reading ?? { message: row.content.message, correctionsUnknown: true as const };
  const sources = (await tx.history.find(row.digest))?.sources;
  return {
    ...shown,
    ...(sources && { sources }),
    ...(restrictions.length > 0 && { restrictions }),
    ...(await showReviews(tx, row)),
  };
}

/** Shows what reviews decided; nothing if there was none. */
async function showReviews(
  { events }: Tx,
  { digest }: MessageRow,
): Promise<Pick<ShownMessage, "reviews" | "restricted">> {
  const reviews = (await events.about("reviewed", digest)).map(reviewIn);
  if (reviews.length === 0) return {};
  const restricting = restrictingIn(reviews);
  return { reviews, ...(restricting?.ground && { restricted: restricting.ground }) };
}
