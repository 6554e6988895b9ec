import type { ShortList } from "@safepassage/schema";
import { boundedList, described, textSchema } from "@safepassage/schema/form";
import * as z from "zod";
import { signingJwkSchema } from "../keys/jwk.ts";

/** `YYYY-MM-DDThh:mm:ssZ`. */
export const Instant = z.iso.datetime({ precision: 0 });

export const instant = (says: string) =>
  described(Instant, `${says}, such as 2026-11-01T00:00:00Z`);
export const flag = (says: string) => described(z.boolean(), says);
const code = <List extends ShortList>(list: List, says: string) =>
  described(textSchema({ t: "enum", list }), says);
export const Country = described(
  z.string().regex(/^[A-Z]{2}$/),
  "the country (ISO 3166-1 alpha-2), such as GR",
  { code: true },
);

export const StateEntry = z.strictObject({
  eu: flag("whether it is a Member State of the Union"),
  schengen: flag("whether it is a Schengen State"),
  adequacyLed: flag("whether there is an adequacy decision under LED Art 36"),
  adequacyGdpr: flag("whether there is an adequacy decision under GDPR Art 45"),
  deathPenalty: flag("whether the death penalty may be imposed there"),
  crueltyRisk: flag("whether there is a risk of cruel or inhuman treatment"),
  bound: described(
    z
      .record(textSchema({ t: "enum", list: "legal_instrument" }), z.boolean())
      .refine((all) => Object.keys(all).length <= 64),
    "whether an instrument binds it, by the instrument's code, such as REG2023/1543",
  ).exactOptional(),
  rtbiLaw: flag("whether its law allows biometric search in real time").exactOptional(),
});

export const Facts = z.strictObject({
  from: instant("the instant from which this holds"),
  until: instant("the instant from which it holds no longer").optional(),
  type: code("agency_type", "the type of agency"),
  country: Country,
  regime: code("regime", "the law of data protection that binds it"),
  flags: z.strictObject({
    vawa: flag("whether it is bound by the VAWA"),
    shelter: flag("whether it is a place of refuge"),
    publicPowers: flag("whether it has public powers"),
    officialAuthority: flag("whether it acts under official authority"),
    mayWaivePenalty: flag("whether it may decide not to penalise a victim").exactOptional(),
    protectionUnit: flag("whether it relocates and protects witnesses").exactOptional(),
  }),
  judicialRoles: described(
    boundedList(textSchema({ t: "enum", list: "issuing_authority" }), 1, 8),
    "the roles in which it orders and authorises",
  ).optional(),
});
export type Fact = z.infer<typeof Facts>;

export const Key = z.strictObject({
  jwk: signingJwkSchema("the public signing key (JWK), as safepassage keys public prints it"),
  from: instant("the instant from which it is in force"),
  until: instant("the instant from which it is in force no longer").optional(),
  status: z.enum(["active", "retired", "compromised"]),
  compromisedAt: instant("the instant since which others may have it").optional(),
});
export type KeyEntry = z.infer<typeof Key>;
