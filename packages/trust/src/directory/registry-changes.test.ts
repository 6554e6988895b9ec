import { expect, it } from "vitest";
import { publicJwk } from "../keys/jwk.ts";
import { generateSigningKey } from "../keys/keys-node.ts";
import { registryChanges } from "./registry-changes.ts";
import { parseRegistryFile, type RegistryFile } from "./registry-file.ts";

const NGO = "https://ngo-b.test";
const OTHER = "https://ngo-c.test";
const SHELTER = "https://shelter-b.test";
const LATER = "2026-11-02T00:00:00Z";

const flags = { vawa: false, shelter: false, publicPowers: false, officialAuthority: false };
const fact = {
  ...{ from: "2025-01-01T00:00:00Z", type: "victimServiceNGO", country: "XB", regime: "GDPR" },
  flags,
};
const [one, two, third] = [1, 2, 3].map(() => publicJwk(generateSigningKey("Ed25519")));
const key = { jwk: one, from: "2025-01-01T00:00:00Z", status: "active" };
const state = {
  ...{ eu: true, schengen: true, adequacyLed: true, adequacyGdpr: true },
  ...{ deathPenalty: false, crueltyRisk: false },
};
const agency = (entity: string, more: object = {}) => ({
  ...{ entity, name: entity, facts: [fact], keys: [] as object[], ...more },
});
const BEFORE = registry({});

function registry(more: object, ngo: object = {}, others: readonly object[] = [agency(OTHER)]) {
  return parseRegistryFile({
    ...{ spp: "1.0", test: true, issuedAt: "2026-11-01T00:00:00Z", states: { XB: state } },
    agencies: [agency(NGO, { keys: [key], ...ngo }), ...others],
    ...more,
  });
}

const changed = (ngo: object, others?: readonly object[]): RegistryFile =>
  registry({ issuedAt: LATER }, ngo, others);
const of = (after: RegistryFile) =>
  registryChanges(BEFORE, after).map(({ kind, of: whom, kid, isHarm }) =>
    [kind, whom, kid && "key", isHarm ? "harm" : "plain"].filter(Boolean).join(" "),
  );

it.each<[string, RegistryFile, readonly string[]]>([
  ["nothing", registry({}), []],
  ["nothing but its time", registry({ issuedAt: LATER }), []],
  [
    "an agency that is new",
    changed({}, [agency(OTHER), agency("https://x.test")]),
    ["agencyAdded https://x.test plain"],
  ],
  ["an agency that is gone", changed({}, []), [`agencyGone ${OTHER} harm`]],
  [
    "a place of refuge",
    changed({}, [
      agency(OTHER),
      agency(SHELTER, { facts: [{ ...fact, flags: { ...flags, shelter: true } }] }),
    ]),
    [],
  ],
  [
    "an agency that ends",
    changed({ facts: [{ ...fact, until: LATER }] }),
    [`agencyStruckOff ${NGO} plain`],
  ],
  [
    "an agency that becomes another",
    changed({
      facts: [
        { ...fact, until: LATER },
        { ...fact, from: LATER, type: "police", regime: "UK-DPA-P3" },
      ],
    }),
    [`factsChanged ${NGO} plain`],
  ],
  [
    "an agency that was another",
    changed({ facts: [{ ...fact, regime: "UK-GDPR" }] }),
    [`pastChanged ${NGO} harm`],
  ],
  [
    "another address",
    changed({ endpoint: "https://ngo-b.test/in" }),
    [`addressChanged ${NGO} plain`],
  ],
  [
    "a next key, and the end of the present one",
    changed({
      keys: [
        { ...key, until: "2026-12-01T00:00:00Z" },
        { ...key, jwk: two, from: LATER },
      ],
    }),
    [`keyChanged ${NGO} key plain`, `keyAdded ${NGO} key plain`],
  ],
  [
    "a key that was stolen",
    changed({
      keys: [{ ...key, status: "compromised", compromisedAt: LATER }],
    }),
    [`keyCompromised ${NGO} key plain`],
  ],
  [
    "a key that is gone",
    changed({ keys: [{ ...key, jwk: third }] }),
    [`keyGone ${NGO} key harm`, `keyAdded ${NGO} key plain`],
  ],
  ["another name", changed({ name: "NGO" }), [`nameChanged ${NGO} plain`]],
  [
    "a key that began at another time",
    changed({ keys: [{ ...key, from: "2026-01-01T00:00:00Z" }] }),
    [`keyPastChanged ${NGO} key harm`],
  ],
  [
    "a key that ended before the registry before it was issued",
    changed({ keys: [{ ...key, until: "2026-01-01T00:00:00Z" }] }),
    [`keyPastChanged ${NGO} key harm`],
  ],
  [
    "a key that is retired now",
    changed({ keys: [{ ...key, status: "retired", until: LATER }] }),
    [`keyChanged ${NGO} key plain`],
  ],
  [
    "a State",
    registry({ issuedAt: LATER, states: { XB: { ...state, deathPenalty: true } } }),
    ["stateChanged XB plain"],
  ],
  [
    "what is for tests",
    registry(
      { issuedAt: LATER, test: false, states: { GR: state } },
      {
        facts: [{ ...fact, country: "GR" }],
      },
      [agency(OTHER, { facts: [{ ...fact, country: "GR" }] })],
    ),
    [
      "testChanged harm",
      "stateChanged XB plain",
      "stateChanged GR plain",
      `pastChanged ${NGO} harm`,
      `pastChanged ${OTHER} harm`,
    ],
  ],
  [
    "something, and is not later",
    registry({}, { endpoint: "https://ngo-b.test/in" }),
    ["notLater harm", `addressChanged ${NGO} plain`],
  ],
  [
    "a name, and is not later",
    registry({}, { name: "NGO" }),
    ["notLater harm", `nameChanged ${NGO} plain`],
  ],
  [
    "the order, and is not later",
    registry({ agencies: BEFORE.agencies.toReversed() }),
    ["notLater harm", "orderChanged plain"],
  ],
  [
    "the order, and is later",
    registry({ issuedAt: LATER, agencies: BEFORE.agencies.toReversed() }),
    [],
  ],
])("says of %s what it changes", (_, after, expected) => {
  expect(of(after)).toEqual(expected);
});

