import { type ActKind, actEvent, type Tx } from "@safepassage/agency";
import { toInstant } from "@safepassage/core";
import { type Caller, rolesOf } from "./caller.ts";
import type { ApiContext } from "./handler.ts";

/** Something that a caller does. */
interface Done {
  readonly kind: ActKind;
  readonly ref?: string;
  readonly code?: string;
  /** Whom a system acts for. */
  readonly officer?: string | undefined;
}

/** Records what a caller does, in the transaction that does it. */
export function record(
  { clock, officerKey }: Pick<ApiContext, "clock" | "officerKey">,
  { events }: Tx,
  caller: Caller,
  { officer, ...done }: Done,
): Promise<void> {
  const who = caller.kind === "officer" ? caller.officer.id : officer;
  const act = { ...done, at: toInstant(clock.now()), role: roleOf(caller), officer: who };
  return events.add(actEvent(act, officerKey));
}

/** The roles of a caller, as the record of acts has them. */
export const roleOf = (caller: Caller): string =>
  caller.kind === "machine" ? "machine" : [...rolesOf(caller)].join(" ");
