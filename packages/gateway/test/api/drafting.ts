import { randomId } from "@safepassage/message";
import { CODE_LISTS } from "@safepassage/schema";
import { startProvider, type TestProvider } from "@safepassage/testing/provider";
import { createFederation } from "../federation.ts";
import { createExchange, requestS011 } from "../world.ts";

type Terms = Parameters<ReturnType<typeof createFederation>["signTerms"]>[1];

/** An agreement of some terms, and NGO-B, which knows its officers: each calls as who has signed in with the provider. */
export function openDrafting(provider: TestProvider, terms: Terms, path = ":memory:") {
  const federation = createFederation();
  const agreement = federation.signTerms("AGR-ASSIST", terms, "NGO-B", "NGO-C");
  const exchange = createExchange({
    federation: { ...federation, agreement },
    paths: { "NGO-B": path },
    own: { "NGO-B": { ...knowing(provider), officerKey: OFFICER_KEY } },
  });
  return { ...exchange, as: asOfficer(provider, exchange.b) };
}

/** Starts a provider that knows an author and an approver, and more approvers by the names that are given. */
export function startDraftingProvider(...approvers: readonly string[]): Promise<TestProvider> {
  const sure = { acr: "substantial" };
  const approver = { groups: ["approvers"], ...sure };
  return startProvider({
    author: { groups: ["workers"], ...sure },
    ...Object.fromEntries(["approver", ...approvers].map((name) => [name, approver])),
  });
}

/** Has an agency know its officers by a provider. */
export const knowing = ({ issuer, audience }: TestProvider) => ({
  people: {
    ...{ issuer, audience },
    assurance: { claim: "acr", substantial: ["substantial"] },
    roles: { claim: "groups", caseworker: ["workers"], approver: ["approvers"] },
  },
});

/** By which NGO-B encrypts staff ids. */
export const OFFICER_KEY = new Uint8Array(32).fill(5);

/** Makes the calls of officers of an agency, who read to approve. */
export const asOfficer =
  (provider: TestProvider, { call }: ReturnType<typeof createExchange>["b"]) =>
  async (name: string) => {
    const authorization = `Bearer ${await provider.signIn(name)}`;
    return (method: string, path: string, body?: unknown, more: Record<string, string> = {}) =>
      call(method, path, body, { authorization, "safepassage-reason": "APPROVAL", ...more });
  };

/** The terms of an agreement that asks for a second officer. */
export const FOUR_EYES = { secondOfficer: ["ASSISTANCE_REFERRAL" as const] };

const { officer: _, ...draft } = requestS011();
/** A referral, as an officer who has signed in composes it. */
export const DRAFT = draft;

/** A draft that takes a moment to prepare: many needs of one person. */
export function longDraft() {
  const [[subject] = [], [, need] = []] = Object.entries(DRAFT.body);
  const services = (CODE_LISTS["service_need"]?.codes ?? []).slice(0, 12);
  const needs = Array.from({ length: 6 }, () => [
    randomId(),
    {
      ...(need as object),
      links: [subject],
      leaves: [
        ...services.map(({ code }) => ({ f: "need.services", v: code })),
        { f: "need.riskLevel", v: "medium", nature: "assessment" },
      ],
    },
  ]);
  return { ...DRAFT, body: { ...DRAFT.body, ...Object.fromEntries(needs) } };
}
