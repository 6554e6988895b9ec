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

/** Adds members that are worked out when they are first read. */
export function withLazy<Row extends object, Lazy extends object>(
  row: Row,
  lazy: { readonly [Name in keyof Lazy]: () => Lazy[Name] },
): Row & Lazy {
  for (const name of Object.keys(lazy) as (keyof Lazy)[]) {
    const get = (): unknown => {
      const value = lazy[name]();
      Object.defineProperty(row, name, { value, enumerable: true });
      return value;
    };
    Object.defineProperty(row, name, { get, enumerable: true, configurable: true });
  }
  return row as Row & Lazy;
}
