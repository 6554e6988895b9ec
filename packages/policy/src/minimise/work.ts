import { sameJson } from "@safepassage/core";
import {
  BODY_BOUNDS,
  type Draft,
  findField,
  idleReasonsIn,
  type NecessityReason,
} from "@safepassage/schema";
import { placed, reasonByRule } from "../conditions/reasons.ts";
import type { Permission, PlacedLeaf, PolicyInput, Reason } from "../tables/model.ts";
import type { MessageRows } from "../tables/tables.ts";
import { findRemovals } from "./prune.ts";
import type { WorkGroup, WorkLeaf } from "./work-group.ts";

/** A draft while it is being minimised, and what became of each of its leaves. */
export interface Work {
  draft(): Draft;
  /** What became of each leaf, once everything was applied. */
  account(): readonly Permission[];
  droppedGroups(): readonly string[];
  /** Carries out the permissions of the present draft. Returns whether anything changed. */
  apply(judged: readonly Permission[], rows: MessageRows): boolean;
  /** Adds a value to its group if it is new and there is room. Returns whether it was added. */
  add(leaf: PlacedLeaf): boolean;
  /** Removes a value that {@link Work.add} added. */
  remove(leaf: PlacedLeaf): void;
}

/** Starts minimising a draft whose permissions are known. */
export function createWork(message: PolicyInput["message"], first: readonly Permission[]): Work {
  const groups = startGroups(message, first);
  const ledger = createLedger(first, message.clear["env.purpose"]);
  const dropped: string[] = [];
  let necessity = message.private["private.necessity"] ?? [];

  const set = (gid: string, leaves: readonly WorkLeaf[]): void => {
    const group = groups.get(gid);
    if (group !== undefined) groups.set(gid, { ...group, leaves });
  };
  const keep = (gid: string, isKept: (leaf: WorkLeaf) => boolean): void =>
    set(gid, (groups.get(gid)?.leaves ?? []).filter(isKept));
  const drop = (gid: string, reason: Reason): void => {
    for (const leaf of groups.get(gid)?.leaves ?? []) ledger.withhold(leaf, reason);
    ledger.withholdIn(gid, reason);
    groups.delete(gid);
    dropped.push(gid);
    for (const [other, group] of groups) {
      groups.set(other, { ...group, links: group.links.filter((link) => link !== gid) });
    }
  };
  const holds = ({ gid, f, v }: PlacedLeaf): boolean =>
    groups.get(gid)?.leaves.some(({ leaf }) => leaf.f === f && sameJson(leaf.v, v)) === true;
  const place = ({ gid, ...leaf }: PlacedLeaf, origin: number | undefined): boolean => {
    const leaves = groups.get(gid)?.leaves ?? [];
    const values = leaves.filter((one) => one.leaf.f === leaf.f);
    if (values.length >= (findField(leaf.f)?.card.max ?? 0)) return false;
    if (leaves.length >= BODY_BOUNDS.leaves) return false;
    set(gid, [...leaves, { leaf, origin }]);
    return true;
  };

  const carryOut = (judged: readonly Permission[]): void => {
    const before = new Map(groups);
    const verdicts = judged.flatMap((permission) => {
      const { gid, leaf } = permission;
      const old = leaf === undefined ? undefined : before.get(gid)?.leaves[leaf];
      return old === undefined ? [] : [{ permission, old }];
    });
    const allowed = verdicts.filter(({ permission }) => permission.outcome === "allowed");
    const kept = new Set(allowed.map(({ old }) => old));
    for (const gid of before.keys()) keep(gid, (leaf) => kept.has(leaf));
    for (const { permission, old } of verdicts) {
      if (permission.outcome === "allowed" || permission.reason === undefined) continue;
      ledger.change(old, permission);
      const isPlaced =
        permission.coarsenedTo?.every((leaf) => holds(leaf) || place(leaf, old.origin)) ?? true;
      if (!isPlaced) ledger.withhold(old, NO_ROOM);
    }
    for (const { gid, leaf, reason } of judged) {
      if (leaf === undefined && reason !== undefined && groups.has(gid)) drop(gid, reason);
    }
  };

  const prune = (rows: MessageRows): boolean => {
    const removals = findRemovals(groups, rows);
    for (const { gid, leaf, reason } of removals) {
      if (leaf === undefined) {
        drop(gid, reason);
        continue;
      }
      ledger.withhold(leaf, reason);
      keep(gid, (one) => one !== leaf);
    }
    return removals.length > 0;
  };

  const draft = (): Draft => ({
    clear: withoutDigests(message.clear),
    private: { ...message.private, "private.necessity": necessity },
    body: Object.fromEntries(
      [...groups].map(([gid, { group, links, leaves }]) => [
        gid,
        { ...group, links, leaves: leaves.map(({ leaf }) => leaf) },
      ]),
    ),
  });

  return {
    draft,
    account: () =>
      ledger.entries().map((entry) => {
        // The coarser value stood there already, and then went with its group.
        if (entry.coarsenedTo?.every(holds) !== false) return entry;
        const { coarsenedTo: _gone, ...rest } = entry;
        return { ...rest, outcome: "withheld" };
      }),
    droppedGroups: () => dropped,
    apply(judged, rows) {
      let changed = judged.some(({ outcome }) => outcome !== "allowed");
      if (changed) carryOut(judged);
      while (prune(rows)) changed = true;
      const kept = necessityOf(necessity, groups, message);
      changed = changed || kept.length < necessity.length;
      necessity = kept;
      return changed;
    },
    add: (leaf) => !holds(leaf) && place(leaf, undefined),
    remove({ gid, f, v }) {
      const isIt = ({ leaf, origin }: WorkLeaf): boolean =>
        origin === undefined && leaf.f === f && sameJson(leaf.v, v);
      keep(gid, (leaf) => !isIt(leaf));
    },
  };
}

