import { type GroupView, type LeafView, leavesOf, valuesOf } from "@safepassage/rules";
import { findCode, type StatisticsRelease } from "@safepassage/schema";

/** A count of a table, or the place of a suppressed one. */
export interface StatCell {
  readonly leaf: LeafView;
  /** The value in each dimension. A total has no value in its dimension. */
  readonly place: Place;
  /** `undefined` if suppressed. */
  readonly count: number | undefined;
}

/** Values by dimension. */
export type Place = ReadonlyMap<string, string>;

/** The cells of one group, with the dimensions by which they are counted. */
export interface StatTable {
  readonly group: GroupView;
  readonly dimensions: readonly string[];
  readonly cells: readonly StatCell[];
}

/** The statistics that a message publishes. */
export interface Statistics {
  /** Tables grouped by unit, period and population: one may reveal what another suppresses. */
  readonly releases: readonly (readonly StatTable[])[];
  /** Cells that do not fit the dimensions of their table. */
  readonly misplaced: readonly LeafView[];
  /** What a table leaves open, though the others state several, so that nobody can tell its release. */
  readonly open: readonly { readonly group: GroupView; readonly field: string }[];
}

/**
 * Reads the tables of a message.
 *
 * A large table may be spread over several groups. What one of them omits (dimensions, unit, period,
 * population) is taken from the others, if all that state it agree.
 */
export function readStatistics(groups: readonly GroupView[]): Statistics {
  const stated = groups.filter(({ kind }) => kind === "stat");
  const releases = new Map<string, StatTable[]>();
  const misplaced: LeafView[] = [];
  const open: { group: GroupView; field: string }[] = [];
  for (const group of stated) {
    const leaves = leavesOf("stat.cells", group.leaves);
    if (leaves.length === 0) continue;
    const dimensions = inherited(stated, group, dimensionsOf) ?? [];
    const cells = leaves.flatMap((leaf) => {
      const cell = readCell(leaf, dimensions);
      if (cell === undefined) misplaced.push(leaf);
      return cell ?? [];
    });
    const of = RELEASED_BY.map((field) => {
      const read = (one: GroupView) => valuesOf(field, one.leaves).map(nameOf);
      const value = inherited(stated, group, read);
      if (value === undefined && stated.some((one) => read(one).length > 0)) {
        open.push({ group, field });
      }
      return value;
    });
    const key = JSON.stringify(of);
    releases.set(key, [...(releases.get(key) ?? []), { group, dimensions, cells }]);
  }
  return { releases: [...releases.values()], misplaced, open };
}

/** Makes the key of a place, which is the same in every table. */
export function keyOf(place: Place): string {
  return [...place]
    .map(([dimension, value]) => `${dimension}=${value}`)
    .toSorted()
    .join("&");
}

function readCell(leaf: LeafView, dimensions: readonly string[]): StatCell | undefined {
  const { keys, count } = leaf.value as unknown as StatisticsRelease["cells"][number];
  // Each value names its dimension, because leaves of a group have no order to rely on.
  const values = keys.filter((key) => key !== TOTAL);
  const place = new Map(values.map((key) => [dimensionOf(key), key] as const));
  const fits =
    keys.length === dimensions.length &&
    place.size === values.length &&
    [...place.keys()].every((dimension) => dimensions.includes(dimension));
  return fits ? { leaf, place, count } : undefined;
}

const dimensionOf = (value: string): string => String(findCode("stat_value", value)?.["dimension"]);

/** What a group states or, if it does not, what all groups that state it agree on. */
function inherited(
  groups: readonly GroupView[],
  group: GroupView,
  read: (group: GroupView) => readonly string[],
): readonly string[] | undefined {
  const own = read(group);
  if (own.length > 0) return own;
  const stated = groups.map(read).filter((list) => list.length > 0);
  const others = new Map(stated.map((list) => [String(list), list]));
  const [only, ...more] = others.values();
  return more.length === 0 ? only : undefined;
}

function dimensionsOf(group: GroupView): readonly string[] {
  return valuesOf("stat.dimensions", group.leaves).map(String).toSorted();
}

/** The text of a value: the id of a population, or the value itself. */
function nameOf(value: unknown): string {
  return typeof value === "string" ? value : String((value as { readonly id?: unknown }).id);
}

const TOTAL = "total";
/** Tables that agree in these are one release. */
const RELEASED_BY = ["stat.unit", "stat.period", "stat.population"];
