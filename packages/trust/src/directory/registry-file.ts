import { TYPE_PATTERNS } from "@safepassage/schema";
import { boundedList, described, readForm } from "@safepassage/schema/form";
import * as z from "zod";
import { TrustError } from "../trust-error.ts";
import { checkHistory, checkKeyStatus, checkRoles, checkWhole } from "./registry-checks.ts";
import { Country, Facts, flag, instant, Key, StateEntry } from "./registry-parts.ts";

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
