import type { DraftRequest } from "@safepassage/agency";
import { systemClock, toInstant } from "@safepassage/core";
import {
  issueAuthorisation,
  randomId,
  readAuthorisations,
  statedBeside,
  verifyAuthorisation,
} from "@safepassage/message";
import type { Body, Draft, Leaf } from "@safepassage/schema";
import { createSigner } from "@safepassage/trust";
import { entityOf } from "../agencies.ts";
import { composeAsIs } from "./compose-as-is.ts";
import type { Run } from "./run.ts";

/** The same order about the account of another one. */
export function orderAbout(order: Body, other: Body): Body {
  const [account] = Object.values(other).flatMap(({ leaves }) => leaves.filter(isAccount));
  if (account === undefined) throw new TypeError("the other order names no account");
  return Object.fromEntries(
    Object.entries(order).map(([gid, group]) => [
      gid,
      { ...group, leaves: group.leaves.map((leaf) => (isAccount(leaf) ? account : leaf)) },
    ]),
  );
}

/**
 * Has Judge-B validate an order of Police-B, and returns what a message then carries of that. It is made sure that the
 * token is good beside this order: whatever refuses it beside another is not the token's own fault.
 */
export function validateOrder({ world, registry, differs }: Run, id: string, order: DraftRequest) {
  const now = systemClock.now();
  const { draft } = composeAsIs(world, registry, "Police-B", order);
  const validUntil = toInstant(new Date(now.getTime() + VALID_MS)).slice(0, 10);
  const token = issueAuthorisation(
    {
      kind: "judicialOrder",
      authority: "judge",
      capacity: "validated",
      purposes: [order.purpose],
      recipient: order.recipient,
      evidenceKind: "EPOC",
      categories: ["trafficData"],
      scope: ["evidence"],
      validUntil,
    },
    draft,
    {
      issuer: registry.agencyAt(entityOf("Judge-B"), now),
      actor: entityOf("Police-B"),
      jti: randomId(),
      nonce: randomId(),
      signer: createSigner(world.keys["Judge-B"]),
      clock: systemClock,
    },
  );
  const stated = { ...statedBeside(verifyAuthorisation(token, registry, now)), token };
  const carrying = {
    ...draft.private,
    "private.authorisations": [stated],
  } as unknown as Draft["private"];
  const { refused } = readAuthorisations(
    { ...draft, private: carrying },
    registry,
    systemClock.now(),
  );
  if (refused.length > 0) differs(id, "the token is not good beside its own order either");
  return stated;
}

const isAccount = ({ f }: Leaf): boolean => f === "evidence.identifier";

const VALID_MS = 30 * 86_400_000;
