import { isJsonObject, type JsonObject } from "@safepassage/core";
import type {
  FormPolicy,
  KeyBindingPolicy,
  ParsedSignature,
  SdJwtPolicy,
} from "@safepassage/disclosure";
import { CliError, optionInvalid } from "../errors/cli-error.ts";
import type { Io } from "../io/command.ts";
import { type CommonOptions, requireWithout } from "../read/options.ts";
import { type PublicKey, parsePublicKey, readOneKey, readPublicKeys } from "./keys.ts";
import { readAlgorithms, readChoice, readForm, readNumber, requireOption } from "./options.ts";

/** Options of `sd-jwt verify`. */
export interface VerifyOptions extends CommonOptions {
  readonly issuerKey: string;
  readonly typ: string;
  readonly keyBinding: string;
  readonly audience?: string;
  readonly nonce?: string;
  readonly maxAge?: string;
  readonly holderKey?: string;
  readonly alg?: readonly string[];
  readonly form: string;
  readonly signatures?: string;
  readonly requireAllResolved?: boolean;
  readonly expiry: string;
  readonly skew: string;
}

/** A policy, and the keys that its use has found. */
export interface ReadPolicy {
  readonly policy: SdJwtPolicy;
  keyOf(signature: ParsedSignature): PublicKey;
  /** Thumbprint of the holder's key, once it was needed. */
  holder(): string | undefined;
}

/** Turns options into a policy. Every option is either checked or refused. */
export async function readPolicy(io: Io, options: VerifyOptions, now: Date): Promise<ReadPolicy> {
  const keys = await readPublicKeys(io, options.issuerKey);
  const keyOf = (signature: ParsedSignature) => chooseKey(keys, signature.kid);
  let holder: string | undefined;
  const policy: SdJwtPolicy = {
    resolveVerifier: (_, __, signature) => keyOf(signature).verifier,
    algorithms: readAlgorithms(options.alg),
    typ: options.typ,
    keyBinding: await readKeyBinding(io, options, (key) => {
      holder = key.thumbprint;
    }),
    serialization: readSerialization(options, keys),
    requireAllResolved: options.requireAllResolved === true,
    checkExpiry: readChoice("--expiry", options.expiry, ["enforce", "ignore"]),
    clock: { now: () => now },
    skewSeconds: readNumber("--skew", options.skew, 0),
  };
  return { policy, keyOf, holder: () => holder };
}

function chooseKey(keys: readonly PublicKey[], kid: string | undefined): PublicKey {
  // A key alone needs no name.
  const fits = (key: PublicKey): boolean =>
    kid === undefined || key.kid === undefined ? keys.length === 1 : key.kid === kid;
  const [only, ...others] = keys.filter(fits);
  if (only !== undefined && others.length === 0) return only;
  throw new CliError("CLI_ISSUER_KEY_UNKNOWN", "kid names none of the keys, or more than one");
}

function readSerialization(options: VerifyOptions, keys: readonly PublicKey[]): FormPolicy {
  const form = readForm("--form", options.form);
  if (form !== "general") {
    requireWithout(options, ["signatures"], `in ${form} form`);
    return { form };
  }
  const which = requireOption("--signatures", options.signatures, "in general form");
  const verify = readChoice("--signatures", which, ["only", "first", "all"]);
  if (verify !== "all") return { form, signatures: { verify } };
  const kids = keys.map(({ kid }) => kid).filter((kid) => kid !== undefined);
  if (kids.length < keys.length || new Set(kids).size < kids.length) {
    throw optionInvalid("--signatures all needs a kid for each key, each once");
  }
  return { form, signatures: { verify, kids } };
}

async function readKeyBinding(
  io: Io,
  options: VerifyOptions,
  found: (key: PublicKey) => void,
): Promise<KeyBindingPolicy> {
  const mode = readChoice("--key-binding", options.keyBinding, ["required", "forbidden"]);
  if (mode === "forbidden") {
    const names = ["audience", "nonce", "maxAge", "holderKey"];
    requireWithout(options, names, "where key binding is forbidden");
    return { mode };
  }
  const why = "where key binding is required";
  const { holderKey } = options;
  const given =
    holderKey === undefined ? undefined : await readOneKey(io, "--holder-key", holderKey);
  const maxAge = requireOption("--max-age", options.maxAge, why);
  return {
    mode,
    audience: requireOption("--audience", options.audience, why),
    nonce: requireOption("--nonce", options.nonce, why),
    maxAgeSeconds: readNumber("--max-age", maxAge, 1),
    resolveHolderKey(claims) {
      const key = given ?? parseBoundKey(claims);
      found(key);
      return key.verifier;
    },
  };
}

/** The key in `cnf`; other ways to name one are not followed (RFC 7800, Section 3.1). */
function parseBoundKey({ cnf }: JsonObject): PublicKey {
  if (isJsonObject(cnf) && cnf["jwk"] !== undefined) return parsePublicKey(cnf["jwk"]);
  throw new CliError("CLI_HOLDER_KEY_MISSING", "the claims have no cnf with a jwk");
}
