import { described, note, textSchema } from "@safepassage/schema/form";
import * as z from "zod";

const DIGEST = "0G9fRzLm2mC2n2jW4zq5oYw1u0yF5n0l6Wc9mC3kZ8A";
/** SHA-256 of the issuer-signed JWT of a message, base64url. Names a message everywhere. */
export const Digest = note(
  z
    .string()
    .regex(/^[\w-]{43}$/)
    .meta({
      id: "Digest",
      description:
        "SHA-256 of the issuer-signed JWT of a message, base64url. It names the message everywhere.",
      example: DIGEST,
    }),
  { written: `as 43 characters of base64url, such as ${DIGEST}` },
);

const ENTITY = "https://ngo-c.test";
export const Entity = z
  .string()
  .min(1)
  .max(256)
  .meta({ id: "Entity", description: "Entity id of an agency.", example: ENTITY });

/** An agency that a request asks about: any that a registry could have. */
export const AskedEntity = described(
  textSchema({ t: "agency" }) as z.ZodType<string, string>,
  "the entity id of an agency, as the registry has it",
  { written: `as an https address without a slash at its end, such as ${ENTITY}` },
);

const INSTANT = "2026-11-24T09:02:00Z";
export const Instant = note(
  z.iso.datetime({ precision: 0 }).meta({
    // Not `Instant`: the types of the catalogue have an `instant`, and many generators make one name of both.
    id: "Time",
    description: "A time in UTC, to the second.",
    example: INSTANT,
  }),
  { written: `in UTC, to the second and with a Z, such as ${INSTANT}` },
);

const DAY = "2027-05-24";
export const Day = note(z.iso.date().meta({ id: "Day", description: "A day.", example: DAY }), {
  written: `as year, month and day, such as ${DAY}`,
});

/** A code of a list of the catalogue, or of this program. */
export const Code = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[\w:./#()-]+$/);
