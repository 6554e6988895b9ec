import fc from "fast-check";
import type { ValidationInput } from "../src/index.ts";
import { SCENARIO_MESSAGES, scenarioFixture } from "./fixtures.ts";

const accepted = scenarioFixture("S01.1");

/** A tier of rules. */
export const anyTier = fc.constantFrom("schema" as const, "context" as const, "state" as const);

/** Anything in the place of a message. */
export const anyMessage = fc.oneof(
  fc.anything(),
  fc.record({ clear: fc.anything(), private: fc.anything(), body: fc.anything() }),
  fc.record({
    clear: fc.constant(accepted.message.clear),
    private: fc.dictionary(fc.string(), fc.anything()),
    body: fc.dictionary(fc.string(), fc.anything(), { maxKeys: 4 }),
  }),
);

/** A judge who lacks some facts. */
export const anyKnowledge: fc.Arbitrary<ValidationInput> = fc
  .record({
    base: fc.constantFrom(...SCENARIO_MESSAGES),
    tier: anyTier,
    left: fc.subarray(["agreement", "consents", "authorisations", "registry", "history"] as const),
  })
  .map(({ base, tier, left }) => {
    const rest = Object.entries({ ...base.fixture, tier }).filter(
      ([name]) => !left.some((out) => out === name),
    );
    return Object.fromEntries(rest) as unknown as ValidationInput;
  });

/** A message of a scenario in which one to three places were spoilt. */
export const anyMutant: fc.Arbitrary<ValidationInput> = fc
  .record({
    base: fc.constantFrom(...SCENARIO_MESSAGES),
    places: fc.array(
      fc.record({
        at: fc.nat(),
        to: fc.oneof(
          fc.anything(),
          fc.constantFrom("Oksana", "", "none", null, [], {}, "emergency", ["Oksana"]),
          fc.constant({ f: "Oksana", v: "Oksana" }),
        ),
        gone: fc.boolean(),
        named: fc.constantFrom(undefined, "Oksana"),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  })
  .map(({ base, places }) => {
    const message: unknown = structuredClone(base.fixture.message);
    for (const { at, to, gone, named } of places) {
      const spots = placesOf(message);
      const spot = spots[at % spots.length];
      if (spot === undefined) continue;
      const [holder, name] = spot;
      if (gone) delete holder[name];
      else holder[named ?? name] = structuredClone(to);
    }
    return { ...base.fixture, message };
  });

function placesOf(value: unknown): [Record<string, unknown>, string][] {
  if (typeof value !== "object" || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((name) => [
    [holder, name] as [Record<string, unknown>, string],
    ...placesOf(holder[name]),
  ]);
}
