import {
  canonicalJson,
  isJsonObject,
  type Json,
  type JsonObject,
  parseJson,
} from "@safepassage/core";
import type { GeneralJws, GeneralJwsParts } from "@safepassage/trust";
import { CliError } from "../errors/cli-error.ts";
import type { Io } from "../io/command.ts";
import { asKind } from "./needs.ts";
import { inFile, readJson } from "./read-input.ts";

/** The terms of an agreement in a file, and the signatures under them, if there are any. */
export interface AgreementFile {
  /** The members as they stand; nobody has checked them. */
  readonly terms: JsonObject;
  readonly signed: GeneralJws;
  readonly signatures: GeneralJwsParts["signatures"];
}

/** Reads the terms in a file and the signatures under them. */
export async function readAgreementFile(io: Io, path: string): Promise<AgreementFile> {
  const { AGREEMENT_TYPE } = await import("@safepassage/message");
  const { readGeneralJws } = await import("@safepassage/trust");
  const file = await readJson(io, path, "terms");
  return asKind(path, file, "terms", () =>
    read(path, file, (jws) => readGeneralJws(jws, { typ: AGREEMENT_TYPE })),
  );
}

function read(path: string, file: Json, partsOf: (file: Json) => GeneralJwsParts): AgreementFile {
  const isSigned = isJsonObject(file) && "signatures" in file;
  if (!isSigned) {
    const payload = inFile(path, () => canonicalJson(file));
    const encoded = Buffer.from(payload).toString("base64url");
    const signed: GeneralJws = { payload: encoded, signatures: [] };
    return { terms: requireTerms(path, file), signed, signatures: [] };
  }
  const parts = inFile(path, () => partsOf(file));
  const { payload, signatures } = parts;
  const terms = inFile(path, () => parseJson(payload, { maxLength: 262_144, maxDepth: 8 }));
  if (canonicalJson(terms) !== payload) throw new CliError("CLI_NOT_TERMS", path);
  return { terms: requireTerms(path, terms), signed: file as unknown as GeneralJws, signatures };
}

/** Checks that a file holds terms at all; the parser checks the terms. */
function requireTerms(path: string, json: Json): JsonObject {
  if (isJsonObject(json) && Array.isArray(json["parties"]) && !("sha256" in json)) return json;
  throw new CliError("CLI_NOT_TERMS", path);
}
