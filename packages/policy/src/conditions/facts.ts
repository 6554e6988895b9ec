import type { Json } from "@safepassage/core";
import {
  type ConditionEntry,
  type DraftClear,
  type FieldEntry,
  type Group,
  hasMark,
  type Leaf,
  type Private,
} from "@safepassage/schema";
import type { PolicyInput } from "../tables/model.ts";
import { CATALOGUE_TABLES, type PolicyTables, rowsFor } from "../tables/tables.ts";
import type { Terms } from "../tables/terms.ts";
import { type Concern, createConcern, groupOf } from "./concern.ts";
import { type OrderFacts, ordersOf } from "./orders.ts";
import { isSpecial } from "./special.ts";

/** A message and what it is judged with, prepared once for all its leaves. */
export interface Facts extends Terms {
  readonly input: PolicyInput;
  /** Claims may be absent: faulty messages are judged too. */
  readonly clear: Partial<DraftClear>;
  readonly private: Partial<Private>;
  readonly conditions: readonly ConditionEntry[];
  readonly kinds: readonly string[];
  /** Every leaf of the message, with the group it stands in. */
  leaves(): readonly ShapeLeaf[];
  /** Whether the sender is judging, and serves clients whom the VAWA protects (rule R34). */
  readonly servesClients: boolean;
  readonly concern: Concern;
  subjectsOf(gid: string): readonly SubjectFacts[];
  ordersOf(gid: string): readonly OrderFacts[];
  /** Whether one reason of necessity is given for everything. See {@link boilerplate}. */
  isBoilerplate(): boolean;
  /** Remembered answers of a condition in a group, by {@link LeafFacts.key}. */
  answersOf(condition: string, gid: string): Map<string, boolean>;
  /** Answers a question about the whole message once. */
  remember(question: string, answer: () => boolean): boolean;
  /** Remembered elements of quantifiers, by quantifier and outer element. */
  readonly candidates: Map<object, Map<unknown, readonly unknown[]>>;
}

/** What conditions ask about a leaf beside the one that they judge. */
export interface ShapeLeaf {
  readonly gid: string;
  readonly kind: string;
  readonly field: string;
  readonly value: Json;
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
  /** Entry of the field in the catalogue, if there is one. */
  readonly entry: FieldEntry | undefined;
  readonly path: string;
  /** The field, and its nature if that differs from the group's: what conditions depend on within a group. */
  readonly key: string;
  /** `undefined` for a header member that the group lacks. */
  readonly value: Json | undefined;
  readonly nature: Leaf["nature"];
  readonly group: Group;
}

/**
 * Prepares the facts of a message.
 *
 * @param isSender - Whether the sender is judging its own draft. Some limits bind only the sender.
 */
export function createFacts(
  input: PolicyInput,
  tables?: Partial<PolicyTables>,
  isSender = false,
): Facts {
  const { clear, private: hidden, body } = input.message;
  const concern = createConcern(body);
  const subjects = new Map<string, readonly SubjectFacts[]>();
  const persons = new Map<string, SubjectFacts>();
  let leaves: readonly ShapeLeaf[] | undefined;
  const orders = new Map<string, readonly OrderFacts[]>();
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
    purpose: clear["env.purpose"],
    recipient: clear["env.recipient.agencyId"],
    recipientType: input.registry.recipient.type,
    agreement: input.agreement,
    conditions: tables?.conditions ?? CATALOGUE_TABLES.conditions,
    servesClients: isSender && input.registry.sender.flags.vawa,
    kinds: [...new Set(Object.values(body).map(({ kind }) => kind))],
    concern,
    leaves() {
      leaves ??= Object.entries(body).flatMap(([gid, { kind, leaves: of }]) =>
        of.map(({ f, v }) => ({ gid, kind, field: f, value: v })),
      );
      return leaves;
    },
    subjectsOf(gid) {
      const known = subjects.get(gid);
      if (known !== undefined) return known;
      // One object for each person: quantifiers remember what they found by it.
      const found = concern.personsOf(gid).map((id) => {
        const known = persons.get(id);
        if (known !== undefined) return known;
        const group = groupOf(body, id);
        const person = { gid: id, ledCategory: group?.ledCategory, ageClass: group?.ageClass };
        persons.set(id, person);
        return person;
      });
      subjects.set(gid, found);
      return found;
    },
    ordersOf(gid) {
      const known = orders.get(gid);
      if (known !== undefined) return known;
      const found = ordersOf(body, concern, gid);
      orders.set(gid, found);
      return found;
    },
    answersOf: (condition, gid) => mapIn(mapIn(conditionAnswers, condition), gid),
    isBoilerplate: () => remember("boilerplate", () => boilerplate(input, concern)),
    remember,
    candidates: new Map(),
  };
}

/** The inner map under a name, created if missing. */
export function mapIn<K, L, V>(outer: Map<K, Map<L, V>>, name: K): Map<L, V> {
  let inner = outer.get(name);
  if (inner === undefined) {
    inner = new Map();
    outer.set(name, inner);
  }
  return inner;
}

/**
 * Whether one reason of necessity is given for more than three special-category leaves in more than
 * one kind of group. A reason given for everything justifies nothing.
 *
 * @see CJEU C-205/21 and C-80/23: strict necessity is assessed case by case.
 */
export function boilerplate(
  input: PolicyInput,
  concern: Concern = createConcern(input.message.body),
): boolean {
  const { body, private: hidden } = input.message;
  const uses = new Map<string, { paths: number; kinds: Set<string> }>();
  for (const { path, reason } of hidden["private.necessity"] ?? []) {
    // A reason that only supports another one does not count by itself.
    if (hasMark("necessity_reason", reason, "support")) continue;
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
