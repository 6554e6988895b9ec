import type { Verifier } from "@safepassage/core";
import {
  createVerifier,
  type KeyEpoch,
  type PrivateJwk,
  type PublicJwk,
  parseKeyEpochs,
  parsePrivateJwk,
  parsePublicJwk,
  TrustError,
} from "@safepassage/trust";
import { type AgencyConfig, parseAgencyConfig } from "../config.ts";
import { folderFault, type Part } from "./fault.ts";
import { FOLDER } from "./names.ts";
import {
  lookAt,
  ofPart,
  parsePart,
  readNames,
  readOctetsPart,
  readPart,
  readTextPart,
} from "./read-part.ts";

/** A signed agreement, in a file of its own. */
export interface AgreementFile {
  /** Path as seen from the folder. */
  readonly file: string;
  readonly text: string;
}

/** All that the folder of an agency holds, each part read by itself. */
export interface AgencyParts {
  readonly config: Part<AgencyConfig>;
  readonly registryKey: Part<Verifier>;
  readonly signingKey: Part<PrivateJwk>;
  readonly officerKey: Part<Uint8Array>;
  /** Empty if there are none yet: the program makes them. */
  readonly epochs: Part<readonly KeyEpoch[]>;
  /** Those that are JSON. */
  readonly agreements: Part<readonly AgreementFile[]>;
}

/** Reads the folder of an agency, whatever is wrong with any part of it. */
export function readAgencyParts(folder: string): AgencyParts {
  return {
    config: readPart(folder, FOLDER.config, parseAgencyConfig),
    registryKey: readRegistryKey(folder),
    signingKey: readSigningKey(folder, FOLDER.signingKey),
    officerKey: readOfficerKey(folder),
    epochs:
      lookAt(folder, FOLDER.epochs) === undefined
        ? { value: [], faults: [] }
        : readPart(folder, FOLDER.epochs, parseKeyEpochs),
    agreements: readAgreements(folder),
  };
}

/** Reads the key that names officers and persons. */
export function readOfficerKey(folder: string): Part<Uint8Array> {
  return ofPart(readOctetsPart(folder, FOLDER.officerKey), (octets) =>
    octets.length === 32
      ? { value: octets, faults: [] }
      : { value: undefined, faults: [folderFault("OFFICER_KEY_LENGTH", FOLDER.officerKey)] },
  );
}

/** Reads a private signing key: the present one, or the next. */
export function readSigningKey(folder: string, file: string): Part<PrivateJwk> {
  return readPart(folder, file, (jwk) => requireSigning(parsePrivateJwk(jwk)));
}

/** Reads the public key that the agency gives to the authority of the registry. */
export function readPublicKey(folder: string): Part<PublicJwk> {
  return readPart(folder, FOLDER.publicKey, parsePublicJwk);
}

/** Reads all signed agreements. Whatever lies among them must be JSON. */
export function readAgreements(folder: string): Part<readonly AgreementFile[]> {
  return ofPart(readNames(folder, FOLDER.agreements), (names) => {
    const read = names.map((name) => {
      const file = `${FOLDER.agreements}/${name}`;
      return ofPart(readTextPart(folder, file), (text) =>
        parsePart(file, text, () => ({ file, text })),
      );
    });
    return {
      value: read.flatMap(({ value }) => value ?? []),
      faults: read.flatMap(({ faults }) => faults),
    };
  });
}

function requireSigning(key: PrivateJwk): PrivateJwk {
  if (key.use === "sig") return key;
  throw new TrustError("TRUST_KEY_UNSUITABLE", "the key is not for signing");
}

/** The key of another: none that this agency could make. */
function readRegistryKey(folder: string): Part<Verifier> {
  const part = readPart(folder, FOLDER.registryKey, (jwk) => createVerifier(parsePublicJwk(jwk)));
  const fix = "Put the public key there that the authority of the registry has told you.";
  const faults = part.faults.map((fault) =>
    fault.code === "TRUST_KEY_INVALID" ? { ...fault, fix } : fault,
  );
  return { ...part, faults };
}
