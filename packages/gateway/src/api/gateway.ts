import { OPERATIONS, type OperationId, ROLES, type Role } from "@safepassage/api";
import { localHealth } from "../http/local-health.ts";
import { record } from "./acts.ts";
import { type Caller, isAdmitted, rolesOf } from "./caller.ts";
import type { Handlers } from "./handler.ts";
import { createInForceWith, inForce, partnerOf } from "./partners.ts";

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
    const inForceWith = createInForceWith(context);
    const others = registry.entities().flatMap((entity) => partnerOf(context, entity) ?? []);
    return {
      entries: others.map(({ entity, type, country }) => {
        const shared = inForceWith(entity);
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

  async confirmClock(context, { caller, body: { time } }) {
    const { clockWatch } = context;
    await clockWatch.confirm(new Date(time), (tx) =>
      record(context, tx, caller, { kind: "clockConfirmed" }),
    );
    // What fell due while the clock was in doubt does not wait for the next hour.
    void context.maintain().catch(context.onError);
    context.wake();
    return clockWatch.view();
  },

  lockOfficer: (context, { caller, body: { officer } }) =>
    context.store.transaction(async (tx) => {
      const ref = context.officerName(officer);
      const isNew = await context.locks.lock(tx, officer);
      if (isNew) await record(context, tx, caller, { kind: "officerLocked", ref });
      return undefined;
    }),
  unlockOfficer: (context, { caller, body: { officer } }) =>
    context.store.transaction(async (tx) => {
      const ref = context.officerName(officer);
      const wasLocked = await context.locks.unlock(tx, officer);
      if (wasLocked) await record(context, tx, caller, { kind: "officerUnlocked", ref });
      return undefined;
    }),
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
