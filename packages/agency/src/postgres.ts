export { fillPostgres, openPostgresSnapshot } from "./store/postgres/backup.ts";
export type { PostgresPlace } from "./store/postgres/client.ts";
export { inspectPostgres } from "./store/postgres/inspect.ts";
export { openPostgresStore } from "./store/postgres/store.ts";
