import {
  encodeBase64url,
  encodeBase64urlText,
  type JsonObject,
  type Signer,
} from "@safepassage/core";
import { DisclosureError } from "./disclosure-error.ts";
import { isSdJwtForm, type SdJwtForm } from "./form.ts";
import { type ParsedKeyBinding, type ParsedSdJwt, requireDisjoint } from "./read.ts";

/** Options of {@link convertSdJwt}. */
export interface ConvertSdJwtOptions {
  readonly form: SdJwtForm;
  /**
   * `all` refuses a form that cannot hold every signature. `first` keeps only the first, even in a form
   * that could hold more. Default: `all`.
   */
  readonly signatures?: "all" | "first";
}

/** The parts of an SD-JWT that are written. */
export type WritableSdJwt = Pick<
  ParsedSdJwt,
  "jws" | "signatures" | "disclosures" | "presented"
> & { readonly keyBinding: Pick<ParsedKeyBinding, "text"> | undefined };

/**
 * Writes an SD-JWT in another form, with the same signatures, disclosures and key binding.
 *
 * The key binding stays valid, because in every form it covers the compact form. A `kid` in an
 * unprotected header is kept in the JSON forms and lost in compact form.
 *
 * @throws {@link DisclosureError} `DISCLOSURE_SIGNATURES_SEVERAL` if signatures would be lost,
 *   `DISCLOSURE_HEADER_MISPLACED` for a header that no JSON form can have.
 * @throws TypeError for an unknown form or choice of signatures.
 * @see RFC 9901, Section 8; RFC 7515, Section 7.2
 */
export function convertSdJwt(
  parsed: WritableSdJwt,
  { form, signatures: choice = "all" }: ConvertSdJwtOptions,
): string {
  if (!isSdJwtForm(form)) throw new TypeError("form must be compact, flattened or general");
  if (choice !== "all" && choice !== "first")
    throw new TypeError("signatures must be all or first");
  const signatures = choice === "first" ? parsed.signatures.slice(0, 1) : parsed.signatures;
  if (signatures.length > 1 && form !== "general") {
    throw new DisclosureError("DISCLOSURE_SIGNATURES_SEVERAL", `${signatures.length} signatures`);
  }
  const { presented, keyBinding } = parsed;
  if (form === "compact") return presented + (keyBinding?.text ?? "");

  const members = signatures.map((signature, index) => {
    const { jwt, jws } = signature;
    const kid = jws.kid === undefined ? signature.kid : undefined;
    requireDisjoint(jws.header, kid);
    const header = {
      ...(kid === undefined ? {} : { kid }),
      ...(index === 0 ? firstHeader(parsed) : {}),
    };
    return {
      protected: jwt.slice(0, jwt.indexOf(".")),
      signature: jwt.slice(jwt.lastIndexOf(".") + 1),
      ...(Object.keys(header).length === 0 ? {} : { header }),
    };
  });
  const { payload } = parsed.jws;
  return JSON.stringify(
    form === "general" ? { payload, signatures: members } : { payload, ...members[0] },
  );
}

/**
 * Adds a signature over the same payload, by a second key of the issuer or by a second issuer.
 *
 * Does not check the existing signatures.
 *
 * @param header - Protected header beside `alg` and `kid`.
 * @returns the SD-JWT in general form.
 * @throws {@link DisclosureError} as {@link convertSdJwt} does.
 */
export function addSdJwtSignature(
  parsed: ParsedSdJwt,
  { signer, header }: { readonly signer: Signer; readonly header: JsonObject & { typ: string } },
): string {
  const { alg, kid } = signer;
  const encoded = encodeBase64urlText(JSON.stringify({ ...header, alg, kid }));
  const signature = signer.sign(`${encoded}.${parsed.jws.payload}`);
  const general = JSON.parse(convertSdJwt(parsed, { form: "general" })) as {
    readonly payload: string;
    readonly signatures: readonly JsonObject[];
  };
  const added = { protected: encoded, signature: encodeBase64url(signature) };
  return JSON.stringify({ ...general, signatures: [...general.signatures, added] });
}

/** Writes `disclosures` even if it is empty, which marks the object as an SD-JWT. */
function firstHeader({ disclosures, keyBinding }: WritableSdJwt): JsonObject {
  return {
    disclosures: [...disclosures.values()].map(({ text }) => text),
    ...(keyBinding === undefined ? {} : { kb_jwt: keyBinding.text }),
  };
}
