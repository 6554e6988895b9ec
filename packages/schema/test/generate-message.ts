import type { Json, JsonObject } from "@safepassage/core";
import { BODY_BOUNDS, FIELDS, findField, KINDS } from "../src/catalogue/catalogue.ts";
import { distinct, generateCount, generateField, generateValue } from "./generate-value.ts";
import type { Random } from "./random.ts";

/** A message as decoded, or a draft, that its schema accepts. */
export function generateMessage(random: Random, decoded: boolean): JsonObject {
  return {
    clear: generatePlace(random, "clear", decoded),
    private: generatePlace(random, "private", true),
    body: generateBody(random),
  };
}

/** The members in the clear or the private ones. */
export function generatePlace(
  random: Random,
  place: "clear" | "private",
  decoded: boolean,
): JsonObject {
  const fields = FIELDS.filter(
    (field) => field.place === place && (decoded || !field.id.startsWith("env.digest.")),
  );
  const entries = fields.flatMap(({ id, card }): [string, Json][] => {
    const isOptional = card.min === 0 && card.max === 1;
    if (isOptional && random.chance(0.5)) return [];
    return [[id, id === "env.test" ? true : generateField(random, id)]];
  });
  return Object.fromEntries(entries);
}

function generateBody(random: Random): JsonObject {
  const gids = distinct(random.int(0, 6), () => random.octets(16)) as string[];
  return Object.fromEntries(gids.map((gid) => [gid, generateGroup(random, gids)]));
}

function generateGroup(random: Random, gids: readonly string[]): JsonObject {
  const kinds = Object.keys(KINDS);
  // A kind that nobody knows is for rule R71 to refuse, and may hold fields of any kind.
  const kind = random.chance(0.08) ? "somethingElse" : random.pick([...kinds, ...NAMED]);
  const fields = FIELDS.filter(
    ({ group, place }) => place === "leaf" && (group === kind || kind === "somethingElse"),
  );
  const leaves = random
    .some(fields, kind === "somethingElse" ? 0.05 : 0.6)
    .flatMap(({ id }) => generateLeaves(random, id));
  return {
    kind,
    links: random.some(gids, 0.3).slice(0, BODY_BOUNDS.links),
    ...(random.chance(0.7) ? { meta: generateMeta(random) } : {}),
    ...(random.chance(0.3) ? { ledCategory: generateValue(random, "subject.ledCategory") } : {}),
    ...(random.chance(0.3) ? { ageClass: generateValue(random, "subject.ageClass") } : {}),
    leaves: leaves.slice(0, BODY_BOUNDS.leaves),
  };
}

function generateLeaves(random: Random, field: string): Json[] {
  const nature = (): JsonObject =>
    random.chance(0.1) ? { nature: generateValue(random, "meta.nature") } : {};
  if (field === "correction.value") {
    const target = random.pick(
      FIELDS.filter(({ type }) => type.t !== "sameAs").map(({ id }) => id),
    );
    const path = `${random.octets(16)}/${target}`;
    const value = generateValue(random, "correction.target") as JsonObject;
    return [
      { f: "correction.target", v: { ...value, path } },
      { f: field, v: generateValue(random, target), ...nature() },
    ];
  }
  const { max } = findField(field)?.card ?? { max: 1 };
  const count = generateCount(random, 1, Math.min(max, 8));
  return Array.from({ length: count }, () => ({
    f: field,
    v: generateValue(random, field),
    ...nature(),
  }));
}

function generateMeta(random: Random): JsonObject {
  const fields = FIELDS.filter(({ group }) => group === "meta");
  return Object.fromEntries(
    fields.flatMap(({ id, card }): [string, Json][] =>
      card.min === 0 && random.chance(0.5)
        ? []
        : [[id.slice("meta.".length), generateValue(random, id)]],
    ),
  );
}

/** Kinds with texts that most can be wrong with, so that they are more often there. */
const NAMED = Array(6).fill(["identity", "organisation"]).flat();
