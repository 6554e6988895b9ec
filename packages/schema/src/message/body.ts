import type { Json } from "@safepassage/core";
import * as z from "zod";
import { BODY_BOUNDS, findField, KINDS } from "../catalogue/catalogue.ts";
import { note } from "../value/note.ts";
import { findOpaqueIssue } from "../value/octets.ts";
import { once } from "../value/once.ts";
import { PARSE, refuse } from "../value/refuse.ts";
import { boundedText, formText, matches, type TextFinder } from "../value/text-schema.ts";
import { boundedList, listSchema, type ValueOptions, valueSchema } from "../value/value-schema.ts";
import type { Body, Evaluation, Group, Leaf } from "./message-model.ts";

/**
 * The groups of a message by group id.
 *
 * Checks shape and values. Whether a kind is known, a header complete for its kind and a link
 * allowed is judged by rule R71.
 */
export function bodySchema({ test = true }: ValueOptions = {}): z.ZodType<Body> {
  return once(`body ${test}`, () => {
    const counted = z.record(z.string(), z.unknown()).check((payload) => {
      if (Object.keys(payload.value).length > BODY_BOUNDS.groups) {
        refuse(payload, "COUNT_OUT_OF_RANGE");
      }
    });
    const groups = counted.pipe(z.record(groupIdSchema(), groupSchema({ test })));
    return note(groups, { count: { min: 0, max: BODY_BOUNDS.groups } }) as z.ZodType<Body>;
  });
}

/** A group id: 128 random bits. */
export function groupIdSchema(): z.ZodType<string, string> {
  const id = boundedText(GROUP_ID.max, GROUP_ID.find) as z.ZodType<string, string>;
  return note(id, { text: { t: "opaque", bits: 128 } });
}

function groupSchema(options: Required<ValueOptions>): z.ZodType<Group> {
  const group = z.strictObject({
    kind: formText(KIND_NAME, KIND.max),
    links: listSchema(groupIdSchema(), 0, BODY_BOUNDS.links),
    meta: evaluationSchema(options).optional(),
    ledCategory: valueSchema("subject.ledCategory", options).optional(),
    ageClass: valueSchema("subject.ageClass", options).optional(),
    leaves: boundedList(leafSchema(options), 0, BODY_BOUNDS.leaves),
  });
  const checked = group.check((payload) => {
    checkPlaces(payload as unknown as z.core.ParsePayload<Group>);
    checkCorrections(payload as unknown as z.core.ParsePayload<Group>, options);
  });
  return note(checked, { group: true }) as unknown as z.ZodType<Group>;
}

function evaluationSchema(options: ValueOptions): z.ZodType<Evaluation> {
  const meta = (member: string) => valueSchema(`meta.${member}`, options);
  return z.strictObject({
    nature: meta("nature"),
    sourceEval: meta("sourceEval"),
    infoEval: meta("infoEval"),
    asOf: meta("asOf"),
    verified: meta("verified"),
    complete: meta("complete"),
    holderRef: meta("holderRef").optional(),
    restriction: meta("restriction").optional(),
  }) as unknown as z.ZodType<Evaluation>;
}

function leafSchema(options: ValueOptions): z.ZodType<Leaf> {
  const leaf = z.strictObject({
    f: z.string(),
    v: z.custom<Json>((value) => value !== undefined),
    nature: valueSchema("meta.nature", options).optional(),
  });
  return leaf.check((payload) => {
    const { f, v } = payload.value;
    const field = findField(f);
    if (field === undefined) {
      refuse(payload, "FIELD_UNKNOWN", ["f"]);
      return;
    }
    if (field.place !== "leaf") {
      refuse(payload, "FIELD_MISPLACED", ["f"]);
      return;
    }
    forward(payload, valueSchema(f, options).safeParse(v, PARSE), ["v"]);
  }) as unknown as z.ZodType<Leaf>;
}

/** Every leaf belongs to the kind of its group, and no field has more leaves than values. */
function checkPlaces(payload: z.core.ParsePayload<Group>): void {
  const { kind, leaves } = payload.value;
  const counts = new Map<string, number>();
  leaves.forEach(({ f }, index) => {
    const field = findField(f);
    if (field === undefined || field.place !== "leaf") return;
    // A group of unknown kind is named once, by R71, not once for each leaf.
    if (kind in KINDS && field.group !== kind)
      refuse(payload, "FIELD_MISPLACED", ["leaves", index, "f"]);
    const count = (counts.get(f) ?? 0) + 1;
    counts.set(f, count);
    if (count === field.card.max + 1) refuse(payload, "COUNT_OUT_OF_RANGE", ["leaves", index, "f"]);
  });
}

/**
 * A corrected value has the type of a field that a target of the same group names.
 *
 * Without this, `correction.value` would be the one place where any text could travel.
 */
function checkCorrections(
  payload: z.core.ParsePayload<Group>,
  options: Required<ValueOptions>,
): void {
  const { leaves } = payload.value;
  const targets = leaves.flatMap(({ f, v }) => (f === "correction.target" ? targetField(v) : []));
  leaves.forEach(({ f, v }, index) => {
    if (f !== "correction.value") return;
    const fits = targets.some((target) => valueSchema(target, options).safeParse(v, PARSE).success);
    if (!fits) refuse(payload, "TARGET_MISSING", ["leaves", index, "v"]);
  });
}

/** Field that the path of a correction names, if it can be corrected by a value. */
function targetField(target: Json): readonly string[] {
  const path = (target as { readonly path?: Json } | null)?.path;
  if (typeof path !== "string") return [];
  const field = findField(path.slice(path.indexOf("/") + 1));
  return field === undefined || field.type.t === "sameAs" ? [] : [field.id];
}

function forward(
  payload: z.core.ParsePayload,
  result: z.ZodSafeParseResult<unknown>,
  path: readonly PropertyKey[],
): void {
  for (const issue of result.error?.issues ?? []) {
    payload.issues.push({
      ...issue,
      input: undefined,
      path: [...path, ...issue.path],
    } as z.core.$ZodRawIssue);
  }
}

const KIND_NAME = /^[a-z][A-Za-z]{0,31}$/;
const findKindIssue = matches(KIND_NAME);

export const GROUP_ID: TextFinder = {
  max: 64,
  find: (text) => findOpaqueIssue(text, 16),
  isAscii: true,
};
export const KIND: TextFinder = {
  max: 32,
  // Nearly all are of the catalogue, and so of this form.
  find: (text) => (Object.hasOwn(KINDS, text) ? undefined : findKindIssue(text)),
  isAscii: true,
};
