export { fillPostgres, openPostgresSnapshot } from "./store/postgres/backup.ts";
export { inspectPostgres } from "./store/postgres/inspect.ts";
export type { PostgresPlace } from "./store/postgres/place.ts";
export { openPostgresStore } from "./store/postgres/store.ts";
