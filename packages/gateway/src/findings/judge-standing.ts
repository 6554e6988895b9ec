import type { RegistryView } from "@safepassage/agency";
import { type ClockView, FOLDER } from "@safepassage/agency/node";
import { type Finding, finding } from "./finding.ts";

/** Finds whether there is a registry that is young enough. */
export function judgeRegistry({ state }: RegistryView): readonly Finding[] {
  const where = { place: "/registry" };
  if (state === "missing") return [finding("REGISTRY_MISSING", FOLDER.config, where)];
  return state === "stale" ? [finding("REGISTRY_STALE", FOLDER.config, where)] : [];
}

/**
 * Finds whether the clock can be trusted with what time alone destroys.
 *
 * @param where - The database, which remembers it.
 */
export function judgeClock(
  { state }: ClockView,
  where: Pick<Finding, "file" | "place">,
): readonly Finding[] {
  return state === "plausible" ? [] : [{ ...finding("CLOCK_IMPLAUSIBLE", where.file), ...where }];
}
