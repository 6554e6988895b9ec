import type { AgencyRegistry } from "@safepassage/trust";

/** The host at which other agencies reach the gateway of an agency, by the registry; `undefined` if it names none. */
export function ownHost(registry: AgencyRegistry | undefined, entity: string): string | undefined {
  const endpoint = registry?.has(entity) ? registry.endpoint(entity) : undefined;
  return endpoint === undefined ? undefined : new URL(endpoint).hostname;
}
