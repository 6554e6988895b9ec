import {
  type BasisEntry,
  coversBasis,
  findCode,
  hasMark,
  isBasisLive,
  isConsentBasis,
} from "@safepassage/schema";
import { createFacts, type Facts } from "../conditions/facts.ts";
import type { PolicyInput } from "../tables/model.ts";
import type { PolicyTables } from "../tables/tables.ts";

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

/** The bases that count: the purpose, or the type of message, admits them on the day. */
function countingBases(facts: Facts): readonly CountingBasis[] {
  const { clear, rows } = facts;
  const day = (clear["env.createdAt"] ?? "").slice(0, 10);
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
