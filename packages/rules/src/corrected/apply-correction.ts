import { canonicalJson, type Json } from "@safepassage/core";
import {
  type Body,
  type DecodedMessage,
  findField,
  type Group,
  isOrderedField,
  type Leaf,
} from "@safepassage/schema";
import {
  type CorrectionGroup,
  correctionGroups,
  fieldIn,
  formFaults,
  groupIn,
} from "./correction-groups.ts";

/**
 * Applies a correction to a message, all its values at once. Returns `undefined` if the correction is
 * ambiguous, or names a value that the message does not hold.
 *
 * `rectify` replaces all values of the field in that group. `complete` adds to them, or replaces the
 * value of a single-valued field. Without values the message stays unchanged.
 *
 * @param correction - Body of the correction. Which message it names is not checked.
 * @see docs/spec/corrections.md#applied
 */
export function applyCorrection(
  message: DecodedMessage,
  correction: Body,
): DecodedMessage | undefined {
  const groups = correctionGroups(correction);
  if (formFaults(groups).length > 0) return undefined;
  return changeAll(message, groups, (values, group) => {
    if (values.length === 0) return undefined;
    const nature = commonNature(values);
    const put = group.values.map(({ v, nature: own = nature }): Leaf => {
      const leaf = { f: values[0]?.f ?? "", v };
      return own === undefined ? leaf : { ...leaf, nature: own };
    });
    const field = put[0]?.f ?? "";
    const max = findField(field)?.card.max ?? 1;
    if (group.actions[0] !== "complete" || max === 1) return put;
    // Unless their order counts, the values of a field are a set: add none twice.
    const there = new Set(isOrderedField(field) ? [] : values.map(({ v }) => canonicalJson(v)));
    return [...values, ...put.filter(({ v }) => !there.has(canonicalJson(v)))];
  });
}

/** Removes the values that a correction names from a message. */
export function withoutTargets(message: DecodedMessage, correction: Body): DecodedMessage {
  return changeAll(message, correctionGroups(correction), () => []) ?? message;
}

/** Lists the values at a path, `gid/field`, of leaves or of a header member. */
export function valuesAt({ body }: Pick<DecodedMessage, "body">, path: string): readonly Json[] {
  const group = Object.hasOwn(body, groupIn(path)) ? body[groupIn(path)] : undefined;
  return group === undefined ? [] : leavesAt(group, fieldIn(path)).map(({ v }) => v);
}

/** Computes the new values of a field; `undefined` if that is impossible. */
type Change = (values: readonly Leaf[], group: CorrectionGroup) => readonly Leaf[] | undefined;

function changeAll(
  message: DecodedMessage,
  groups: readonly CorrectionGroup[],
  change: Change,
): DecodedMessage | undefined {
  let { body } = message;
  for (const group of groups) {
    if (group.values.length === 0) continue;
    for (const { path } of group.targets) {
      const gid = groupIn(path);
      const target = Object.hasOwn(body, gid) ? body[gid] : undefined;
      if (target === undefined) return undefined;
      const values = change(leavesAt(target, fieldIn(path)), group);
      if (values === undefined) return undefined;
      body = { ...body, [gid]: put(target, fieldIn(path), values) };
    }
  }
  return { ...message, body };
}

/** The leaves of a field; a header member is returned as a leaf. */
function leavesAt(group: Group, field: string): readonly Leaf[] {
  if (findField(field)?.place !== "header") return group.leaves.filter(({ f }) => f === field);
  const v = headerOf(group, field)[nameOf(field)];
  return v === undefined ? [] : [{ f: field, v }];
}

function put(group: Group, field: string, values: readonly Leaf[]): Group {
  if (findField(field)?.place === "header") return putInHeader(group, field, values[0]?.v);
  const at = group.leaves.findIndex(({ f }) => f === field);
  const others = group.leaves.filter(({ f }) => f !== field);
  return { ...group, leaves: [...others.slice(0, at), ...values, ...others.slice(at)] };
}

function putInHeader(group: Group, field: string, value: Json | undefined): Group {
  const name = nameOf(field);
  const { [name]: _, ...rest } = headerOf(group, field);
  const header = value === undefined ? rest : { ...rest, [name]: value };
  return (field.startsWith("meta.") ? { ...group, meta: header } : header) as unknown as Group;
}

function headerOf(group: Group, field: string): Readonly<Record<string, Json | undefined>> {
  const header = field.startsWith("meta.") ? (group.meta ?? {}) : group;
  return header as unknown as Readonly<Record<string, Json | undefined>>;
}

const nameOf = (field: string): string => field.slice(field.indexOf(".") + 1);

/** The nature that all values share. A corrected value without one of its own gets it too. */
function commonNature(leaves: readonly Leaf[]): Leaf["nature"] {
  const [first] = leaves;
  return leaves.every(({ nature }) => nature === first?.nature) ? first?.nature : undefined;
}
