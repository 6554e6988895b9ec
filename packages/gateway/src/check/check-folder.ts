import type { Fetch } from "@safepassage/agency";
import { connectPatiently } from "@safepassage/agency/node";
import type { Clock } from "@safepassage/core";
import type { Finding } from "../findings/finding.ts";
import type { Level } from "../findings/table.ts";
import type { Check } from "./check.ts";
import { checkCertificate } from "./check-certificate.ts";
import { checkConsole } from "./check-console.ts";
import { checkConfiguration, checkModes } from "./check-files.ts";
import { checkIdentity, checkKeys, checkTokens } from "./check-keys.ts";
import { checkDatabase, checkNode } from "./check-machine.ts";
import { checkOperation } from "./check-operation.ts";
import { checkPeople } from "./check-people.ts";
import { checkPorts } from "./check-ports.ts";
import { checkAgreements, checkClock, checkRegistry } from "./check-standing.ts";
import { readSubject, type Subject } from "./subject.ts";

/** What a check came to. */
export interface Outcome {
  readonly check: string;
  readonly state: "ok" | Level | "notChecked";
  readonly findings: readonly Finding[];
  /** What was looked at, or why it could not be. */
  readonly note?: string;
}

/** How {@link checkFolder} looks. */
export interface CheckOptions {
  readonly fetch: Fetch;
  readonly clock: Clock;
  /** Whether a gateway is about to start in the folder: then none may run there. */
  readonly isStarting?: boolean;
  /** The folder with the built pages of the console, for a configuration with `console`. */
  readonly consoleFiles?: string | undefined;
  /** Checks beside those that a gateway makes at its start. */
  readonly more?: readonly Check[];
}

/** Everything that was looked at, with what there is to say of it. */
export interface Checked {
  readonly outcomes: readonly Outcome[];
  readonly subject: Subject;
}

/**
 * Looks at the folder of an agency as a gateway does before it starts: every mistake is told at once. Nothing is made,
 * changed or sent, but questions to the registry's address, to the provider of officers, and to the gateway that runs there. Where somebody
 * asks, and nothing starts, the mail server and the webhook of alarms are tried too.
 *
 * @see docs/spec/cli-gateway.md#check
 */
export async function checkFolder(folder: string, options: CheckOptions): Promise<Checked> {
  const { fetch, clock, isStarting = false, consoleFiles, more = [] } = options;
  const now = clock.now();
  connectPatiently();
  const subject = await readSubject(folder, { fetch, isStarting, consoleFiles, now });
  const outcomes: Outcome[] = [];
  for (const check of [...CHECKS, ...more]) outcomes.push(await outcomeOf(check, subject));
  return { outcomes, subject };
}

/** The findings of some checks, of one level or of all. */
export function findingsOf(outcomes: readonly Outcome[], level?: Level): readonly Finding[] {
  const all = outcomes.flatMap(({ findings }) => findings);
  return level === undefined ? all : all.filter((finding) => finding.level === level);
}

async function outcomeOf({ name, look }: Check, subject: Subject): Promise<Outcome> {
  const found = await look(subject);
  if ("notChecked" in found) {
    return { check: name, state: "notChecked", findings: [], note: found.notChecked };
  }
  const { findings, note } = found;
  const state = WORST_FIRST.find((level) => findings.some((one) => one.level === level)) ?? "ok";
  return { check: name, state, findings, ...(note !== undefined && { note }) };
}

/** In the order in which a person mends: nothing rests on what comes after it. */
const CHECKS: readonly Check[] = [
  checkNode,
  checkConfiguration,
  checkModes,
  checkKeys,
  checkTokens,
  checkRegistry,
  checkIdentity,
  checkAgreements,
  checkDatabase,
  checkClock,
  checkCertificate,
  checkOperation,
  checkPeople,
  checkConsole,
  checkPorts,
];

const WORST_FIRST = ["mistake", "waiting", "warning"] as const;
