export type { PostgresPlace } from "./store/postgres/connection.ts";
export { openPostgresStore } from "./store/postgres/store.ts";
