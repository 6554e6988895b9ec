import {
  type BasisEntry,
  coversBasis,
  findCode,
  hasMark,
  isBasisLive,
  isConsentBasis,
} from "@safepassage/schema";
import { createFacts, type Facts } from "./facts.ts";
import type { PolicyInput } from "./model.ts";
import type { PolicyTables } from "./tables.ts";

/**
 * Whether consent is the only ground that the message stands on: every basis that counts rests on
 * consent. Then every personal leaf must lie in the scope of a valid consent.
 *
 * A basis counts only if the purpose (or the type of message) admits it for this sender on the day
 * of the message: naming another one does not lift the limit.
 */
export function isConsentOnly(input: PolicyInput, tables?: Partial<PolicyTables>): boolean {
  return restsOnConsent(createFacts(input, tables));
}

/** As {@link isConsentOnly}, on prepared facts. */
export function restsOnConsent(facts: Facts): boolean {
  return facts.remember("consent only", () => {
    const bases = countingBases(facts);
    return bases.length > 0 && bases.every(({ named }) => isConsentBasis(named));
  });
}

/**
 * Whether the bases carry personal data at all: law-enforcement senders need a law that names the
 * task or a duty, other senders any ground. That a special category may travel is no ground.
 *
 * @see LED Art 8(2), GDPR Art 6(1), rule R04
 */
export function hasLegalBasis(facts: Facts): boolean {
  return facts.remember("legal basis", () => {
    const isLed = hasMark("regime", facts.clear["env.sender.regime"] ?? "", "led");
    return countingBases(facts).some(
      ({ role }) => role !== "special" && (!isLed || role !== "processing"),
    );
  });
}

interface CountingBasis {
  readonly named: string;
  readonly role: BasisEntry["role"] | "national";
}

/**
 * The bases that count, found once for rows, agreement and what else they turn on: most messages of
 * two agencies name the same.
 */
function countingBases(facts: Facts): readonly CountingBasis[] {
  const { clear, rows, input } = facts;
  const known = answersFor(rows, input.agreement);
  const found = known.find((answer) => isFor(answer, clear));
  if (found !== undefined) return found.bases;
  const answer = {
    day: dayOf(clear),
    regime: clear["env.sender.regime"],
    country: clear["env.sender.country"],
    named: [...(clear["env.legalBasis"] ?? [])],
    bases: findCountingBases(facts),
  };
  // Bounded: a sender may name as many bases and days as he likes.
  if (known.length >= MAX_ANSWERS) known.length = 0;
  known.push(answer);
  return answer.bases;
}

/** What was found, and all that it turns on beside the agreement and the rows of one purpose. */
interface Answer {
  readonly day: string;
  readonly regime: string | undefined;
  readonly country: string | undefined;
  readonly named: readonly string[];
  readonly bases: readonly CountingBasis[];
}

/** Compared, not joined to a key: nearly always the first answer is the one. */
function isFor({ day, regime, country, named }: Answer, clear: Facts["clear"]): boolean {
  return (
    regime === clear["env.sender.regime"] &&
    country === clear["env.sender.country"] &&
    day === dayOf(clear) &&
    isSameList(named, clear["env.legalBasis"] ?? [])
  );
}

function isSameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}

function answersFor(rows: object, agreement: object): Answer[] {
  let byAgreement = answers.get(rows);
  if (byAgreement === undefined) {
    byAgreement = new WeakMap();
    answers.set(rows, byAgreement);
  }
  let known = byAgreement.get(agreement);
  if (known === undefined) {
    known = [];
    byAgreement.set(agreement, known);
  }
  return known;
}

const dayOf = ({ "env.createdAt": at = "" }: Facts["clear"]): string => at.slice(0, 10);

const answers = new WeakMap<object, WeakMap<object, Answer[]>>();
const MAX_ANSWERS = 16;

function findCountingBases(facts: Facts): readonly CountingBasis[] {
  const { clear, rows } = facts;
  const day = dayOf(clear);
  const own = rows.exchange?.bases;
  const entries = own === undefined || own === "purpose" ? (rows.purpose?.legalBases ?? []) : own;
  return (clear["env.legalBasis"] ?? []).flatMap((named): CountingBasis[] => {
    if (isNationalProvision(facts, named)) return [{ named, role: "national" }];
    const entry = entries.find(({ basis }) => coversBasis(basis, named));
    const counts = entry !== undefined && isBasisLive(entry, day) && isAvailable(facts, named);
    return counts ? [{ named, role: entry.role }] : [];
  });
}

/** National law of the sender's State that the agreement names for this purpose. */
function isNationalProvision({ clear, input }: Facts, named: string): boolean {
  return (
    named.startsWith(`NAT-${clear["env.sender.country"]}#`) &&
    input.agreement.nationalProvisions.some(
      ({ purpose, basis }) => purpose === clear["env.purpose"] && basis === named,
    )
  );
}

/** Whether the instrument binds or empowers senders of this regime. */
function isAvailable({ clear }: Facts, named: string): boolean {
  const instrument = named.slice(0, Math.max(0, named.indexOf("#")));
  const regimes = findCode("legal_instrument", instrument)?.["regimes"];
  return Array.isArray(regimes) && regimes.includes(clear["env.sender.regime"]);
}
