import { sameJson } from "@safepassage/policy";
import { type Body, findField, type Leaf } from "@safepassage/schema";

/** The value that a correction names. */
export interface CorrectionTarget {
  /** Digest of the message. */
  readonly message: string;
  /** `gid/field` in it. */
  readonly path: string;
}

/** A group of a correction: the values it names, the actions and the new values. */
export interface CorrectionGroup {
  readonly gid: string;
  readonly targets: readonly CorrectionTarget[];
  readonly actions: readonly string[];
  /** Leaves of `correction.value`. */
  readonly values: readonly Leaf[];
}

/** A fault in the form of a correction, found without the corrected message. */
export interface FormFault {
  readonly gid: string;
  readonly code: FormFaultCode;
}

/** Codes of rule R79 for faults of form. */
export type FormFaultCode =
  | "R79_VALUE_AMBIGUOUS"
  | "R79_VALUE_UNASKED"
  | "R79_SEVERAL_MESSAGES"
  | "R79_NOT_CORRECTABLE";

/**
 * Lists the groups of a correction. A message of another type has none.
 *
 * @param body - May be malformed in a life-saving message. Parts that are not groups are skipped.
 */
export function correctionGroups(body: Body): readonly CorrectionGroup[] {
  const groups: CorrectionGroup[] = [];
  // Sorted, so that findings do not depend on the order in which groups are written.
  for (const gid of Object.keys(body).toSorted()) {
    const group = body[gid];
    if (group?.kind !== "correction" || !Array.isArray(group.leaves)) continue;
    const of = (field: string): readonly Leaf[] => group.leaves.filter(({ f }) => f === field);
    groups.push({
      gid,
      targets: of("correction.target").map(({ v }) => v as unknown as CorrectionTarget),
      actions: of("correction.action").map(({ v }) => v as string),
      values: of("correction.value"),
    });
  }
  return groups;
}

/** Whether any of the groups carries a value. */
export const carryValues = (groups: readonly CorrectionGroup[]): boolean =>
  groups.some(({ values }) => values.length > 0);

/**
 * Finds what makes a correction with values ambiguous or inadmissible.
 *
 * @see docs/spec/corrections.md#form
 */
export function formFaults(groups: readonly CorrectionGroup[]): readonly FormFault[] {
  if (!carryValues(groups)) return [];
  const targets = groups.flatMap((group) => group.targets);
  const isOne = new Set(targets.map(({ message }) => message)).size <= 1;
  const paths = targets.map(({ path }) => path);
  const isRepeated = (path: string): boolean => paths.indexOf(path) < paths.lastIndexOf(path);
  return groups.flatMap((group): FormFault[] => {
    const code =
      faultOf(group) ??
      (isOne ? undefined : "R79_SEVERAL_MESSAGES") ??
      (group.targets.some(({ path }) => isRepeated(path)) ? "R79_VALUE_AMBIGUOUS" : undefined);
    return code === undefined ? [] : [{ gid: group.gid, code }];
  });
}

function faultOf({ targets, actions, values }: CorrectionGroup): FormFaultCode | undefined {
  const [target] = targets;
  const [action = ""] = actions;
  if (target === undefined || targets.length > 1 || values.length === 0) {
    return "R79_VALUE_AMBIGUOUS";
  }
  if (!CARRYING.has(action)) return "R79_VALUE_UNASKED";
  const field = findField(fieldIn(target.path));
  const isPlaced = field?.place === "leaf" || field?.place === "header";
  if (!isPlaced || field.group === "correction") return "R79_NOT_CORRECTABLE";
  const isRepeated = values.some(({ v }, at) =>
    values.slice(0, at).some((other) => sameJson(other.v, v)),
  );
  return isRepeated || values.length > field.card.max ? "R79_VALUE_AMBIGUOUS" : undefined;
}

/** Returns the group id of a path, `gid/field`. */
export const groupIn = (path: string): string => path.slice(0, Math.max(0, path.indexOf("/")));

/** Returns the field of a path, `gid/field`. */
export const fieldIn = (path: string): string => path.slice(path.indexOf("/") + 1);

const CARRYING: ReadonlySet<string> = new Set(["rectify", "complete"]);
