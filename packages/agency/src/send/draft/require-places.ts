import type { Correction } from "@safepassage/schema";
import { valuesAt } from "@safepassage/validator";
import { showCorrected } from "../../effects/exchange/show-corrected.ts";
import { AgencyError } from "../../setting/agency-error.ts";
import type { AgencyContext } from "../../setting/context.ts";
import type { Tx } from "../../store/ports.ts";
import type { OutboxRow } from "../../store/rows.ts";

/**
 * Refuses to have something erased or restricted where the message, as it stands now, has no value. An erasure takes the whole message,
 * so one mistyped place would lose all of it. A correction that sets a value free, or has values, passes.
 *
 * @throws AgencyError `GATEWAY_CORRECTION_PLACE_UNKNOWN`, with a pointer to each wrong place of the request.
 */
export async function requirePlaces(
  context: AgencyContext,
  tx: Tx,
  row: OutboxRow,
  { action, changes }: Correction,
): Promise<void> {
  if (action !== "erase" && action !== "restrict") return;
  const shown = await showCorrected(context, tx, row);
  // Where nobody knows how it stands, an erasure is not held up.
  if (shown === undefined || shown.correctionsUnknown === true) return;
  const issues = changes.flatMap(({ path }, index) =>
    valuesAt(shown.message, path).length === 0 ? [{ pointer: `/changes/${index}/path` }] : [],
  );
  if (issues.length === 0) return;
  throw new AgencyError("GATEWAY_CORRECTION_PLACE_UNKNOWN", "nothing stands there", {
    details: { issues },
  });
}
