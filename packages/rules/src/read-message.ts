import { isJsonObject } from "@safepassage/core";
import {
  type DecodedMessage,
  type Evaluation,
  findField,
  isGroupId,
  type Leaf,
  MAX_ISSUES,
  type SchemaIssue,
} from "@safepassage/schema";
import type { ReadMessage } from "./message-view.ts";
import { readSoundMessage } from "./sound-message.ts";

/**
 * Splits a message into parts that can be judged and parts that are only reported.
 *
 * Rules never see a value that its type refuses. One malformed leaf must neither crash them nor hide
 * what they would say about the others.
 *
 * @param message - Untrusted.
 * @param issues - Result of {@link @safepassage/schema!checkMessage} for it.
 */
export function readMessage(message: unknown, issues: readonly SchemaIssue[]): ReadMessage {
  if (issues.length === 0) return readSoundMessage(message as DecodedMessage);
  // After an issue about the whole nothing was checked, and past the limit not everything was.
  const unread = issues.length >= MAX_ISSUES || issues.some(({ pointer }) => pointer === "");
  const whole = isJsonObject(message) ? message : {};
  const parts = unread ? {} : whole;
  const flawed = flawedPlaces(issues);
  const clear = soundClaims(parts["clear"], "/clear", flawed);
  const hidden = soundClaims(parts["private"], "/private", flawed);
  // A body beyond its limit is not read, so that the work stays bounded.
  const body = isJsonObject(parts["body"]) && !flawed.has("/body") ? parts["body"] : {};
  const sound = Object.entries(body).flatMap(([gid, group]) => {
    const read = isGroupId(gid) ? soundGroup(gid, group, flawed) : undefined;
    return read === undefined ? [] : [[gid, read] as const];
  });
  const rest = { clear, private: hidden, body: Object.fromEntries(sound) };
  const { view, claims } = readSoundMessage(rest as unknown as DecodedMessage);
  const groups = view.groups.map((group) => ({
    ...group,
    presentFields: presentFieldsOf(body[group.gid]),
  }));
  // Looked up in the message itself, because an unchecked claim is not a missing one.
  const places = [whole["clear"], whole["private"]].filter(isJsonObject);
  const presentClaims = {
    has: (name: string) => places.some((place) => Object.hasOwn(place, name)),
  };
  return { view: { ...view, issues, groups, presentClaims }, claims };
}

/** Pointers of the issues, each cut to its claim, member or leaf. */
function flawedPlaces(issues: readonly SchemaIssue[]): ReadonlySet<string> {
  const places = new Set<string>();
  for (const { pointer } of issues) {
    const parts = pointer.split("/");
    const depth = parts[1] === "body" ? 5 : 3;
    places.add(parts.slice(0, depth).join("/"));
  }
  return places;
}

function soundClaims(
  part: unknown,
  place: string,
  flawed: ReadonlySet<string>,
): Record<string, unknown> {
  if (!isJsonObject(part) || flawed.has(place)) return {};
  return Object.fromEntries(
    Object.entries(part).filter(
      ([name]) => findField(name)?.place === place.slice(1) && !flawed.has(`${place}/${name}`),
    ),
  );
}

/** The group without the members and leaves that an issue names; `undefined` if its header cannot be read. */
function soundGroup(gid: string, group: unknown, flawed: ReadonlySet<string>): object | undefined {
  if (!isJsonObject(group)) return undefined;
  const { kind, links, leaves } = group;
  if (typeof kind !== "string" || !isTextArray(links) || !Array.isArray(leaves)) return undefined;

  const place = `/body/${gid}`;
  if (flawed.has(`${place}/links`) || flawed.has(`${place}/leaves`)) return undefined;
  const member = (name: string): object =>
    typeof group[name] === "string" && !flawed.has(`${place}/${name}`)
      ? { [name]: group[name] }
      : {};
  const isSound = (leaf: unknown, index: number): boolean => {
    if (!isLeaf(leaf) || flawed.has(`${place}/leaves/${index}`)) return false;
    const field = findField(leaf.f);
    return field?.place === "leaf" && field.group === kind;
  };
  return {
    kind,
    links,
    ...(isJsonObject(group["meta"]) ? { meta: soundMeta(group["meta"], place, flawed) } : {}),
    ...member("ledCategory"),
    ...member("ageClass"),
    leaves: leaves.filter(isSound),
  };
}

function presentFieldsOf(group: unknown): ReadonlySet<string> {
  const { meta, leaves, ...header } = group as Record<string, unknown> & { leaves: unknown[] };
  return new Set([
    ...["ledCategory", "ageClass"]
      .filter((name) => name in header)
      .map((name) => `subject.${name}`),
    ...(isJsonObject(meta) ? Object.keys(meta) : []).map((name) => `meta.${name}`),
    ...leaves.flatMap((leaf) =>
      isJsonObject(leaf) && typeof leaf["f"] === "string" ? [leaf["f"]] : [],
    ),
  ]);
}

function soundMeta(
  meta: Record<string, unknown>,
  place: string,
  flawed: ReadonlySet<string>,
): Partial<Evaluation> {
  const sound = Object.entries(meta).filter(
    ([name, value]) =>
      findField(`meta.${name}`) !== undefined &&
      typeof value === "string" &&
      !flawed.has(`${place}/meta/${name}`),
  );
  return Object.fromEntries(sound);
}

const isTextArray = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === "string");

const isLeaf = (value: unknown): value is Leaf =>
  isJsonObject(value) &&
  typeof value["f"] === "string" &&
  value["v"] !== undefined &&
  (value["nature"] === undefined || typeof value["nature"] === "string");
