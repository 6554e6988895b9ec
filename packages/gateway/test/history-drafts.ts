import type { DraftRequest } from "@safepassage/agency";
import { randomId } from "@safepassage/message";
import type { Body } from "@safepassage/schema";
import type { LocalAnswer, TestGateway } from "./world.ts";

/** A draft about the same with another pseudonym. */
export function fresh<T extends { body: unknown }>(draft: T): T {
  const body = Object.entries(draft.body as Body).map(([gid, group]) => [
    gid,
    {
      ...group,
      leaves: group.leaves.map((leaf) =>
        leaf.f === "subject.pseudonym" ? { ...leaf, v: randomId() } : leaf,
      ),
    },
  ]);
  return { ...draft, body: Object.fromEntries(body) };
}

/** Submits a draft as it is. */
export function submit(gateway: TestGateway, draft: DraftRequest): Promise<LocalAnswer> {
  return gateway.call("POST", "/v1/messages", { draft, mode: "asIs" });
}

/** Codes of the findings of an answer, or the one that it was refused with. */
export const codesOf = ({ json }: LocalAnswer): readonly string[] =>
  json.findings?.map(({ code }: { code: string }) => code) ?? [json.code];
