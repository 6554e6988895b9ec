import type { Authenticated } from "@safepassage/agency";
import type { Owner, Room } from "./held-bodies.ts";

/** What partners may hold of a gateway at once. */
export interface PartnerLimits {
  /** Each agency that signs its requests. Default 32 requests, 16 MiB. */
  readonly partner?: Room | undefined;
  /** All requests together that nobody has signed. Default 4 requests, 8 MiB. */
  readonly anonymous?: Room | undefined;
}

/** Makes the function that says who is answerable for a request, and what that one may hold. */
export function createOwners({
  partner = { requests: 32, octets: 16 * MIB },
  anonymous = { requests: 4, octets: 8 * MIB },
}: PartnerLimits = {}): (carrier: Authenticated["carrier"]) => Owner {
  return (carrier) =>
    carrier === "anonymous"
      ? { name: "anonymous", ...anonymous }
      : { name: carrier.agency, ...partner };
}

const MIB = 1_048_576;
