import { isAbsolute, join, relative } from "node:path";
import type { Json } from "@safepassage/core";
import type { PublicJwk } from "@safepassage/trust";
import type { Command } from "commander";
import { CliError, optionInvalid } from "../errors/cli-error.ts";
import { inFolder } from "../gateway/in-folder.ts";
import type { Io } from "../io/command.ts";
import { printResult } from "../print/result.ts";
import { kindOf } from "../read/kind-of.ts";
import { requireKind } from "../read/needs.ts";
import { requireEntity } from "../read/options.ts";
import { readAs, readText } from "../read/read-input.ts";
import { PUBLIC_KEY } from "../read/read-keys.ts";
import { requireSigned } from "../read/read-registry.ts";
import { addForms } from "./init-forms.ts";
import { addInitRequest } from "./init-request.ts";

interface ExchangeOptions {
  readonly port?: string;
  readonly json?: boolean;
}

interface AgencyOptions {
  readonly entity: string;
  readonly registry: string;
  readonly registryKey: string;
  readonly json?: boolean;
}

/** `safepassage init`: make agencies' folders, and the files that a caseworker fills in. */
export function addInit(program: Command, io: Io): void {
  const init = program
    .command("init")
    .description("Make an agency's folder, a test exchange, or a file to fill in")
    .addHelpText("after", `${EXCHANGE}\n\nEach takes --json and has a --help of its own.`);

  init
    .command("exchange <folder>")
    .description("Make a test exchange on this machine: two agencies, their registry and agreement")
    .option("--port <number>", "port of the first agency's gateway, if gateways will run")
    .option("--json", "print JSON")
    .addHelpText("after", EXCHANGE)
    .action((folder: string, options: ExchangeOptions) => makeExchange(io, folder, options));

  init
    .command("agency <folder>")
    .description("Make the folder of an agency: keys, registry, room for agreements and state")
    .requiredOption("--entity <entity>", "entity id of your agency")
    .requiredOption("--registry <place>", "the signed registry: its file or its address")
    .requiredOption("--registry-key <file>", "public key of the registry's authority")
    .option("--json", "print JSON")
    .addHelpText("after", AGENCY)
    .action((folder: string, options: AgencyOptions) => makeAgency(io, folder, options));

  addForms(init, io);
  addInitRequest(init, io);
}

async function makeExchange(io: Io, folder: string, { port, json }: ExchangeOptions) {
  const { makeTestExchange } = await import("@safepassage/agency/node");
  const clock = { now: () => io.now() };
  const first = port === undefined ? {} : { port: readPort(port) };
  const place = io.place(folder);
  const made = await inFolder(folder, () => makeTestExchange(place, { clock, ...first }));
  const folders = made.map((one) => join(folder, relative(place, one)));
  printResult(
    io,
    json,
    { folders },
    ...folders,
    "These are agencies of invented countries, listed in a test registry. Both have signed",
    "the agreement AGR-ASSIST for ASSISTANCE_REFERRAL.",
  );
}

function readPort(port: string): number {
  const number = Number(port);
  if (/^\d{1,5}$/.test(port) && number >= 1 && number <= 65_533) return number;
  throw optionInvalid("--port is a number from 1 to 65533");
}

async function makeAgency(io: Io, folder: string, options: AgencyOptions): Promise<void> {
  const { entity, registryKey: keyFile } = options;
  await requireEntity("--entity", entity);
  const { makeAgencyFolder } = await import("@safepassage/agency/node");
  const registryKey = await readVerificationKey(io, keyFile);
  const registry = await seenFrom(io, folder, { registry: options.registry, registryKey });
  const what = { entity, registry, registryKey };
  const { kid } = await inFolder(folder, () => makeAgencyFolder(io.place(folder), what));
  const publicKey = join(folder, "public-key.json");
  printResult(
    io,
    options.json,
    { folder, kid, publicKey },
    `${entity} in ${folder}, with the key ${kid}`,
    `Give ${publicKey} to the registry's authority, and put agreements into`,
    `${join(folder, "agreements")}. Nobody else may read ${join(folder, "keys")}.`,
  );
}

/** Reads a public key that checks signatures. */
async function readVerificationKey(io: Io, path: string): Promise<PublicJwk> {
  const { createVerifier, parsePublicJwk } = await import("@safepassage/trust");
  const parse = (file: Json): PublicJwk => {
    const key = parsePublicJwk(file);
    createVerifier(key);
    return key;
  };
  return readAs(io, path, "publicKey", parse, PUBLIC_KEY);
}

/** The registry's place relative to the folder, wherever the command was typed. A file has to be signed with the key. */
async function seenFrom(
  io: Io,
  folder: string,
  { registry, registryKey }: { readonly registry: string; readonly registryKey: PublicJwk },
): Promise<string> {
  if (/^https?:/.test(registry)) {
    if (URL.canParse(registry)) return registry;
    throw optionInvalid("--registry is a file, or an address such as https://registry.test/r.jwt");
  }
  if (!(await io.exists(registry))) throw new CliError("CLI_FILE_UNREADABLE", registry);
  const text = await readText(io, registry, "signedRegistry");
  requireKind(registry, text, "signedRegistry");
  if (kindOf(text) === undefined) throw new CliError("CLI_NOT_A_REGISTRY", registry);
  await requireSigned(registry, text, registryKey);
  return isAbsolute(registry) ? registry : relative(io.place(folder), io.place(registry));
}

const EXCHANGE = `
Example, two agencies for trying things, which may send to each other at once:
  safepassage init exchange exchange`;

const AGENCY = `
Example, with the address of a registry:
  safepassage init agency ngo-a --entity https://ngo-a.test \\
      --registry https://registry.test/registry.jwt --registry-key registry-key.json

Nothing is replaced. docs/spec/agency.md says what is in the folder.`;
