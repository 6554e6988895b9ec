import type { Json } from "@safepassage/core";
import {
  type Body,
  type DecodedMessage,
  FIELDS,
  type FieldEntry,
  type Group,
  KINDS,
  scopeCovers,
} from "@safepassage/schema";
import values from "@safepassage/vectors/schema/field-values.json" with { type: "json" };
import { describe, expect, it } from "vitest";
import { type Finding, type Judgement, validate } from "../src/index.ts";
import { correctionOf } from "./correcting.ts";
import { SCENARIO_MESSAGES } from "./fixtures.ts";

/** Messages that are good, of every purpose and of the types that answer. */
const bases = SCENARIO_MESSAGES.filter(
  ({ expected, fixture: { message } }) =>
    expected === "accept" && message.clear["env.messageType"] !== "correction",
);
const fields = FIELDS.filter(
  ({ place, group }) => (place === "leaf" || place === "header") && group !== "correction",
);

describe("a corrected value is judged as in a message of its own, whatever the field", () => {
  const verdicts = new Set<string>();
  it.each(bases.map(({ id, fixture }, seed) => [id, fixture, seed] as const))(
    "in %s",
    (_, fixture, seed) => {
      // Each field in a fifth of the messages: all of them take half a minute.
      for (const field of fields.filter((__, place) => (place + seed) % 5 === 0)) {
        const sent = withField(fixture.message, field);
        if (sent === undefined) continue;
        const { gid, without, message, value } = sent;
        const path = `${gid}/${field.id}`;
        const correct = (values: readonly Json[], action: string) =>
          validate(correctionOf(fixture, [{ path, values, action }], message));
        const correction = correct([value], "rectify");
        // A correction to a service provider never has a legal basis.
        const own = errorsIn(correct([], "restrict"));
        const found = errorsIn(correction).filter((one) => !own.includes(one));
        // A token is bound to the content for which it was issued.
        const authorisations = (fixture.authorisations ?? []).filter(
          ({ binds, scope }) => !binds.includes(gid) && !scopeCovers(scope, field.id),
        );
        const alone = validate({
          ...fixture,
          authorisations,
          message: valued(message, gid, field, value),
        });
        const groupAlone = errorsIn(validate({ ...fixture, message: without }));
        const expected = errorsIn(alone).filter((one) => !groupAlone.includes(one));
        expect([path, found]).toEqual([path, expected]);
        verdicts.add(correction.verdict);
      }
    },
  );

  it("some accepted, some refused", () => {
    expect([...verdicts].toSorted()).toEqual(expect.arrayContaining(["accept", "reject"]));
  });
});

/** A message that has a field, and the value that it is corrected to. */
interface Sent {
  readonly gid: string;
  /** The same without the field. */
  readonly without: DecodedMessage;
  readonly message: DecodedMessage;
  readonly value: Json;
}

function withField(base: DecodedMessage, field: FieldEntry): Sent | undefined {
  const [before = null, value = null] = VALUES[field.id] ?? [];
  if (field.place === "header") {
    const found = Object.entries(base.body).find(([, group]) =>
      field.group === "meta" ? group.meta !== undefined : group.kind === field.group,
    );
    if (found === undefined) return undefined;
    const [gid, group] = found;
    const name = field.id.slice(field.id.indexOf(".") + 1);
    const has = name in (field.group === "meta" ? (group.meta ?? {}) : group);
    const message = has ? base : valued(base, gid, field, before);
    return { gid, without: base, message, value };
  }
  const known = Object.entries(base.body).find(([, { kind }]) => kind === field.group);
  const [gid, group] = known ?? [NEW_GROUP, groupOf(base.body, field.group)];
  const has = group.leaves.some(({ f }) => f === field.id);
  const without = known === undefined ? withGroup(base, gid, group) : base;
  return { gid, without, message: has ? base : valued(without, gid, field, before), value };
}

/** The message with one value of a field. */
function valued(message: DecodedMessage, gid: string, field: FieldEntry, v: Json): DecodedMessage {
  const group = message.body[gid] as Group;
  const name = field.id.slice(field.id.indexOf(".") + 1);
  if (field.group === "meta") {
    return withGroup(message, gid, { ...group, meta: { ...group.meta, [name]: v } } as Group);
  }
  if (field.place === "header") return withGroup(message, gid, { ...group, [name]: v } as Group);
  const others = group.leaves.filter(({ f }) => f !== field.id);
  // A value has the nature of the one that it replaces.
  const was = group.leaves.find(({ f }) => f === field.id);
  return withGroup(message, gid, { ...group, leaves: [...others, { ...was, f: field.id, v }] });
}

function withGroup(message: DecodedMessage, gid: string, group: Group): DecodedMessage {
  return { ...message, body: { ...message.body, [gid]: group } };
}

/** A group of a kind that the message has not, about the first person if it may be. */
function groupOf(body: Body, kind: string): Group {
  const { asserted, links } = KINDS[kind] as (typeof KINDS)[string];
  const person = Object.entries(body).find(([, group]) => links.to.includes(group.kind));
  const isPerson = kind === "subject";
  return {
    kind,
    links: person === undefined ? [] : [person[0]],
    ...(asserted ? { meta: META } : {}),
    ...(isPerson ? { ledCategory: "victim", ageClass: "adult" } : {}),
    leaves: [],
  };
}

/** Errors, each with its place in the corrected message. */
function errorsIn({ findings }: Judgement): readonly string[] {
  return findings
    .filter(({ severity }) => severity === "error")
    .map(({ code, field, pointer, corrected }: Finding) =>
      [code, field, corrected?.pointer ?? pointer].join(" "),
    )
    .toSorted();
}

const VALUES: Readonly<Record<string, readonly Json[]>> = values.fields;
const NEW_GROUP = "pR7sWq2LmXv9TzKc4HdYBA";
const META = {
  nature: "fact",
  sourceEval: "B",
  infoEval: "2",
  asOf: "2026-11",
  verified: "notVerified",
  complete: "partial",
} as const;
