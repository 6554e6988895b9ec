import { isJsonObject, type Json, type Signer } from "@safepassage/core";
import type { Claims, Decoys } from "@safepassage/disclosure";
import type { Command } from "commander";
import { optionInvalid, optionMissing } from "../errors/cli-error.ts";
import type { Io } from "../io/command.ts";
import { requireKind } from "../read/needs.ts";
import { requireFree } from "../read/options.ts";
import { inFile, readJson } from "../read/read-input.ts";
import { type PointerOptions, readForm, readNumber, readPointers } from "../sd-jwt/options.ts";

interface IssueOptions extends PointerOptions {
  readonly key: readonly string[];
  readonly typ: string;
  readonly holder?: string;
  readonly decoys?: string;
  readonly form: string;
}

/** `safepassage sd-jwt issue`: sign claims that can be disclosed one by one. */
export function addSdJwtIssue(group: Command, io: Io): void {
  group
    .command("issue <claims>")
    .description("Sign claims (a JSON object) as an SD-JWT with all its disclosures")
    .requiredOption("--key <file...>", "private key (JWK); several sign in general form")
    .requiredOption("--typ <typ>", "typ of the protected header, such as example+sd-jwt")
    .option("--disclose <pointer...>", "JSON pointers to the disclosable claims")
    .option("--disclose-file <file>", "the same as a JSON array in a file")
    .option("--holder <file>", "public key (JWK) of the holder, for the claim cnf")
    .option("--decoys <number>", "decoys for each object that has something disclosable")
    .option("--form <form>", "compact, flattened or general", "compact")
    .option("--out <file>", "write it to a file that only you can read")
    .option("--json", "print JSON: the SD-JWT and the digests")
    .addHelpText("after", `\nExample:\n${ISSUE_EXAMPLE}\n${ISSUE_NOTES}`)
    .action(async (file: string, options: IssueOptions) => {
      const { addSdJwtSignature, convertSdJwt, issueSdJwt, readSdJwt } = await import(
        "@safepassage/disclosure"
      );
      const { readSigner } = await import("../sd-jwt/keys.ts");
      const { markClaims } = await import("../sd-jwt/mark-claims.ts");
      await requireFree(io, options.out);
      const form = readForm("--form", options.form);
      const header = { typ: options.typ };
      const signers: Signer[] = [];
      for (const path of options.key) signers.push(await readSigner(io, path));
      const [signer, ...others] = signers;
      if (signer === undefined) throw optionMissing("--key is needed");
      if (others.length > 0 && form !== "general") {
        throw optionInvalid("several keys sign in general form only");
      }
      const decoys = await readDecoys(options.decoys);
      const claims = await bindHolder(io, await readClaims(io, file), options.holder);
      const pointers = await readPointers(io, options);

      const issued = inFile(file, () => {
        const marked = markClaims(claims, pointers) as Claims;
        return issueSdJwt({ claims: marked, header, signer, ...(decoys && { decoys }) });
      });
      let text = convertSdJwt(readSdJwt(issued.sdJwt), { form });
      for (const other of others) {
        text = addSdJwtSignature(readSdJwt(text, { form }), { signer: other, header });
      }

      if (options.out !== undefined) await io.write(options.out, text, { secret: true });
      if (options.json === true) {
        io.out(JSON.stringify({ sdJwt: text, form, digests: issued.digests }));
        return;
      }
      if (options.out === undefined) io.out(text);
      const by = signers.map(({ alg, kid }) => `${alg} under ${kid}`);
      io.err(`issued  ${form}, disclosures: ${issued.disclosures.length}, ${by.join(", ")}`);
    });
}

/** Reads the claims. Private keys among a person's files are never taken for them: who gets the SD-JWT would get the keys. */
async function readClaims(io: Io, file: string): Promise<Json> {
  const claims = await readJson(io, file, "claims");
  if (isJsonObject(claims)) {
    const { keys } = claims;
    const all = Array.isArray(keys) ? [claims, ...keys] : [claims];
    if (all.some((one) => isJsonObject(one) && Object.hasOwn(one, "kty"))) {
      requireKind(file, claims, "claims");
    }
  }
  return claims;
}

async function readDecoys(number: string | undefined): Promise<Decoys | undefined> {
  if (number === undefined) return undefined;
  const { createRandomSalts } = await import("@safepassage/disclosure");
  const decoys = readNumber("--decoys", number, 1, 100);
  return { count: (digests) => (digests > 0 ? decoys : 0), random: createRandomSalts() };
}

async function bindHolder(io: Io, claims: Json, path: string | undefined): Promise<Json> {
  if (path === undefined) return claims;
  if (isJsonObject(claims) && Object.hasOwn(claims, "cnf")) {
    throw optionInvalid("--holder, and the claims have cnf already");
  }
  const { readOneKey } = await import("../sd-jwt/keys.ts");
  const key = await readOneKey(io, "--holder", path);
  return isJsonObject(claims) ? { ...claims, cnf: { jwk: key.jwk } } : claims;
}

export const ISSUE_EXAMPLE = `  safepassage sd-jwt issue claims.json --key issuer.key --typ example+sd-jwt \\
      --disclose /name /city --holder holder.jwk --out held.txt`;

const ISSUE_NOTES = `
A pointer to an object makes the whole object disclosable at once; further pointers into it make its
members disclosable too. iss, aud, exp, nbf and cnf stay in the clear. Salts are random.`;
