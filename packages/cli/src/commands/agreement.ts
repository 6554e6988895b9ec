import type { AgreementText } from "@safepassage/message";
import type { Command } from "commander";
import type { Finish, Io } from "../io/command.ts";
import { printResult } from "../print/result.ts";
import { type CommonOptions, requireFree } from "../read/options.ts";
import { readAgreementFile } from "../read/read-agreement.ts";
import { inFile } from "../read/read-input.ts";
import { readPrivateKey } from "../read/read-keys.ts";
import { addAgreementCheck } from "./agreement-check.ts";

interface SignOptions extends CommonOptions {
  readonly key: string;
  readonly out: string;
}

/** `safepassage agreement`: sign what agencies have agreed, one party after the other, and check it. */
export function addAgreement(program: Command, io: Io, finish: Finish): void {
  const agreement = program
    .command("agreement")
    .description("Sign and check agreements between agencies")
    .addHelpText("after", `${EXAMPLE}\n\nEach takes --json and has a --help of its own.`);

  agreement
    .command("sign <file>")
    .description(
      "Sign the terms of an agreement (JSON), or add your signature to a signed agreement",
    )
    .requiredOption("--key <file>", "your private signing key")
    .requiredOption("--out <file>", "where the agreement with your signature goes")
    .option("--json", "print JSON")
    .addHelpText("after", `${EXAMPLE}\n\n${WHAT_IS_SIGNED}`)
    .action(async (file: string, options: SignOptions) => {
      const { AGREEMENT_TYPE, agreementDigest } = await import("@safepassage/message");
      const { PROFILE_DIGEST, parseAgreement } = await import("@safepassage/schema");
      const { addSignature, createSigner, readGeneralJws } = await import("@safepassage/trust");
      await requireFree(io, options.out);
      const { terms, signed } = await readAgreementFile(io, file);
      const text = terms as unknown as AgreementText;
      const sha256 = inFile(file, () => agreementDigest(text));
      inFile(file, () => parseAgreement({ ...text, sha256, state: "inForce" }));
      const signer = createSigner(await readPrivateKey(io, options.key, "signingKey"));
      const type = { typ: AGREEMENT_TYPE };
      const jws = addSignature(signed, signer, type);
      // A party signs once.
      inFile(file, () => readGeneralJws(jws, type), {
        TRUST_GENERAL_JWS_MALFORMED:
          "This key has signed already: the next one is another party's.",
      });
      await io.write(options.out, JSON.stringify(jws));

      const { id, version, parties, purposes, profiles } = text;
      const signatures = jws.signatures.length;
      printResult(
        io,
        options.json,
        { agreement: { id, version, sha256 }, parties, signatures },
        `signed ${id}, version ${version}, for ${purposes.join(", ")}`,
        `digest ${sha256}`,
        `${signatures} ${signatures === 1 ? "signature" : "signatures"}; ${parties.length} parties: ${parties.join(", ")}`,
      );
      if (options.json !== true && !profiles.includes(PROFILE_DIGEST)) {
        io.err(`warning: it does not admit the catalogue of this version, ${PROFILE_DIGEST}`);
        io.err("warning: safepassage agreement check says what to add");
      }
    });
  addAgreementCheck(agreement, io, finish);
}

const EXAMPLE = `
Example, each party at home with its own key:
  safepassage agreement sign terms.json --key ngo-b.key --out agr.ngo-b.json
  safepassage agreement sign agr.ngo-b.json --key ngo-c.key --out agr.json
  safepassage agreement check agr.json --registry registry.json`;

const WHAT_IS_SIGNED = `The terms are the members that docs/spec/agreements.md lists, without digest and state. You sign their
canonical form, so read them first. Each use of the agreement checks the signatures with the registry.`;
