import type { Json } from "@safepassage/core";
import {
  CODE_LISTS,
  type ConditionEntry,
  type DraftClear,
  type FieldEntry,
  type Group,
  type Leaf,
  type Private,
} from "@safepassage/schema";
import { type Concern, createConcern } from "./concern.ts";
import { groupOf } from "./group-of.ts";
import type { PolicyInput } from "./model.ts";
import { type OrderFacts, ordersOf } from "./orders.ts";
import { isSpecial } from "./special.ts";
import { CATALOGUE_TABLES, type MessageRows, type PolicyTables, rowsFor } from "./tables.ts";

/** A message and its surroundings, prepared once for all its leaves. */
export interface Facts {
  readonly input: PolicyInput;
  /** A claim may be absent: the judge of a faulty message asks too. */
  readonly clear: Partial<DraftClear>;
  readonly private: Partial<Private>;
  readonly rows: MessageRows;
  readonly conditions: readonly ConditionEntry[];
  readonly kinds: readonly string[];
  /** Whether the sender asks, and serves clients whom the VAWA protects (rule R34). */
  readonly servesClients: boolean;
  /** Whom the groups of the message concern. */
  readonly concern: Concern;
  /** Persons that a group concerns, with what conditions ask about them. */
  subjectsOf(gid: string): readonly SubjectFacts[];
  /** Orders for evidence that a group belongs to. */
  ordersOf(gid: string): readonly OrderFacts[];
  /** Whether the reasons of necessity repeat one another. */
  isBoilerplate(): boolean;
  /** What is known of a condition in a group, by {@link LeafFacts.key}. */
  answersOf(condition: string, gid: string): Map<string, boolean>;
  /** Answers a question about the message, or about a group, once. */
  remember(question: string, answer: () => boolean): boolean;
  /** Elements that a quantifier may look at, by quantifier and by the element bound around it. */
  readonly candidates: Map<object, Map<unknown, readonly unknown[]>>;
}

/** What conditions ask about a person. */
export interface SubjectFacts {
  readonly gid: string;
  readonly ledCategory: string | undefined;
  readonly ageClass: string | undefined;
}

/** What conditions ask about a leaf, or about a header member. */
export interface LeafFacts {
  readonly gid: string;
  readonly field: string;
  /** Of the field in the catalogue, if it has it. */
  readonly entry: FieldEntry | undefined;
  readonly path: string;
  /** Field, and its nature if not that of the group: all a condition turns on, but group and value. */
  readonly key: string;
  /** `undefined` for a header member that the group lacks. */
  readonly value: Json | undefined;
  readonly nature: Leaf["nature"];
  readonly group: Group;
}

/**
 * Prepares the facts that conditions and tables are asked with.
 *
 * @param isSender - Whether the sender asks what it may send, and not somebody else what it may have
 *   sent.
 */
export function createFacts(
  input: PolicyInput,
  tables?: Partial<PolicyTables>,
  isSender = false,
): Facts {
  const { clear, private: hidden, body } = input.message;
  const concern = createConcern(body);
  const subjects = new Map<string, readonly SubjectFacts[]>();
  const answers = new Map<string, boolean>();
  const conditionAnswers = new Map<string, Map<string, Map<string, boolean>>>();
  const remember = (question: string, answer: () => boolean): boolean => {
    const known = answers.get(question);
    if (known !== undefined) return known;
    const fresh = answer();
    answers.set(question, fresh);
    return fresh;
  };
  return {
    input,
    clear,
    private: hidden,
    rows: rowsFor(tables, clear["env.purpose"], clear["env.messageType"]),
    conditions: tables?.conditions ?? CATALOGUE_TABLES.conditions,
    servesClients: isSender && input.registry.sender.flags.vawa,
    kinds: [...new Set(Object.values(body).map(({ kind }) => kind))],
    concern,
    subjectsOf(gid) {
      const known = subjects.get(gid);
      if (known !== undefined) return known;
      const found = concern.personsOf(gid).map((id) => {
        const group = groupOf(body, id);
        return { gid: id, ledCategory: group?.ledCategory, ageClass: group?.ageClass };
      });
      subjects.set(gid, found);
      return found;
    },
    ordersOf: (gid) => ordersOf(body, concern, gid),
    answersOf: (condition, gid) =>
      mapIn(mapIn<Map<string, boolean>>(conditionAnswers, condition), gid),
    isBoilerplate: () => remember("boilerplate", () => boilerplate(input, concern)),
    remember,
    candidates: new Map(),
  };
}

/** The map that stands under a name in another; a new one if there is none yet. */
function mapIn<T>(outer: Map<string, Map<string, T>>, name: string): Map<string, T> {
  let inner = outer.get(name);
  if (inner === undefined) {
    inner = new Map();
    outer.set(name, inner);
  }
  return inner;
}

/**
 * Whether one reason of necessity stands on more than three leaves of a special category in more
 * than one kind of group: a reason given for everything is a reason for nothing.
 *
 * @see CJEU C-205/21 and C-80/23: strict necessity is judged for each case.
 */
export function boilerplate(
  input: PolicyInput,
  concern: Concern = createConcern(input.message.body),
): boolean {
  const { body, private: hidden } = input.message;
  const uses = new Map<string, { paths: number; kinds: Set<string> }>();
  for (const { path, reason } of hidden["private.necessity"] ?? []) {
    if (SUPPORT_REASONS.has(reason)) continue;
    const [gid, field] = path.split("/") as [string, string?];
    const group = groupOf(body, gid);
    if (!group?.leaves.some((leaf) => leaf.f === field && isSpecial(concern, gid, leaf))) continue;
    const use = uses.get(reason) ?? { paths: 0, kinds: new Set() };
    use.paths += 1;
    use.kinds.add(group.kind);
    uses.set(reason, use);
  }
  return [...uses.values()].some(({ paths, kinds }) => paths > 3 && kinds.size > 1);
}

/** Reasons that support another and are no necessity by themselves. */
const SUPPORT_REASONS: ReadonlySet<string> = new Set(
  CODE_LISTS["necessity_reason"]?.codes.flatMap((entry) =>
    entry["support"] === true ? [entry.code] : [],
  ),
);
