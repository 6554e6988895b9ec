import type { Compilable, CompiledQuery, Kysely, QueryResult } from "kysely";
import type { Tables } from "./tables.ts";

/** Runs a query with values. */
export type Prepared<Given, Row> = (db: Kysely<Tables>, given: Given) => Promise<QueryResult<Row>>;

/**
 * Makes a query that each engine compiles once, and then only gives values: to compile it takes as long as to run it. For
 * queries that every message makes; rare ones are compiled each time.
 *
 * @param build - Gets stand-ins for the values, which it may only hand on. What is left out, and how long a list is, it
 *   may look at: each such shape is a query of its own.
 */
export function prepared<Given extends object, Row>(
  build: (db: Kysely<Tables>, given: Given) => Compilable<Row>,
): Prepared<Given, Row> {
  // By the adapter: there is one for each engine, and all of its transactions share it.
  const engines = new WeakMap<object, Map<string, Plan<Row>>>();
  const planOf = (db: Kysely<Tables>, given: Given, shape: string): Plan<Row> => {
    const { adapter } = db.getExecutor();
    const plans = engines.get(adapter) ?? new Map<string, Plan<Row>>();
    engines.set(adapter, plans);
    const known = plans.get(shape);
    if (known !== undefined) return known;
    const standIns: object[] = [];
    const query = build(db, standInFor(given, standIns) as Given).compile();
    const places = query.parameters.map((one) => standIns.indexOf(one as object));
    if (plans.size >= MOST_SHAPES) plans.clear();
    plans.set(shape, { query, places });
    return { query, places };
  };
  return (db, given) => {
    const values: unknown[] = [];
    const { query, places } = planOf(db, given, shapeOf(given, values));
    const parameters = places.map((place, at) =>
      place === -1 ? query.parameters[at] : values[place],
    );
    return db.executeQuery<Row>({ ...query, parameters });
  };
}

interface Plan<Row> {
  readonly query: CompiledQuery<Row>;
  /** For each parameter the place of its value, or -1 if it is the same each time. */
  readonly places: readonly number[];
}

/** Says which members are there, and adds their values to a list. */
function shapeOf(given: object, values: unknown[]): string {
  let shape = "";
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    if (isNested(value)) {
      shape += `${name}(${shapeOf(value, values)})`;
    } else {
      shape += `${name},`;
      values.push(value);
    }
  }
  return shape;
}

/** Copies what holds the values, with a stand-in for each, in the order of {@link shapeOf}. */
function standInFor(given: object, standIns: object[]): object {
  const copy = Object.entries(given).map(([name, value]): [string, unknown] => {
    if (value === undefined) return [name, undefined];
    if (isNested(value)) return [name, standInFor(value, standIns)];
    const standIn = {};
    standIns.push(standIn);
    return [name, standIn];
  });
  return Array.isArray(given) ? copy.map(([, value]) => value) : Object.fromEntries(copy);
}

const isNested = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !(value instanceof Uint8Array);

/** Lists make shapes of many lengths. */
const MOST_SHAPES = 100;
