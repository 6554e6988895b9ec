import type { Agreement } from "@safepassage/schema";
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

/** Something that stands in the way of the gateway, or will. */
const HealthFinding = z
  .strictObject({
    code: z.string(),
    level: z.enum(["mistake", "waiting", "warning"]),
    file: z.string().meta({ description: "Path as seen from the agency's folder, or an address." }),
    place: z.string().optional().meta({ description: "Where in the file." }),
    sentence: z.string(),
    fix: z.string().meta({ description: "What to do." }),
  })
  .meta({ id: "HealthFinding" });
const Counted = z.strictObject({ open: z.int(), overdue: z.int() });

/** How the gateway is. What only the store knows is left out while it cannot be read. */
export const Health = z
  .strictObject({
    status: z.enum(["ready", "notReady"]),
    reasons: z.array(HealthFinding).readonly().meta({ description: "Why it is not ready." }),
    warnings: z
      .array(HealthFinding)
      .readonly()
      .meta({ description: "What a person should look at, although it is ready." }),
    entity: Entity,
    version: z.string(),
    signingKey: z.string(),
    registry: z.strictObject({
      state: z.enum(["missing", "current", "stale"]),
      issuedAt: Instant.optional(),
      usableUntil: Instant.optional(),
    }),
    outbox: z
      .record(z.string(), z.int())
      .optional()
      .meta({ description: "Messages sent, by state." }),
    inbox: z.int().optional(),
    quarantined: z.int().optional(),
    answers: z.strictObject({ owed: Counted, awaited: Counted }).optional(),
    reviews: Counted.optional().meta({
      description:
        "Messages received that have to be reviewed by a day, whether the data are still needed; overdue are those whose day is over.",
    }),
    certificates: Counted.optional().meta({
      description:
        "Erasures that recipients were asked for and have not certified; overdue are those asked for a week ago.",
    }),
    clock: z
      .strictObject({
        state: z.enum(["plausible", "implausible"]),
        found: Instant.optional(),
        expected: Instant.optional(),
      })
      .optional(),
    maintenance: z.enum(["running", "waiting"]).optional(),
  })
  .meta({ id: "Health" });

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
    secondOfficer: z.array(Code).readonly().meta({
      description:
        "Purposes of which a second officer approves each message before it goes; of `IMMEDIATE_DANGER`, reviews it after it went.",
    }),
    text: (z.record(z.string(), z.unknown()) as unknown as z.ZodType<Agreement>).meta({
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
