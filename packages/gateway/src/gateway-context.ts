import type { AgencyContext } from "@safepassage/agency";

/** What the routes of a gateway share. */
export interface GatewayContext extends AgencyContext {
  /** Most octets of request bodies held at once while they arrive, for partners and for the own systems each. */
  readonly maxHeldOctets: number;
}