it("says that a key counts again which was ended", () => {
  const stolen = { ...key, status: "compromised", compromisedAt: LATER };
  const was = registry({}, { keys: [stolen] });
  expect(registryChanges(was, changed({}))).toMatchObject([{ kind: "keyRevived", isHarm: true }]);
});

it.each([
  ["had ended", { until: "2026-10-01T00:00:00Z" }, "keyRevived"],
  ["has not begun", { from: "2026-12-01T00:00:00Z" }, "keyChanged"],
  ["ends later", { until: "2026-12-01T00:00:00Z" }, "keyChanged"],
])("says of a key that %s what its present time means", (_, time, kind) => {
  const was = registry({}, { keys: [{ ...key, ...time }] });
  const is = changed({ keys: [{ ...key, ...("from" in time && { from: LATER }) }] });
  expect(registryChanges(was, is)).toMatchObject([{ kind, isHarm: kind === "keyRevived" }]);
});

it("says that one part of an agency's past is another, where the rest of it stands", () => {
  const moved = "2026-06-01T00:00:00Z";
  const first = { ...fact, until: moved };
  const second = { ...fact, from: moved, regime: "UK-GDPR" };
  const before = registry({}, { facts: [first, second] });
  const kinds = (facts: readonly object[]) =>
    registryChanges(before, changed({ facts })).map(({ kind }) => kind);
  expect(kinds([{ ...first, type: "police" }, second])).toEqual(["pastChanged"]);
  expect(kinds([first, { ...second, type: "police" }])).toEqual(["pastChanged"]);
  expect(kinds([{ ...first, until: "2026-05-01T00:00:00Z" }, second])).toEqual(["pastChanged"]);
  expect(kinds([first, { ...second, until: LATER }])).toEqual(["agencyStruckOff"]);
  // What it signed in the months before would count no more.
  expect(kinds([first, { ...second, until: "2026-09-01T00:00:00Z" }])).toEqual(["pastChanged"]);
});

it("lets what is only to come be taken back", () => {
  const next = (from: string) => [
    { ...fact, until: from },
    { ...fact, from, type: "police" },
  ];
  const to = (from: string) => {
    const before = registry({}, { facts: next(from) });
    return registryChanges(before, changed({ facts: [fact] })).map(({ kind }) => kind);
  };
  expect(to("2026-12-01T00:00:00Z")).toEqual(["factsChanged"]);
  expect(to(BEFORE.issuedAt)).toEqual(["pastChanged"]);
});
