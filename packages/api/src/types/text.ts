import * as z from "zod";

/** SHA-256 of the issuer-signed JWT of a message, base64url. Names a message everywhere. */
export const Digest = z
  .string()
  .regex(/^[\w-]{43}$/)
  .meta({
    id: "Digest",
    description:
      "SHA-256 of the issuer-signed JWT of a message, base64url. It names the message everywhere.",
    example: "0G9fRzLm2mC2n2jW4zq5oYw1u0yF5n0l6Wc9mC3kZ8A",
  });

export const Entity = z
  .string()
  .min(1)
  .max(256)
  .meta({ id: "Entity", description: "Entity id of an agency.", example: "https://ngo-c.test" });

export const Instant = z.iso.datetime({ precision: 0 }).meta({
  id: "Instant",
  description: "A time in UTC, to the second.",
  example: "2026-11-24T09:02:00Z",
});

export const Day = z.iso.date().meta({ id: "Day", description: "A day.", example: "2027-05-24" });

/** A code of a list of the catalogue, or of this program. */
export const Code = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[\w:./#()-]+$/);
