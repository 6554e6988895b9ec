import type { AgencyContext } from "@safepassage/agency";

/** What the routes of a gateway share. */
export interface GatewayContext extends AgencyContext {
  /** Most octets of bodies that are held at once while they are received, of partners and of one's own systems each. */
  readonly maxHeldOctets: number;
}
