import { join } from "node:path";
import type { DraftRequest } from "@safepassage/agency";
import type { CaseRequest, ImportedCase, ImportOptions } from "@safepassage/htcds";
import type { Body, ConsentRecord } from "@safepassage/schema";
import type { Io } from "../io/command.ts";
import { readConsentRecord } from "../read/read-context.ts";

/**
 * Takes from a case what a request asks for, with its additions, under ids made for this recipient.
 *
 * @param record - The consent record that it rests on.
 */
export async function contentOf(
  found: ImportedCase,
  request: CaseRequest,
  { evaluation, asOf, random, test = false }: ImportOptions,
  record: ConsentRecord | undefined,
): Promise<Omit<DraftRequest, "officer">> {
  const { applyAdditions, personOf, renewIds, selectFields } = await import("@safepassage/htcds");
  const whole = applyAdditions(found.groups, request.additions, {
    evaluation: { ...evaluation, asOf: asOf.slice(0, 7) },
    random,
    test,
  });
  const body = renewIds(selectFields(whole, request.asks, request.precision), random);
  const [subject = ""] = Object.keys(body).filter((gid) => body[gid]?.kind === "subject");
  const person = personOf(request.case);
  const scope = request.consent?.scope;
  return {
    recipient: request.recipient,
    purpose: request.purpose,
    messageType: request.messageType,
    legalBases: [...request.legalBases],
    agreement: request.agreement,
    body: { ...body },
    clear: { "env.handling.conditions": request.conditions },
    private: { "private.necessity": necessityIn(body, request) },
    ...(record && {
      consents: [{ subject, record: { ...record }, ...(scope && { scope: [...scope] }) }],
    }),
    ...(person !== undefined && { people: { [subject]: person } }),
  };
}

/** Reads the consent record that a request carries, or names in a folder. */
export async function recordOf(
  io: Io,
  folder: string,
  { consent }: CaseRequest,
): Promise<ConsentRecord | undefined> {
  if (consent === null) return undefined;
  const { record } = consent;
  return typeof record === "string" ? readConsentRecord(io, join(folder, record)) : record;
}

/** Says why each field is needed, at every place where the body has it. */
function necessityIn(body: Body, { necessity }: CaseRequest) {
  const groups = Object.entries(body);
  return necessity.flatMap(({ field, reason }) =>
    groups
      .filter(([, { leaves }]) => leaves.some(({ f }) => f === field))
      .map(([gid]) => ({ path: `${gid}/${field}`, reason })),
  );
}
