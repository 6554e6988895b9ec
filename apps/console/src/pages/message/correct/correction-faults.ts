import type { Correction } from "@safepassage/schema";
import { type FormFault, memberIn, saysOf, type TextOf } from "../../compose/state/outcomes.ts";

/** What is wrong with the form of a correction. */
export interface CorrectionFaults {
  /** By the path of a place and the position of a value among those that were sent, as {@link valueKey} has them. */
  readonly ofValue: ReadonlyMap<string, FormFault>;
  /** Whether something is wrong besides, that has no entry on the page. */
  readonly isMore: boolean;
}

export const valueKey = (path: string, index: number): string => `${path} ${index}`;

/** Puts the places that a problem document names to the values of a correction. */
export function correctionFaultsOf(
  problem: Readonly<Record<string, unknown>>,
  { changes }: Pick<Correction, "changes">,
  textOf?: TextOf,
): CorrectionFaults {
  const issues = Array.isArray(problem["issues"]) ? problem["issues"] : [];
  const ofValue = new Map<string, FormFault>();
  let isMore = issues.length === 0;
  for (const issue of issues as readonly Readonly<Record<string, unknown>>[]) {
    const [, at, index, rest = ""] = VALUE.exec(String(issue["pointer"])) ?? [];
    const path = at === undefined ? undefined : changes[Number(at)]?.path;
    if (path === undefined) isMore = true;
    else {
      const fault = { code: issue["code"], says: saysOf(issue, textOf), ...memberIn(rest) };
      ofValue.set(valueKey(path, Number(index)), fault);
    }
  }
  return { ofValue, isMore };
}

const VALUE = /^\/changes\/(\d+)\/values\/(\d+)(?:\/(.+))?$/;
