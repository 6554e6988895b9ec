import { isJsonObject } from "@safepassage/core";
import { type Concern, createConcern } from "@safepassage/policy";
import {
  type DecodedMessage,
  type Evaluation,
  type FieldEntry,
  findField,
  isGroupId,
  KINDS,
  type KindEntry,
  type Leaf,
  MAX_ISSUES,
  type SchemaIssue,
} from "@safepassage/schema";
import { readSoundMessage } from "./sound-message.ts";

/** The well-formed parts of a message, which rules can judge. */
export interface MessageView {
  /** All faults in the shape of the message. The parts they name are not in the view. */
  readonly issues: readonly SchemaIssue[];
  readonly groups: readonly GroupView[];
  /** Leaves of all groups. */
  readonly leaves: readonly LeafView[];
  /** Claims that are present, well-formed or not. */
  readonly presentClaims: Pick<ReadonlySet<string>, "has">;
  /**
   * The well-formed parts in the shape of a message. Claims that a rule does not declare to need may be
   * absent, and so may members of an evaluation, which R11 reports.
   */
  readonly message: DecodedMessage;
  /** Which persons each group concerns. Rules must ask this, never `links` alone. */
  readonly concern: Concern;
}

/** A group whose header can be read, without the members that an issue names. */
export interface GroupView {
  readonly gid: string;
  readonly kind: string;
  /** `undefined` for a kind that is not in the catalogue. */
  readonly entry: KindEntry | undefined;
  /** Links as written. {@link MessageView.concern} tells which persons the group concerns. */
  readonly links: readonly string[];
  readonly meta: Partial<Evaluation> | undefined;
  readonly ledCategory: string | undefined;
  readonly ageClass: string | undefined;
  readonly leaves: readonly LeafView[];
  /** Fields of which the group has a leaf or header member, well-formed or not. */
  readonly presentFields: ReadonlySet<string>;
}

/** A leaf whose field is known and whose value satisfies its type. */
export interface LeafView {
  readonly gid: string;
  /** Index among the well-formed leaves of its group. */
  readonly index: number;
  /** Kind of its group. */
  readonly kind: string;
  readonly field: FieldEntry;
  readonly value: Leaf["v"];
  /** Nature of the leaf, or of its group if it has none of its own. */
  readonly nature: string | undefined;
  readonly own: Leaf;
}

/** A message as read, split into its well-formed parts and its faults. */
export interface ReadMessage {
  readonly view: MessageView;
  /** The well-formed claims. */
  readonly claims: Readonly<Record<string, unknown>>;
}

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
  const body = flawed.has("/body") ? undefined : parts["body"];
  const groups = Object.entries(isJsonObject(body) ? body : {}).flatMap(
    ([gid, group]) => (isGroupId(gid) ? readGroup(gid, group, flawed) : undefined) ?? [],
  );
  // Looked up in the message itself, because an unchecked claim is not a missing one.
  const places = [whole["clear"], whole["private"]].filter(isJsonObject);
  const presentClaims = {
    has: (name: string) => places.some((place) => Object.hasOwn(place, name)),
  };
  const leaves = groups.flatMap((group) => group.leaves);
  const soundBody = Object.fromEntries(groups.map((group) => [group.gid, toGroup(group)]));
  const sound = { clear, private: hidden, body: soundBody } as unknown as DecodedMessage;
  return {
    view: {
      issues,
      groups,
      leaves,
      presentClaims,
      message: sound,
      concern: createConcern(sound.body),
    },
    claims: { ...clear, ...hidden },
  };
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

function readGroup(
  gid: string,
  group: unknown,
  flawed: ReadonlySet<string>,
): GroupView | undefined {
  if (!isJsonObject(group)) return undefined;
  const { kind, links, leaves } = group;
  if (typeof kind !== "string" || !isTextArray(links) || !Array.isArray(leaves)) return undefined;

  const place = `/body/${gid}`;
  if (flawed.has(`${place}/links`) || flawed.has(`${place}/leaves`)) return undefined;
  const member = (name: string): string | undefined => {
    const value = group[name];
    return typeof value === "string" && !flawed.has(`${place}/${name}`) ? value : undefined;
  };
  const meta = isJsonObject(group["meta"]) ? soundMeta(group["meta"], place, flawed) : undefined;
  const sound = leaves.flatMap((leaf: unknown, index): [Leaf, FieldEntry][] => {
    if (!isLeaf(leaf) || flawed.has(`${place}/leaves/${index}`)) return [];
    const field = findField(leaf.f);
    return field?.place === "leaf" && field.group === kind ? [[leaf, field]] : [];
  });
  return {
    gid,
    kind,
    entry: Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined,
    links,
    meta,
    ledCategory: member("ledCategory"),
    ageClass: member("ageClass"),
    leaves: sound.map(([own, field], index) => ({
      gid,
      index,
      kind,
      field,
      value: own.v,
      nature: own.nature ?? meta?.nature,
      own,
    })),
    presentFields: new Set([
      ...["ledCategory", "ageClass"]
        .filter((name) => name in group)
        .map((name) => `subject.${name}`),
      ...namesOf(group["meta"]).map((name) => `meta.${name}`),
      ...leaves.flatMap((leaf: unknown) =>
        isJsonObject(leaf) && typeof leaf["f"] === "string" ? [leaf["f"]] : [],
      ),
    ]),
  };
}

function toGroup({ kind, links, meta, ledCategory, ageClass, leaves }: GroupView): object {
  return {
    kind,
    links,
    ...(meta === undefined ? {} : { meta }),
    ...(ledCategory === undefined ? {} : { ledCategory }),
    ...(ageClass === undefined ? {} : { ageClass }),
    leaves: leaves.map(({ own }) => own),
  };
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

const namesOf = (part: unknown): string[] => (isJsonObject(part) ? Object.keys(part) : []);

const isTextArray = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === "string");

const isLeaf = (value: unknown): value is Leaf =>
  isJsonObject(value) &&
  typeof value["f"] === "string" &&
  value["v"] !== undefined &&
  (value["nature"] === undefined || typeof value["nature"] === "string");