function startGroups(
  message: PolicyInput["message"],
  first: readonly Permission[],
): Map<string, WorkGroup> {
  const origins = new Map(first.map(({ gid, leaf }, place) => [`${gid}/${leaf}`, place]));
  return new Map(
    Object.entries(message.body).map(([gid, group]) => {
      const leaves = group.leaves.map((leaf, index) => ({
        leaf,
        origin: origins.get(`${gid}/${index}`),
      }));
      return [gid, { group, links: group.links, leaves }];
    }),
  );
}

/** Records what became of each leaf of the first draft; a later entry replaces an earlier one. */
function createLedger(first: readonly Permission[], purpose: string) {
  const entries = [...first];
  const update = (origin: number | undefined, change: (entry: Permission) => Permission): void => {
    const entry = origin === undefined ? undefined : entries[origin];
    if (origin !== undefined && entry !== undefined) entries[origin] = change(entry);
  };
  const withhold = ({ origin }: Pick<WorkLeaf, "origin">, reason: Reason): void =>
    update(origin, ({ coarsenedTo: _gone, ...entry }) => ({
      ...entry,
      outcome: "withheld",
      reason: placed(reason, entry.field, purpose),
    }));
  return {
    entries: (): readonly Permission[] => entries,
    withhold,
    /** Withholds all whose coarser form was placed in a group: several may share one, which has one origin. */
    withholdIn(gid: string, reason: Reason): void {
      for (const [origin, { coarsenedTo = [] }] of entries.entries()) {
        if (coarsenedTo.some((form) => form.gid === gid)) {
          withhold({ origin }, reason);
        }
      }
    },
    change(leaf: WorkLeaf, { reason, coarsenedTo, granted }: Permission): void {
      if (reason === undefined) return;
      if (coarsenedTo === undefined) withhold(leaf, reason);
      else {
        update(leaf.origin, (entry) => ({
          ...entry,
          outcome: "coarsened",
          reason: placed(reason, entry.field, purpose),
          coarsenedTo,
          ...(granted === undefined ? {} : { granted }),
        }));
      }
    },
  };
}

function necessityOf(
  necessity: readonly NecessityReason[],
  groups: ReadonlyMap<string, WorkGroup>,
  { clear, private: hidden, body }: PolicyInput["message"],
): readonly NecessityReason[] {
  const left = [...groups].map(([gid, { group, leaves }]) => [
    gid,
    { kind: group.kind, leaves: leaves.map(({ leaf }) => leaf) },
  ]);
  const isIdle = idleReasonsIn({ clear, private: hidden, body: Object.fromEntries(left) });
  const isGone = (gid = ""): boolean => Object.hasOwn(body, gid) && !groups.has(gid);
  return necessity.filter(({ path }) => !isIdle(path) && !isGone(path.split("/", 1)[0]));
}

function withoutDigests(clear: PolicyInput["message"]["clear"]): Draft["clear"] {
  return Object.fromEntries(
    Object.entries(clear).filter(([name]) => !name.startsWith("env.digest.")),
  ) as unknown as Draft["clear"];
}

const NO_ROOM = reasonByRule("ladder", "R02", "ROOM_MISSING");
