import {
  type Agency,
  type Body,
  type Code,
  type Draft,
  EXCHANGE_TYPES,
  findCode,
  type NecessityReason,
  PURPOSES,
  type PurposeEntry,
} from "@safepassage/schema";
import { drawOpaque } from "./arbitrary-value.ts";
import type { Draw } from "./draw.ts";

/** An agency of a type that the purpose admits, now and then of one that it does not. */
export function drawAgency(draw: Draw, entity: string, types: readonly string[]): Agency {
  const type = draw.chance(0.95) ? draw.pick(types) : "serviceProvider";
  return {
    entity,
    type: type as Agency["type"],
    country: draw.pick(["XB", "XC"]),
    regime: LED_TYPES.has(type) ? "LED" : "GDPR",
    flags: { vawa: false, shelter: false, publicPowers: true, officialAuthority: true },
    ...(["prosecutor", "court"].includes(type) && { judicialRoles: ["publicProsecutor", "judge"] }),
  };
}

/** Bases that count; now and then consent alone, or none that counts. */
export function drawBases(
  draw: Draw,
  purpose: PurposeEntry,
  messageType: string,
  { regime, country }: Agency,
  plain: boolean,
): readonly string[] {
  const own = Object.hasOwn(EXCHANGE_TYPES, messageType)
    ? EXCHANGE_TYPES[messageType]?.bases
    : "purpose";
  const entries = own === undefined || own === "purpose" ? purpose.legalBases : own;
  const counting = entries.filter(({ basis, validFrom, validUntil, inForce, onlyFor }) => {
    const regimes = findCode("legal_instrument", basis.split("#")[0] ?? "")?.["regimes"];
    const isLive = inForce !== false && onlyFor === undefined && (validFrom ?? "") <= "2026-11-24";
    return (
      isLive &&
      (validUntil ?? "9") >= "2026-11-24" &&
      Array.isArray(regimes) &&
      regimes.includes(regime)
    );
  });
  const national = `NAT-${country}#act-1`;
  if (draw.chance(0.15) && counting.some(({ basis }) => basis === "GDPR#6(1)(a)")) {
    return ["GDPR#6(1)(a)"];
  }
  const chosen = draw.some(counting, 0.6).map(({ basis }) => basis);
  const named = [...chosen.slice(0, 7), national];
  if (!plain)
    return draw.chance(0.04)
      ? ["GDPR#5(1)(c)"]
      : draw.chance(0.9) || chosen.length === 0
        ? named
        : chosen.slice(0, 8);
  return named;
}

/** Reasons for some leaves. */
export function drawNecessity(
  draw: Draw,
  body: Body,
  generous: boolean,
): Draft["private"]["private.necessity"] {
  const reasons = new Map<string, NecessityReason>();
  for (const [gid, { kind, leaves }] of Object.entries(body)) {
    const paths = leaves.map(({ f }) => `${gid}/${f}`);
    if (kind === "subject") paths.push(`${gid}/subject.ageClass`);
    for (const path of draw.some([...new Set(paths)], generous ? 0.9 : 0.4)) {
      const own = path.endsWith("ageClass") ? ("PROVE_AGE" as const) : draw.pick(REASONS);
      const all = generous ? [own, draw.pick(REASONS), "INCAPABLE_OF_CONSENT" as const] : [own];
      for (const reason of all) reasons.set(`${path} ${reason}`, { path, reason });
    }
  }
  return [...reasons.values()].slice(0, 64);
}

/** An earlier message that this one passes on. */
export function drawSource(draw: Draw): Draft["private"]["private.provenance"][number] {
  return {
    commitment: drawOpaque(draw, 256),
    originState: draw.pick(["XB", "XC"]),
    originRegime: draw.pick(["LED", "GDPR", "FIU-AMLD6"]),
    conditions: draw.some(PASSED_ON, 0.15),
    europol: draw.some(["H0", "H1"], 0.2),
    purpose: draw.pick(PURPOSES).id,
  };
}

/** Conditions that a message may carry on. */
export const PASSED_ON: readonly Code<"handling_conditions">[] = [
  "ASSISTANCE_ONLY",
  "NO_OTHER_PURPOSE",
  "NO_ONWARD",
  "REPORT_ON_USE",
];

const LED_TYPES = new Set([
  "police",
  "prosecutor",
  "court",
  "borderGuard",
  "fiu",
  "assetRecoveryOffice",
]);
const REASONS: readonly Code<"necessity_reason">[] = [
  "PREVENT_IMMINENT_HARM",
  "PROVIDE_MEDICAL_CARE",
  "TRACE_PROCEEDS",
  "ESTABLISH_IDENTITY",
  "INCAPABLE_OF_CONSENT",
];
