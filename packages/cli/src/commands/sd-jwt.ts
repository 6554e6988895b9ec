import type { Command } from "commander";
import type { Io } from "../io/command.ts";
import { addSdJwtIssue, ISSUE_EXAMPLE } from "./sd-jwt-issue.ts";
import { addSdJwtPresent, PRESENT_EXAMPLE } from "./sd-jwt-present.ts";
import { addSdJwtVerify, VERIFY_EXAMPLE } from "./sd-jwt-verify.ts";

/** `safepassage sd-jwt`: issue, present and verify any SD-JWT, to compare other programs with. */
export function addSdJwt(program: Command, io: Io): void {
  const group = program
    .command("sd-jwt")
    .description("Issue, present and verify any SD-JWT (RFC 9901), not messages")
    .addHelpText("after", EXAMPLE);
  for (const add of [addSdJwtIssue, addSdJwtPresent, addSdJwtVerify]) add(group, io);
}

const EXAMPLE = `
Example, with {"iss":"https://issuer.example","name":"Ana","city":"Bern"} in claims.json:
  safepassage keys generate --alg ES256 --out issuer.key
  safepassage keys public issuer.key > issuer.jwk
  safepassage keys generate --alg Ed25519 --out holder.key
  safepassage keys public holder.key > holder.jwk
${ISSUE_EXAMPLE}
${PRESENT_EXAMPLE}
${VERIFY_EXAMPLE}

Each takes --json and has a --help of its own.`;
