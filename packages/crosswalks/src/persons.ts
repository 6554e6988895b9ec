import type { Body, Group, Leaf } from "@safepassage/schema";
import {
  type AccountWriter,
  createAccount,
  type ExportAccount,
  type Fate,
  type LossReason,
  type NoteFate,
} from "./account.ts";

/** A victim or possible victim of a record, with the events linked to her. */
export interface Person {
  readonly subject: Group;
  /** Events of every type. */
  readonly events: readonly Group[];
  /** Events of exploitation, which an event without a type counts as. */
  readonly exploitations: readonly Exploitation[];
}

/** An event of exploitation and the places where it happened. */
export interface Exploitation {
  readonly event: Group;
  readonly places: readonly Group[];
}

/** Exports each victim of a record with `write`, and accounts for every value of the record. */
export function exportPersons<T>(
  body: Body,
  write: (person: Person, note: NoteFate, lack: AccountWriter["lack"]) => T,
): { readonly written: readonly T[]; readonly account: ExportAccount } {
  const account = createAccount();
  const fates = new Map<Leaf, Fate>();
  const note: NoteFate = (leaf, { outcome, reason }) => {
    // A value written for one person is never lost.
    const known = fates.get(leaf);
    if (known !== undefined && known.outcome !== "lost") return;
    fates.set(leaf, { outcome, ...(reason && { reason }) });
  };
  const persons = personsOf(body);
  const written = persons.map((person) => write(person, note, account.lack));
  accountForAll(body, persons, fates, account);
  return { written, account: account.finish() };
}

/**
 * Finds the persons of a record that the standards are about.
 *
 * Uses the links themselves, not which persons a group concerns: an event without links is about
 * nobody here. Attributing it to everybody, as the policy does, would protect nobody and say too much.
 */
function personsOf(body: Body): readonly Person[] {
  const groups = Object.entries(body);
  return groups
    .filter(([, group]) => isVictim(group))
    .map(([gid, subject]) => {
      const events = groups.filter(
        ([, { kind, links }]) => kind === "event" && links.includes(gid),
      );
      const exploitations = events
        .filter(([, event]) => isExploitation(event))
        .map(([eventGid, event]) => ({ event, places: placesOf(eventGid, event, groups) }));
      return { subject, events: events.map(([, event]) => event), exploitations };
    });
}

/** Lists the leaves of a field in a group. */
export function leavesOf(group: Group, field: string): readonly Leaf[] {
  return group.leaves.filter(({ f }) => f === field);
}

/** Whether a group has a value for a field. */
export function states(group: Group, field: string, value: string): boolean {
  return leavesOf(group, field).some(({ v }) => v === value);
}

/**
 * Accounts for every value of a record once, including headers, evaluations and what the export did not
 * look at, so that nothing is lost silently.
 */
function accountForAll(
  body: Body,
  persons: readonly Person[],
  fates: ReadonlyMap<Leaf, Fate>,
  account: AccountWriter,
): void {
  const linked = new Set(persons.flatMap(({ subject, events }) => [subject, ...events]));
  const exploited = new Set(
    persons.flatMap(({ exploitations }) =>
      exploitations.flatMap(({ event, places }) => [event, ...places]),
    ),
  );
  for (const [gid, group] of Object.entries(body)) {
    const isOfLinkedEvent = [...linked].some(({ links }) => links.includes(gid));
    const linksToOne = group.links.some(
      (link) => body[link]?.kind === "event" && linked.has(body[link]),
    );
    if (group.kind === "location" && (isOfLinkedEvent || linksToOne)) linked.add(group);
  }
  for (const group of Object.values(body)) {
    const why = reasonFor(group, linked, exploited);
    for (const leaf of group.leaves) {
      const reason = IDENTIFYING.has(leaf.f) ? "identifying" : why;
      account.note(leaf.f, fates.get(leaf) ?? { outcome: "lost", reason });
    }
    if (group.ledCategory !== undefined)
      account.note("subject.ledCategory", { outcome: "lost", reason: why });
    if (group.ageClass !== undefined)
      account.note("subject.ageClass", { outcome: "lost", reason: why });
    if (group.meta !== undefined) account.note("meta", { outcome: "lost", reason: "evaluation" });
  }
}

function reasonFor(
  group: Group,
  linked: ReadonlySet<Group>,
  exploited: ReadonlySet<Group>,
): LossReason {
  const { kind } = group;
  if (kind === "subject") return linked.has(group) ? "noField" : "otherPerson";
  if (kind === "identity" || kind === "contact") return "identifying";
  if ((kind !== "event" && kind !== "location") || exploited.has(group)) return "noField";
  return linked.has(group) ? "otherEvent" : "notLinked";
}

function isVictim(group: Group): boolean {
  return (
    group.kind === "subject" &&
    (group.ledCategory === "victim" || group.ledCategory === "possibleVictim") &&
    !states(group, "subject.traffickingStatus", "notAVictim")
  );
}

function isExploitation(event: Group): boolean {
  const types = leavesOf(event, "event.type");
  return types.length === 0 || types.some(({ v }) => v === "exploitation");
}

function placesOf(
  gid: string,
  event: Group,
  groups: readonly (readonly [string, Group])[],
): readonly Group[] {
  return groups
    .filter(
      ([placeGid, { kind, links }]) =>
        kind === "location" && (links.includes(gid) || event.links.includes(placeGid)),
    )
    .map(([, place]) => place)
    .filter((place) => !ON_THE_WAY.some((kind) => states(place, "location.kind", kind)));
}

/** Kinds of place where nobody is exploited. */
const ON_THE_WAY = ["recruitmentPlace", "transitPlace", "borderPoint"];
const IDENTIFYING: ReadonlySet<string> = new Set([
  "subject.pseudonym",
  "location.precise",
  "location.subjectCurrent",
  "online.accountHandle",
]);
