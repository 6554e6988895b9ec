import {
  decodeBase64urlText,
  isJsonObject,
  type JsonObject,
  parseJson,
  type Verifier,
} from "@safepassage/core";
import type { AgencyRegistry, PublicJwk, RegistryFile } from "@safepassage/trust";
import { CliError, optionInvalid, optionMissing } from "../errors/cli-error.ts";
import type { Io } from "../io/command.ts";
import { asKind, requireKind } from "./needs.ts";
import { type CommonOptions, requireWithout } from "./options.ts";
import { type Hints, inFile, LOCAL, readAs, readText } from "./read-input.ts";
import { PUBLIC_KEY } from "./read-keys.ts";

/** Help texts of {@link RegistryOptions}. */
export const REGISTRY = "registry of agencies: its file, or what its authority serves";
export const REGISTRY_KEY = "the authority's public key; a signed registry needs it";

/** Options of a command that needs a registry. */
export interface RegistryOptions extends CommonOptions {
  readonly registry?: string;
  /** Public key of the registry's authority. */
  readonly registryKey?: string;
}

/**
 * Reads a registry: a plain file that its user vouches for, or the signed registry that its authority
 * serves. A signed registry needs the authority's key and a key needs a signed registry: otherwise
 * someone could wrongly believe that a signature was checked.
 */
export async function readRegistry(io: Io, options: RegistryOptions): Promise<AgencyRegistry> {
  const { parseRegistry, verifyRegistry } = await import("@safepassage/trust");
  const { value, isSigned } = await read(io, options, {
    plain: parseRegistry,
    signed: verifyRegistry,
  });
  if (options.registryKey !== undefined && !isSigned) {
    throw optionInvalid(`--registry-key: ${options.registry} is not signed`);
  }
  return value;
}

/** {@link readRegistry}, where there may be none: a key alone would check nothing. */
export async function readRegistryIfGiven(
  io: Io,
  options: RegistryOptions,
): Promise<AgencyRegistry | undefined> {
  if (options.registry !== undefined) return readRegistry(io, options);
  requireWithout(options, ["registryKey"], "without --registry");
  return undefined;
}

/** Reads a registry as the file that it is, and says whether it is signed. A key is used if it is. */
export async function readRegistryFile(
  io: Io,
  options: RegistryOptions,
): Promise<ReadAs<RegistryFile>> {
  const { parseRegistryFile, verifyRegistry } = await import("@safepassage/trust");
  return read(io, options, {
    plain: parseRegistryFile,
    signed(jws, verifier) {
      verifyRegistry(jws, verifier);
      // Its form and limits are verified now.
      return parseRegistryFile(JSON.parse(decodeBase64urlText(jws.split(".")[1] ?? "")));
    },
  });
}

/** Checks that a registry, which was read from a file, is signed with a key. */
export async function requireSigned(path: string, text: string, key: PublicJwk): Promise<void> {
  const { createVerifier, verifyRegistry } = await import("@safepassage/trust");
  inFile(path, () => verifyRegistry(text, createVerifier(key)), REGISTRY_HINTS);
}

interface ReadAs<T> {
  readonly value: T;
  readonly isSigned: boolean;
}

async function read<T>(
  io: Io,
  { registry: path = "", registryKey }: RegistryOptions,
  as: { plain(file: JsonObject): T; signed(jws: string, verifier: Verifier): T },
): Promise<ReadAs<T>> {
  const text = await readText(io, path, "registry");
  if (JWS.test(text)) {
    requireKind(path, text, "registry");
    const verifier = await readRegistryKey(io, path, registryKey);
    return {
      value: inFile(path, () => as.signed(text, verifier), REGISTRY_HINTS),
      isSigned: true,
    };
  }
  const value = asKind(path, text, "registry", () => {
    const file = inFile(path, () => parseJson(text, BOUNDS), LOCAL);
    if (isJsonObject(file) && "agencies" in file) return inFile(path, () => as.plain(file));
    throw new CliError("CLI_NOT_A_REGISTRY", path);
  });
  return { value, isSigned: false };
}

async function readRegistryKey(
  io: Io,
  registry: string,
  path: string | undefined,
): Promise<Verifier> {
  if (path === undefined) {
    throw optionMissing(
      `${registry} is signed: give --registry-key, the authority's public key, to check it`,
    );
  }
  const { createVerifier, parsePublicJwk } = await import("@safepassage/trust");
  return readAs(io, path, "publicKey", (key) => createVerifier(parsePublicJwk(key)), PUBLIC_KEY);
}

const REGISTRY_HINTS: Hints = {
  JWS_SIGNATURE_INVALID: "It was changed, or another key than this one signed it: do not use it.",
  JWS_ALGORITHM_NOT_ALLOWED: "Another kind of key than this one signed it: do not use it.",
  JWS_TYPE_WRONG: "It is signed, but it is no registry: give what the registry's authority serves.",
};
/** As of a signed registry: what its authority can sign, it can check before. */
const BOUNDS = { maxLength: 8_388_608, maxDepth: 32, maxValues: 1_048_576 };
const JWS = /^[\w-]+\.[\w-]+\.[\w-]+$/;
