import { toInstant } from "@safepassage/core";
import type { VerifiedSdJwt } from "@safepassage/disclosure";
import type { Command } from "commander";
import type { Io } from "../io/command.ts";
import { asKind } from "../read/needs.ts";
import { readNow } from "../read/options.ts";
import { inFile, readText } from "../read/read-input.ts";
import type { ReadPolicy, VerifyOptions } from "../sd-jwt/verify-policy.ts";

/** `safepassage sd-jwt verify`: what an SD-JWT says, under a policy that leaves nothing open. */
export function addSdJwtVerify(group: Command, io: Io): void {
  group
    .command("verify <sd-jwt>")
    .description("Verify an SD-JWT under an explicit policy, and print its claims")
    .requiredOption("--issuer-key <file>", "public key of the issuer: a JWK or a JWK Set")
    .requiredOption("--typ <typ>", "exact typ of the protected header")
    .requiredOption("--key-binding <rule>", "required or forbidden")
    .option("--audience <text>", "required: the one string that aud must be")
    .option("--nonce <text>", "required: the nonce you gave out")
    .option("--max-age <seconds>", "required: how old the key binding may be")
    .option("--holder-key <file>", "required: the holder's public key; default: cnf.jwk")
    .option("--alg <alg...>", "admitted algorithms; default: ES256 and Ed25519")
    .option("--form <form>", "the one form taken: compact, flattened or general", "compact")
    .option("--signatures <which>", "general: only, first, or all keys of --issuer-key")
    .option("--require-all-resolved", "refuse digests without disclosure")
    .option("--expiry <rule>", "enforce or ignore exp, nbf and iat", "enforce")
    .option("--skew <seconds>", "how far nbf and iat may lie ahead", "60")
    .option("--now <instant>", "verify at this time instead of now")
    .option("--json", "print JSON: claims, and what was checked")
    .addHelpText("after", `\nExample:\n${VERIFY_EXAMPLE}\n${VERIFY_NOTES}`)
    .action(async (file: string, options: VerifyOptions) => {
      const { verifySdJwt } = await import("@safepassage/disclosure");
      const { readPolicy } = await import("../sd-jwt/verify-policy.ts");
      const now = readNow(io, options.now);
      const read = await readPolicy(io, options, now);
      const text = await readText(io, file, "sdJwt");
      const verified = asKind(file, text, "sdJwt", () =>
        inFile(file, () => verifySdJwt(text, read.policy)),
      );

      const { claims } = verified;
      const times = options.expiry === "enforce" ? toInstant(now) : "not compared";
      const checked = checkedIn(verified, read, times);
      if (options.json === true) {
        io.out(JSON.stringify({ claims, checked }));
        return;
      }
      io.document(JSON.stringify(claims, null, 2));
      for (const line of linesOf(checked)) io.err(`checked  ${line}`);
    });
}

/** What was checked of an SD-JWT, and with which keys. */
function checkedIn(
  { parsed, header, unverifiedSignatures, resolved, unresolved }: VerifiedSdJwt,
  { keyOf, holder }: ReadPolicy,
  times: string,
) {
  const counted = parsed.signatures.length - unverifiedSignatures;
  return {
    form: parsed.form,
    typ: header["typ"],
    signatures: parsed.signatures.slice(0, counted).map((signature) => ({
      alg: signature.jws.alg,
      thumbprint: keyOf(signature).thumbprint,
    })),
    unverifiedSignatures,
    disclosures: resolved.size,
    digestsWithoutDisclosure: unresolved.size,
    times,
    keyBinding:
      parsed.keyBinding === undefined
        ? "forbidden"
        : { alg: parsed.keyBinding.jws.alg, thumbprint: holder() },
  };
}

function linesOf(checked: ReturnType<typeof checkedIn>): readonly string[] {
  const { form, typ, signatures, unverifiedSignatures, keyBinding } = checked;
  return [
    `form        ${form}, typ ${String(typ)}`,
    ...signatures.map(({ alg, thumbprint }) => `signature   ${alg} under ${thumbprint}`),
    ...(unverifiedSignatures > 0 ? [`not checked ${unverifiedSignatures} further signatures`] : []),
    `disclosures ${checked.disclosures} put back; digests without: ${checked.digestsWithoutDisclosure}`,
    `times       ${checked.times}`,
    typeof keyBinding === "string"
      ? "key binding none, and none is admitted"
      : `key binding ${keyBinding.alg} under ${keyBinding.thumbprint}, audience, nonce, age, sd_hash`,
  ];
}

export const VERIFY_EXAMPLE = `  safepassage sd-jwt verify shown.txt --issuer-key issuer.jwk --typ example+sd-jwt \\
      --key-binding required --audience https://verifier.example --nonce n-1 --max-age 300`;

const VERIFY_NOTES = `
The SD-JWT names its key by kid; a file with a single key needs no kid. The claims iss and aud are
printed: judging them is up to you.`;
