import type { Body, Group, Leaf } from "@safepassage/schema";
import { type ExportAccount, fateOf, type NoteFate } from "./account.ts";
import { mapCode, NIEM_NAMESPACE } from "./crosswalk.ts";
import { intervalOf, monthsOf } from "./months.ts";
import { type Exploitation, exportPersons, leavesOf, type Person } from "./persons.ts";

/** One `hs:TraffickingEvent`: values of two code lists, past or current. */
export type NiemTraffickingEvent = {
  readonly [Element in `hs:${"Current" | "Past"}${Coded}`]?: readonly string[];
};
type Coded = "ExploitationIndustryCode" | "TraffickedVenueCode";

/** One `hs:HumanTraffickingVictim`, with these elements only. */
export interface NiemVictim {
  readonly "hs:IdentifiedAsVictimStatus"?: {
    readonly "hs:IdentifiedAsVictimCategoryCode"?: string;
    readonly "hs:IdentifiedAsVictimIndicator": true;
  };
  readonly "hs:ProspectiveVictimStatus"?: { readonly "hs:ProspectiveVictimIndicator": true };
  readonly "hs:TraffickingEvent"?: readonly NiemTraffickingEvent[];
}

/** A JSON-LD document of victims. */
export interface NiemDocument {
  readonly "@context": { readonly hs: string };
  readonly "hs:HumanTraffickingVictim": readonly NiemVictim[];
}

/** What the export needs and the record cannot say. */
export interface NiemOptions {
  /** Whether the exploitation is over or continues, for events whose dates do not tell. */
  readonly exploitation?: "past" | "current";
}

/** The victims of a record, and what became of the rest. */
export interface NiemExport {
  readonly victims: readonly NiemVictim[];
  readonly account: ExportAccount;
}

/**
 * Exports the victims of a record as `hs:HumanTraffickingVictim` of NIEM 6.0.
 *
 * Writes codes and indicators only: no text element, no name, no id.
 *
 * @see docs/spec/crosswalks.md#niem
 */
export function exportNiem(body: Body, { exploitation }: NiemOptions = {}): NiemExport {
  const { written, account } = exportPersons(body, (person, note, lack) => {
    const status = writeStatus(person.subject, note);
    const events = writeEvents(person, exploitation, note);
    if (Object.keys(status).length === 0) lack("hs:IdentifiedAsVictimStatus");
    if (events.length === 0) lack("hs:TraffickingEvent");
    return { ...status, ...(events.length > 0 && { "hs:TraffickingEvent": events }) };
  });
  return { victims: written, account };
}

/** Wraps victims in a JSON-LD document with the namespace of NIEM 6.0. */
export function niemDocument(victims: readonly NiemVictim[]): NiemDocument {
  return { "@context": { hs: NIEM_NAMESPACE }, "hs:HumanTraffickingVictim": victims };
}

function writeStatus(subject: Group, note: NoteFate): NiemVictim {
  const [status] = leavesOf(subject, "subject.traffickingStatus");
  if (status === undefined) return {};
  const { to, ...fate } = fateOf(mapCode("trafficking_status", String(status.v), "niem"));
  note(status, fate);
  if (to === "hs:ProspectiveVictimStatus") {
    return { "hs:ProspectiveVictimStatus": { "hs:ProspectiveVictimIndicator": true } };
  }
  if (to !== "hs:IdentifiedAsVictimStatus") return {};
  const [by] = leavesOf(subject, "subject.statusDecisionBody").flatMap((leaf) =>
    writeCode(leaf, "status_decision_body", note),
  );
  return {
    "hs:IdentifiedAsVictimStatus": {
      ...(by !== undefined && { "hs:IdentifiedAsVictimCategoryCode": by }),
      "hs:IdentifiedAsVictimIndicator": true,
    },
  };
}

function writeEvents(
  { exploitations }: Person,
  stated: NiemOptions["exploitation"],
  note: NoteFate,
): readonly NiemTraffickingEvent[] {
  return exploitations.flatMap((one) => {
    const industries = INDUSTRIES.flatMap(([field, list]) =>
      leavesOf(one.event, field).map((leaf) => ({ leaf, list })),
    );
    const venues = one.places
      .flatMap((place) => leavesOf(place, "location.venueType"))
      .map((leaf) => ({ leaf, list: "venue_type" }));
    const when = isPast(one) ? "past" : stated;
    if (when === undefined) {
      for (const { leaf } of [...industries, ...venues])
        note(leaf, { outcome: "lost", reason: "pastOrCurrent" });
      return [];
    }
    const prefix = when === "past" ? "Past" : "Current";
    const event: Record<string, readonly string[]> = {};
    for (const [element, codes] of [
      ["ExploitationIndustryCode", industries],
      ["TraffickedVenueCode", venues],
    ] as const) {
      const values = new Set(codes.flatMap(({ leaf, list }) => writeCode(leaf, list, note)));
      if (values.size > 0) event[`hs:${prefix}${element}`] = [...values];
    }
    return Object.keys(event).length > 0 ? [event as NiemTraffickingEvent] : [];
  });
}

function writeCode(leaf: Leaf, list: string, note: NoteFate): readonly string[] {
  const { to, ...fate } = fateOf(mapCode(list, String(leaf.v), "niem"));
  note(leaf, fate);
  return to === undefined ? [] : [to];
}

/** Whether every interval ended before the month in which the event was evaluated. */
function isPast({ event }: Exploitation): boolean {
  const periods = leavesOf(event, "event.period");
  if (event.meta === undefined || periods.length === 0) return false;
  const { first } = monthsOf(event.meta.asOf);
  return periods.every(({ v }) => {
    const interval = intervalOf(String(v));
    // A single date says that it happened then, not that it ended then.
    return interval !== undefined && monthsOf(interval.end).last < first;
  });
}

const INDUSTRIES = [
  ["event.isic", "isic_rev4_section"],
  ["event.exploitation", "exploitation_purpose"],
  ["event.sexualSubtype", "sexual_subtype"],
] as const;
