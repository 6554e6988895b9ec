/** Truth as the tables have it. */
export const flag = (value: boolean): number => (value ? 1 : 0);

/** `undefined` as the tables have it. */
export const orNull = <T>(value: T | undefined): T | null => value ?? null;

/** Columns without a value as members that are left out. */
export function withoutNull<Row extends object>(
  row: Row,
): { [Name in keyof Row]?: NonNullable<Row[Name]> } {
  const given = Object.entries(row).filter(([, value]) => value !== null);
  return Object.fromEntries(given) as { [Name in keyof Row]?: NonNullable<Row[Name]> };
}

/** Reads JSON that the store itself has written. */
export const fromJson = <T>(text: string): T => JSON.parse(text) as T;
export const toJson = (value: unknown): string => JSON.stringify(value);

/**
 * Adds members that are worked out when they are first read.
 *
 * Each name has one getter for all rows: with one for each row, V8 gives each row a shape of its own, and every access to any row is a
 * search.
 */
export function withLazy<Row extends object, Lazy extends object>(
  row: Row,
  lazy: { readonly [Name in keyof Lazy]: () => Lazy[Name] },
): Row & Lazy {
  Object.defineProperty(row, WORKS, { value: lazy });
  for (const name of Object.keys(lazy)) {
    Object.defineProperty(row, name, { get: getterOf(name), enumerable: true, configurable: true });
  }
  return row as Row & Lazy;
}

/** Where a row has what its members are worked out by. */
const WORKS = Symbol("works");
type Works = { readonly [WORKS]: Readonly<Record<string, () => unknown>> };

const getters = new Map<string, (this: Works) => unknown>();

function getterOf(name: string): (this: Works) => unknown {
  const known = getters.get(name);
  if (known !== undefined) return known;
  const getter = function (this: Works): unknown {
    const value = this[WORKS][name]?.();
    Object.defineProperty(this, name, { value, enumerable: true });
    return value;
  };
  getters.set(name, getter);
  return getter;
}
