import {
  type Body,
  CODE_LISTS,
  type Evaluation,
  findField,
  type Group,
  type Leaf,
} from "@safepassage/schema";
import fc from "fast-check";

/** A text that must never be exported, and that a spreadsheet would run as a formula. */
export const HOSTILE = '=HYPERLINK("https://leak.test";"x")';

/** A group with an evaluation as of a month. */
export function group(
  kind: string,
  links: readonly string[],
  leaves: Readonly<Record<string, unknown>>,
  more: Partial<Group> = {},
): Group {
  const list = Object.entries(leaves).flatMap(([f, value]) =>
    (Array.isArray(value) ? value : [value]).map((v) => ({ f, v }) as Leaf),
  );
  return { kind, links, meta: META, ...more, leaves: list };
}

/** A victim with one event of exploitation and its place. */
export function caseOf(
  subject: Readonly<Record<string, unknown>>,
  event: Readonly<Record<string, unknown>> = {},
  place: Readonly<Record<string, unknown>> = {},
): Body {
  return {
    person: group("subject", [], subject, { ledCategory: "victim", ageClass: "adult" }),
    event: group("event", ["person"], event),
    place: group("location", ["event"], place),
  };
}

const META: Evaluation = {
  nature: "fact",
  sourceEval: "B",
  infoEval: "2",
  asOf: "2026-11",
  verified: "notVerified",
  complete: "partial",
};

const EVENT_FIELDS = [
  "event.type",
  "event.exploitation",
  "event.sexualSubtype",
  "event.isic",
  "event.methodOfControl",
  "event.means",
  "event.indicators",
  "event.relationship",
  "event.period",
  "event.act",
];
const PLACE_FIELDS = ["location.kind", "location.country", "location.venueType"];

const OTHER_VALUES: Readonly<Record<string, readonly string[]>> = {
  "event.period": ["2024-01/2026-03", "2026-03", "2025/2026", "2026-01-01/2026-11-20"],
  "subject.nationality": ["RO", "MD", "XA", "XXA"],
  "location.country": ["RO", "IT", "XB"],
};

/** One victim and whatever else: suspects, events linked and not, names, contacts. */
export const arbitraryBody: fc.Arbitrary<Body> = fc
  .record({
    person: groupOf("subject", [], {
      kept: ["subject.sex", "subject.ageBand", "subject.nationality", "subject.traffickingStatus"],
      header: { ledCategory: "victim", ageClass: "adult" },
    }),
    suspect: groupOf("subject", [], {
      kept: ["subject.sex", "subject.nationality"],
      header: { ledCategory: "suspect", ageClass: "adult" },
    }),
    events: fc.array(
      fc
        .constantFrom([], ["person"], ["suspect"], ["person", "suspect"])
        .chain((links) => groupOf("event", links, { kept: EVENT_FIELDS, header: {} })),
      { maxLength: 3 },
    ),
    places: fc.array(
      fc
        .constantFrom([], ["event0"], ["event1"], ["event0", "event2"])
        .chain((links) => groupOf("location", links, { kept: PLACE_FIELDS, header: {} })),
      { maxLength: 2 },
    ),
  })
  .map(({ person, suspect, events, places }) => ({
    person,
    suspect,
    ...Object.fromEntries(events.map((one, index) => [`event${index}`, one])),
    ...Object.fromEntries(places.map((one, index) => [`place${index}`, one])),
    names: group("identity", ["person"], { "identity.names": { original: HOSTILE } }),
    contact: group("contact", ["person"], { "contact.phone": HOSTILE }),
  }));

function groupOf(
  kind: string,
  links: readonly string[],
  { kept, header }: { kept: readonly string[]; header: Partial<Group> },
): fc.Arbitrary<Group> {
  const values = Object.fromEntries(
    kept.map((field) => {
      const entry = findField(field);
      const codes = CODE_LISTS[entry?.codeList ?? ""]?.codes.map(({ code }) => code);
      const of = OTHER_VALUES[field] ?? codes ?? [];
      return [field, fc.uniqueArray(fc.constantFrom(...of), { maxLength: entry?.card.max ?? 1 })];
    }),
  );
  return fc.record(values).map((leaves) => group(kind, links, leaves, header));
}
