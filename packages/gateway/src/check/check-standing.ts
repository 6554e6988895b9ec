import { AgencyError } from "@safepassage/agency";
import { type ClockView, FOLDER, isPlausibleSince } from "@safepassage/agency/node";
import { toInstant } from "@safepassage/core";
import { raise } from "../findings/finding.ts";
import { judgeAgreements } from "../findings/judge-agreements.ts";
import { judgeClock } from "../findings/judge-standing.ts";
import { storePlace } from "../findings/store-place.ts";
import { type Check, found, lacks } from "./check.ts";
import type { Subject } from "./subject.ts";

/** Whether the registry can be had, verifies, and is young enough; else the copy of the last good one. */
export const checkRegistry: Check = {
  name: "registry",
  look({ registry }) {
    if (registry === undefined) return lacks(`${FOLDER.config} or ${FOLDER.registryKey}`);
    const { value, findings } = registry;
    if (value === undefined) return found(findings);
    const { view, registry: held } = value;
    const test = held.test ? "; a test registry, of invented countries" : "";
    return found(findings, `of ${view.issuedAt}, used until ${view.usableUntil}${test}`);
  },
};

/** Whether each agreement verifies and holds, and whether any does. */
export const checkAgreements: Check = {
  name: "agreements",
  look({ agreements, registry, config, now }) {
    const faults = raise(agreements.faults);
    const { value: files } = agreements;
    if (files === undefined || config.value === undefined || registry?.value === undefined) {
      return faults.length > 0 ? found(faults) : lacks("the registry");
    }
    const { entity } = config.value;
    const judging = { registry: registry.value.registry, entity, at: now };
    const many = `${files.length} ${files.length === 1 ? "file" : "files"}`;
    return found([...faults, ...judgeAgreements(files, judging)], many);
  },
};

/** Whether the clock may be right, by what the store or the running gateway remembers. */
export const checkClock: Check = {
  name: "clock",
  look(subject) {
    const view = clockView(subject);
    if (view === undefined) return lacks("what the database remembers");
    return found(judgeClock(view, storePlace(subject.config.value?.store?.engine === "postgres")));
  },
};

function clockView({ running, store, now }: Subject): ClockView | undefined {
  const told = running?.health["clock"] as ClockView | undefined;
  if (told !== undefined) return told;
  if (store === undefined || store instanceof AgencyError) return undefined;
  const { clockSeen } = store;
  if (clockSeen === undefined || isPlausibleSince(clockSeen, now)) return { state: "plausible" };
  return { state: "implausible", expected: clockSeen, found: toInstant(now) };
}
