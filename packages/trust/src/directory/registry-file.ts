import { type ShortList, TYPE_PATTERNS } from "@safepassage/schema";
import { boundedList, described, readForm, textSchema } from "@safepassage/schema/form";
import * as z from "zod";
import { signingJwkSchema } from "../keys/jwk.ts";
import { TrustError } from "../trust-error.ts";
import { checkHistory, checkKeyStatus, checkRoles, checkWhole } from "./registry-checks.ts";

/** `YYYY-MM-DDThh:mm:ssZ`. */
export const Instant = z.iso.datetime({ precision: 0 });

const instant = (says: string) => described(Instant, `${says}, such as 2026-11-01T00:00:00Z`);
const flag = (says: string) => described(z.boolean(), says);
const code = <List extends ShortList>(list: List, says: string) =>
  described(textSchema({ t: "enum", list }), says);
const Country = described(
  z.string().regex(/^[A-Z]{2}$/),
  "the country (ISO 3166-1 alpha-2), such as GR",
  { code: true },
);

const StateEntry = z.strictObject({
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

const Facts = z.strictObject({
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

const Key = z.strictObject({
  jwk: signingJwkSchema("the public signing key (JWK), as safepassage keys public prints it"),
  from: instant("the instant from which it is in force"),
  until: instant("the instant from which it is in force no longer").optional(),
  status: z.enum(["active", "retired", "compromised"]),
  compromisedAt: instant("the instant since which others may have it").optional(),
});
export type KeyEntry = z.infer<typeof Key>;

const Agency = z.strictObject({
  entity: described(
    z.string().max(256).regex(new RegExp(TYPE_PATTERNS.agency, "u")),
    "its entity id: an https URL in lower case, such as https://ngo-c.test",
  ),
  name: described(z.string().min(1).max(128), "what people call it"),
  endpoint: described(
    z.string().max(512).refine(isEndpoint),
    "the address of its gateway: https, or http of the same machine",
  ).optional(),
  facts: described(
    boundedList(Facts.check(checkRoles), 1, 64),
    "what it is by law, the earliest first",
  ).check(checkHistory),
  keys: described(
    boundedList(Key.check(checkKeyStatus), 0, 64),
    "its signing keys, former ones too",
  ),
});
export type AgencyEntry = z.infer<typeof Agency>;

const States = described(
  z.record(Country, StateEntry).refine((all) => Object.keys(all).length <= 300),
  "each State of an agency, by its country; at most 300",
);

const Whole = z.strictObject({
  spp: z.literal("1.0"),
  test: flag("whether it is a registry for tests, which admits invented countries"),
  issuedAt: instant("the instant of the last change"),
  states: States,
  agencies: described(boundedList(Agency, 1, 4096), "the agencies, each once"),
});

const RegistryFile = Whole.check(checkWhole);

/** The registry as it is kept in a file and as it is signed. */
export type RegistryFile = z.infer<typeof Whole>;

/** The zod type of a {@link RegistryFile}. */
export function registrySchema(): z.ZodType<RegistryFile> {
  return RegistryFile;
}

/**
 * Reads the registry's file: its form, and that it does not contradict itself.
 *
 * @throws {@link TrustError} `TRUST_REGISTRY_INVALID` with every issue. What contradicts another part
 *   is told once the form of both is right.
 */
export function parseRegistryFile(input: unknown): RegistryFile {
  return readForm(RegistryFile, input, (message, issues) => {
    return new TrustError("TRUST_REGISTRY_INVALID", message, { issues });
  });
}

/** Plain http would show who writes to whom, and let anyone answer: it is for one machine only. */
function isEndpoint(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password, search, hash } = new URL(text);
  if (username !== "" || password !== "" || search !== "" || hash !== "") return false;
  return protocol === "https:" || (protocol === "http:" && LOOPBACK.has(hostname));
}

const LOOPBACK: ReadonlySet<string> = new Set(["127.0.0.1", "[::1]", "localhost"]);
