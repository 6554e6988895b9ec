import type { Agency, Agreement, Authorisation, Consent, State } from "@safepassage/schema";
import { type InspectedMessage, inspectSealed } from "../read/inspect.ts";
import type { OpenOptions } from "../read/open-options.ts";

/** A message that passed every structural check. Its values are judged by the validator. */
export interface OpenedMessage extends InspectedMessage {
  readonly sender: Agency;
  readonly recipient: Agency;
  readonly states: Readonly<Record<string, State>>;
  readonly agreement: Agreement;
  readonly consents: readonly Consent[];
  readonly authorisations: readonly Authorisation[];
}

/**
 * Opens a sealed message and carries out the structural checks, in the order of their cost.
 *
 * @throws {@link MessageError}, TrustError, DisclosureError or CoreError, one code for each fault.
 * @see `docs/spec/messages.md#structural-checks`
 */
export function openMessage(sealed: string, options: OpenOptions): OpenedMessage {
  // With all facts given, what rests on them is there.
  return inspectSealed(sealed, options) as OpenedMessage;
}
