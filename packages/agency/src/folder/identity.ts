import { ProtocolError } from "@safepassage/core";
import { type AgencyRegistry, TrustError } from "@safepassage/trust";
import { type FolderFault, faultsOf } from "./fault.ts";
import { FOLDER } from "./names.ts";

/** Who signs, and when. */
export interface Identity {
  readonly entity: string;
  /** `kid` of the signing key. */
  readonly kid: string;
  readonly at: Date;
}

/** Finds why nobody could verify what an agency signs: the registry must list it, with its key in force. */
export function findIdentityFault(
  registry: AgencyRegistry,
  { entity, kid, at }: Identity,
): FolderFault | undefined {
  // Also one that has left, whatever its key is.
  if (registry.findAgencyAt(entity, at) === undefined) {
    const cause = new TrustError("TRUST_AGENCY_UNKNOWN", "the registry lists no such agency");
    return faultsOf(FOLDER.config, cause, "/entity")[0];
  }
  try {
    registry.verifierFor(entity, kid, at);
    return undefined;
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    return faultsOf(FOLDER.signingKey, cause)[0];
  }
}
