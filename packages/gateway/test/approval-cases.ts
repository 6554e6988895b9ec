import type { Approval, GivenApproval } from "@safepassage/agency";
import { requestS011 } from "./drafts.ts";
import { createFederation } from "./federation.ts";
import { createExchange, type TestExchange } from "./world.ts";

const OFFICER = { id: "staff-0042", assurance: 2 };
const UNKNOWN = "0".repeat(43);

/** Codes of approvals by a second officer. */
export const OF_APPROVALS: Readonly<
  Record<string, (exchange: TestExchange) => Promise<string | undefined>>
> = {
  GATEWAY_APPROVAL_NEEDED: () => approving(({ submit }) => submit(undefined)),
  GATEWAY_APPROVAL_IDLE: ({ b }) =>
    refusedBy(
      b.gateway.sender.checkApproval(requestS011(), {
        ...{ digest: UNKNOWN, officer: "staff-0007", assurance: 2 },
      }),
    ),
  GATEWAY_APPROVAL_OTHER: () =>
    approving(({ submit }) => submit({ digest: UNKNOWN, officer: "staff-0007" })),
  GATEWAY_APPROVAL_NOT_INDEPENDENT: () =>
    approving(({ submit, digest }) => submit({ digest, officer: OFFICER.id })),
  GATEWAY_APPROVAL_ASSURANCE_TOO_LOW: () =>
    approving(({ approve, digest }) => approve({ digest, officer: "staff-0007", assurance: 1 })),
};

/** Submits S01.1 under an agreement that asks for a second officer. Returns the code that it is refused with. */
async function approving(
  work: (given: {
    readonly digest: string;
    readonly submit: (approval: Approval | undefined) => Promise<unknown>;
    readonly approve: (approval: GivenApproval) => Promise<unknown>;
  }) => Promise<unknown>,
): Promise<string | undefined> {
  const federation = createFederation();
  const terms = { secondOfficer: ["ASSISTANCE_REFERRAL" as const] };
  const agreement = federation.signTerms("AGR-ASSIST", terms, "NGO-B", "NGO-C");
  const { b } = createExchange({ federation: { ...federation, agreement } });
  const { sender } = b.gateway;
  const { approval } = await sender.prepare(requestS011());
  const submit = (given: Approval | undefined) =>
    sender.submit(requestS011(), { mode: "minimise", ...(given && { approval: given }) });
  const approve = (given: GivenApproval) => sender.checkApproval(requestS011(), given);
  return refusedBy(work({ digest: approval?.digest ?? "", submit, approve }));
}

/** The code that something is refused with. */
const refusedBy = (work: Promise<unknown>): Promise<string | undefined> =>
  work.then(
    () => undefined,
    ({ code }) => code,
  );
