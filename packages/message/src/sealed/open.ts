import type { DecryptionKey } from "@safepassage/trust";
import { createSaltSequence } from "../form/salts-node.ts";
import { type InspectedMessage, inspectContent } from "../read/inspect.ts";
import type { InspectOptions } from "../read/inspect-options.ts";
import { openPackage } from "./open-package.ts";

/** What {@link inspectSealed} needs to know. */
export type SealedOptions = InspectOptions &
  Required<Pick<InspectOptions, "self">> & {
    /** This agency's private key of a current epoch, by `kid`. */
    readonly findKey: (kid: string) => DecryptionKey | undefined;
  };

/** What {@link openMessage} needs to know. */
export type OpenOptions = SealedOptions &
  Required<Pick<InspectOptions, "registry" | "findAgreement" | "profiles">>;

/** A message that passed every structural check. Its values are judged by the validator. */
export type OpenedMessage = Required<InspectedMessage>;

/**
 * Opens a sealed message and makes the structural checks, the cheap ones first.
 *
 * @throws {@link MessageError}, TrustError, DisclosureError or CoreError, one code for each fault.
 * @see `docs/spec/messages.md#structural-checks`
 */
export function openMessage(sealed: string, options: OpenOptions): OpenedMessage {
  // All facts are given, so every part that rests on them is there.
  return inspectSealed(sealed, options) as OpenedMessage;
}

/**
 * Opens a sealed message as `inspectMessage` opens a signed one, with the facts that are given.
 *
 * @throws {@link MessageError}, TrustError, DisclosureError or CoreError, one code for each fault.
 */
export function inspectSealed(sealed: string, options: SealedOptions): InspectedMessage {
  const { seed, ...content } = openPackage(sealed, options.self, options.findKey);
  return inspectContent({ ...content, nextSalt: createSaltSequence(seed) }, options);
}
