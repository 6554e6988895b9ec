import { described } from "@safepassage/schema/form";
import * as z from "zod";
import { ROLES } from "../model/operation.ts";
import { Code, Day, Entity, Instant } from "./text.ts";

/** Who asks, and what that one may do. */
export const Me = z
  .strictObject({
    entity: Entity.meta({ description: "The agency whose gateway this is." }),
    kind: z.enum(["machine", "roleToken", "officer"]),
    officer: z.string().optional().meta({ description: "Staff id." }),
    assurance: z.int().optional(),
    pageToken: z.string().optional().meta({
      description: "For a browser: goes into the header safepassage-page of each change.",
    }),
    roles: z.array(z.enum(Object.keys(ROLES) as [keyof typeof ROLES])).readonly(),
    operations: z
      .array(z.string())
      .readonly()
      .meta({ description: "Ids of the operations that are open to this one." }),
  })
  .meta({ id: "Me" });

/** Another agency, as the registry has it. */
const PartnerEntry = z
  .strictObject({
    entity: Entity,
    type: Code,
    country: Code,
    isReachable: z.boolean().meta({ description: "Whether the registry has an address for it." }),
    agreements: z
      .array(z.string())
      .readonly()
      .meta({ description: "Ids of the agreements in force with it." }),
  })
  .meta({ id: "PartnerEntry" });
export const Partners = z
  .strictObject({ entries: z.array(PartnerEntry).readonly() })
  .meta({ id: "Partners" });

/** An agreement in force that names the agency. */
const AgreementEntry = z
  .strictObject({
    id: z.string(),
    sha256: z.string(),
    parties: z.array(Entity).readonly(),
    from: Day,
    until: Day,
    purposes: z.array(Code).readonly(),
    secondOfficer: z
      .array(Code)
      .readonly()
      .meta({ description: "Purposes of which a second officer approves each message." }),
    text: (z.record(z.string(), z.unknown()) as unknown as z.ZodType<object>).meta({
      description: "The whole agreement.",
    }),
  })
  .meta({ id: "AgreementEntry" });
export const Agreements = z
  .strictObject({ entries: z.array(AgreementEntry).readonly() })
  .meta({ id: "Agreements" });

export const ClockConfirmation = z
  .strictObject({ time: described(Instant, "what another clock shows that you trust") })
  .meta({ id: "ClockConfirmation" });
export const Clock = (z.record(z.string(), z.unknown()) as unknown as z.ZodType<object>).meta({
  id: "Clock",
  description: "How the clock stands.",
});

const OfficerId = z.string().regex(/^[\x21-\x7e]{1,32}$/);
export const LockBody = z
  .strictObject({ officer: described(OfficerId, "the staff id of whoever is locked out") })
  .meta({ id: "LockBody" });
export const Locks = z
  .strictObject({
    entries: z.array(z.strictObject({ officer: OfficerId, at: Instant })).readonly(),
  })
  .meta({ id: "Locks" });
