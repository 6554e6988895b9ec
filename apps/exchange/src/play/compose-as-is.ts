import { compose, type DraftRequest } from "@safepassage/agency";
import { systemClock } from "@safepassage/core";
import { randomId, readConsents, verifyAgreement, withAnswerDeadline } from "@safepassage/message";
import type { Agreement, Consent, Draft } from "@safepassage/schema";
import { type AgencyRegistry, createSigner } from "@safepassage/trust";
import { type AgencyName, entityOf } from "../agencies.ts";
import type { World } from "../setup.ts";

/** A draft with everything in it, and what it stands on. */
export interface Composed {
  readonly draft: Draft;
  readonly agreement: Agreement;
  readonly consents: readonly Consent[];
}

/** Writes the draft that is asked for, without a gateway and without asking what may be sent. */
export function composeAsIs(
  world: World,
  registry: AgencyRegistry,
  name: AgencyName,
  request: DraftRequest,
): Composed {
  const clock = systemClock;
  const now = clock.now();
  const agreement = verifyAgreement(world.agreements[request.agreement]?.jws ?? "", registry, now);
  const draft = compose(request, {
    self: entityOf(name),
    registry,
    agreement,
    officer: { ref: randomId(), assurance: request.officer.assurance },
    signer: createSigner(world.keys[name]),
    clock,
  });
  const consents = readConsents(draft, registry, now);
  return { draft: withAnswerDeadline(draft), agreement, consents };
}
