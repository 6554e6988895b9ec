import { hasMark } from "@safepassage/schema";
import { refuse } from "@safepassage/schema/form";
import type * as z from "zod";
import type { Fact, KeyEntry } from "./registry-parts.ts";

type Payload<T> = z.core.ParsePayload<T>;

/** What of a registry has to fit together. */
interface Whole {
  readonly test: boolean;
  readonly states: Readonly<Record<string, unknown>>;
  readonly agencies: readonly {
    readonly entity: string;
    readonly facts: readonly Fact[];
    readonly keys: readonly KeyEntry[];
  }[];
}

/** Checks that the parts fit together. One check does both, because zod runs none after a failed one. */
export function checkWhole(payload: Payload<Whole>): void {
  checkUnique(payload);
  checkStates(payload);
}

/** Checks that no agency and no key is listed twice. */
function checkUnique(payload: Payload<Pick<Whole, "agencies">>): void {
  const entities = new Set<string>();
  const kids = new Set<string>();
  for (const [index, { entity, keys }] of payload.value.agencies.entries()) {
    if (entities.has(entity)) {
      refuse(payload, "REPEATED", ["agencies", index, "entity"], "List each agency once.");
    }
    entities.add(entity);
    // A key in two places would let one agency sign for the other, or revive a retired key.
    for (const [place, { jwk }] of keys.entries()) {
      if (kids.has(jwk.kid)) {
        refuse(payload, "REPEATED", ["agencies", index, "keys", place], "List each key once.");
      }
      kids.add(jwk.kid);
    }
  }
}

/** Facts follow one another in time; a gap is allowed, two facts at one time are not. */
export function checkHistory(payload: Payload<readonly Fact[]>): void {
  let end: string | undefined = "";
  for (const [index, { from, until }] of payload.value.entries()) {
    if (end === undefined || from < end) {
      refuse(payload, "CONTRADICTORY", [index, "from"], "Begin it where the one before it ends.");
    }
    if (until !== undefined && until <= from) {
      refuse(payload, "INTERVAL_REVERSED", [index, "until"], "End it after its beginning.");
    }
    end = until;
  }
}

/**
 * Only a court or a prosecutor is a judicial authority, and an independent one has public powers
 * and is bound by no law of law enforcement.
 */
export function checkRoles(payload: Payload<Fact>): void {
  const { type, regime, flags, judicialRoles = [] } = payload.value;
  const mayHold = (role: string): boolean =>
    hasMark("issuing_authority", role, "judicial")
      ? hasMark("agency_type", type, "judicial")
      : role === INDEPENDENT && flags.publicPowers && !hasMark("regime", regime, "led");
  for (const [index, role] of judicialRoles.entries()) {
    if (judicialRoles.indexOf(role) < index) refuse(payload, "REPEATED", ["judicialRoles", index]);
    if (!mayHold(role)) refuse(payload, "CONTRADICTORY", ["judicialRoles", index], ROLES);
  }
}

/** Checks that status and dates of a key agree. */
export function checkKeyStatus(payload: Payload<Omit<KeyEntry, "jwk">>): void {
  const { from, until, status, compromisedAt } = payload.value;
  if (until !== undefined && until <= from) {
    refuse(payload, "INTERVAL_REVERSED", ["until"], "End it after its beginning.");
  }
  if ((status === "compromised") !== (compromisedAt !== undefined)) {
    const fix = "A compromised key has compromisedAt, and no other key has it.";
    refuse(payload, "CONTRADICTORY", ["compromisedAt"], fix);
  }
  if (status === "retired" && until === undefined) {
    refuse(payload, "CONTRADICTORY", ["until"], "Say until when the retired key was in force.");
  }
}

/** Checks that each country is described, and an invented one only in a registry for tests. */
function checkStates(payload: Payload<Whole>): void {
  const { test, states, agencies } = payload.value;
  for (const [index, { facts }] of agencies.entries()) {
    for (const [place, { country }] of facts.entries()) {
      if (Object.hasOwn(states, country)) continue;
      const path = ["agencies", index, "facts", place, "country"];
      refuse(payload, "CONTRADICTORY", path, "Describe the country in states.");
    }
  }
  for (const country of Object.keys(states)) {
    // Codes of invented countries in a live registry would mean that test agencies are in it.
    if (!test && /^X[A-E]$/.test(country))
      refuse(payload, "CODE_TEST_ONLY", ["states", country], TEST);
  }
}

const INDEPENDENT = "independentAuthority";
const ROLES =
  "Only courts and prosecutors have judicial roles; an independent authority has public powers, and no regime of law enforcement.";
const TEST = "Take it out, or set test to true.";
