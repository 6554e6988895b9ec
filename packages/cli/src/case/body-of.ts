import type { CaseRequest, ImportedCase, ImportOptions } from "@safepassage/htcds";
import type { Body } from "@safepassage/schema";

/** Takes from a case what a request asks for, with its additions, under ids made for this recipient. */
export async function bodyOf(
  found: ImportedCase,
  request: CaseRequest,
  { evaluation, asOf, random, test = false }: ImportOptions,
): Promise<Body> {
  const { applyAdditions, renewIds, selectFields } = await import("@safepassage/htcds");
  const whole = applyAdditions(found.groups, request.additions, {
    evaluation: { ...evaluation, asOf: asOf.slice(0, 7) },
    random,
    test,
  });
  return renewIds(selectFields(whole, request.asks, request.precision), random);
}

/** Says why each field is needed, at every place where the body has it. */
export function necessityIn(body: Body, { necessity }: CaseRequest) {
  return necessity.flatMap(({ field, reason }) =>
    pathsOf(body, field).map((path) => ({ path, reason })),
  );
}

/** Finds the group id of the person the case is about. */
export function subjectOf(body: Body): string {
  const [subject = ""] = Object.keys(body).filter((gid) => body[gid]?.kind === "subject");
  return subject;
}

function pathsOf(body: Body, field: string): readonly string[] {
  return Object.entries(body).flatMap(([gid, { leaves }]) =>
    leaves.some(({ f }) => f === field) ? [`${gid}/${field}`] : [],
  );
}
