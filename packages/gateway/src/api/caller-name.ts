import type { Caller } from "./caller.ts";

/** Names a person, or the holders of one role's token; `undefined` for the systems of the agency, which share one token. */
export function personName(
  caller: Caller,
  officerName: (id: string) => string,
): string | undefined {
  if (caller.kind === "machine") return undefined;
  return caller.kind === "officer"
    ? `officer ${officerName(caller.officer.id)}`
    : `role ${caller.role}`;
}
