import type { AgreementText } from "@safepassage/message";
import first from "@safepassage/vectors/scenarios/s01-s04.json" with { type: "json" };
import warnings from "@safepassage/vectors/scenarios/s19.json" with { type: "json" };
import orders from "@safepassage/vectors/scenarios/s20.json" with { type: "json" };

/** A member of an exchange, as a scenario file writes it. */
export interface Party {
  readonly entity: string;
  readonly type: string;
  readonly country: string;
  readonly regime: string;
  readonly flags: Readonly<Record<string, boolean>>;
  readonly judicialRoles?: readonly string[];
}

/** The terms of an agreement, as a scenario file writes them. */
export type AgreementFixture = Omit<AgreementText, "sha256" | "state"> & {
  readonly sha256: string;
  readonly state: string;
};

/** One scenario: what happens in which order. */
export interface Scenario {
  readonly id: string;
  readonly title: string;
  readonly story: string;
  readonly messages: readonly ScenarioMessage[];
}

/** One message of a scenario, as far as the demo compares it with what a gateway says. */
export interface ScenarioMessage {
  readonly n: number;
  /** Names of parties. */
  readonly from: string;
  readonly to: string;
  /** Left out of messages that are not played. */
  readonly says?: string;
  readonly expected: string;
  readonly rules: readonly string[];
  readonly refused?: string;
}

/** A scenario file, as far as the demo reads it. */
interface ScenarioFile {
  readonly parties: Readonly<Record<string, Party>>;
  readonly agreements: Readonly<Record<string, AgreementFixture>>;
  readonly states: Readonly<Record<string, object>>;
  readonly scenarios: readonly Scenario[];
}

/** The scenario files that are played, in this order. */
const FILES: readonly ScenarioFile[] = [first, warnings, orders];

export const SCENARIOS: readonly Scenario[] = FILES.flatMap(({ scenarios }) => scenarios);
/** By name. A party of several files is the same in each. */
export const PARTIES: Readonly<Record<string, Party>> = merged(({ parties }) => parties);
/** By id. */
export const AGREEMENTS: Readonly<Record<string, AgreementFixture>> = merged(
  ({ agreements }) => agreements,
);
/** By country. What only one file says of a State holds for all. */
export const STATES: Readonly<Record<string, object>> = merged(({ states }) => states);

function merged<T extends object>(
  part: (file: ScenarioFile) => object,
): Readonly<Record<string, T>> {
  const all: Record<string, T> = {};
  for (const [name, value] of FILES.flatMap((file) => Object.entries(part(file)))) {
    all[name] = { ...all[name], ...value };
  }
  return all;
}
