import { OPERATIONS, type OperationId, ROLES, type Role } from "@safepassage/api";
import { localHealth } from "../http/local-health.ts";
import { type Caller, isAdmitted, rolesOf } from "./caller.ts";
import type { Handlers } from "./handler.ts";
import { inForce, partnerOf } from "./partners.ts";

/** Handlers about the gateway itself, who asks it, and with whom it exchanges. */
export const gatewayHandlers: Handlers<
  | "whoAmI"
  | "readHealth"
  | "listPartners"
  | "listAgreements"
  | "confirmClock"
  | "lockOfficer"
  | "unlockOfficer"
  | "listLocks"
> = {
  async whoAmI({ self }, { caller }) {
    const { kind } = caller;
    const known = caller.kind === "officer" ? toOfficer(caller) : {};
    const own = rolesOf(caller);
    const roles = (Object.keys(ROLES) as Role[]).filter((role) => own.has(role));
    return { entity: self, kind, ...known, roles, operations: operationsOf(caller) };
  },

  readHealth: (context) => localHealth(context, context.watch),

  async listPartners(context) {
    const registry = context.registry();
    const agreements = inForce(context);
    const others = registry.entities().flatMap((entity) => partnerOf(context, entity) ?? []);
    return {
      entries: others.map(({ entity, type, country }) => {
        const shared = agreements.filter(({ parties }) => parties.includes(entity));
        const isReachable = registry.endpoint(entity) !== undefined;
        const ids = [...new Set(shared.map(({ id }) => id))];
        return { entity, type, country, isReachable, agreements: ids };
      }),
    };
  },

  async listAgreements(context) {
    return {
      entries: inForce(context).map((text) => {
        const { id, sha256, parties, from, until, purposes, secondOfficer = [] } = text;
        return { id, sha256, parties, from, until, purposes, secondOfficer, text };
      }),
    };
  },

  async confirmClock({ clockWatch }, { body: { time } }) {
    await clockWatch.confirm(new Date(time));
    return clockWatch.view();
  },

  async lockOfficer({ locks }, { body: { officer } }) {
    await locks.lock(officer);
    return undefined;
  },
  async unlockOfficer({ locks }, { body: { officer } }) {
    await locks.unlock(officer);
    return undefined;
  },
  async listLocks({ locks }) {
    return { entries: await locks.list() };
  },
};

const toOfficer = ({ officer, pageToken }: Extract<Caller, { readonly kind: "officer" }>) => ({
  ...{ officer: officer.id, assurance: officer.assurance },
  ...(pageToken !== undefined && { pageToken }),
});

function operationsOf(caller: Caller): readonly OperationId[] {
  return (Object.keys(OPERATIONS) as OperationId[]).filter((id) =>
    isAdmitted(caller, OPERATIONS[id].access),
  );
}
