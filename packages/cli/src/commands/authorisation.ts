import { isJsonObject, readCompactJws, readPayload, toInstant } from "@safepassage/core";
import type { AuthorisationClaims, AuthorisationTerms, Draft } from "@safepassage/schema";
import type { Command } from "commander";
import { CliError } from "../errors/cli-error.ts";
import { EXIT, type Finish, type Io, type OutputFile, secretJson } from "../io/command.ts";
import { printResult } from "../print/result.ts";
import { readNow, requireFree } from "../read/options.ts";
import { readDraft } from "../read/read-draft.ts";
import { inFile, readJson, readText } from "../read/read-input.ts";
import { readSigner } from "../read/read-keys.ts";
import {
  REGISTRY,
  REGISTRY_KEY,
  type RegistryOptions,
  readRegistry,
} from "../read/read-registry.ts";

interface SignOptions extends RegistryOptions {
  readonly draft: string;
  readonly as: string;
  readonly key: string;
  readonly registry: string;
  readonly out: string;
  readonly into?: string;
  readonly about?: readonly string[];
}

/** `safepassage authorisation`: what an authority decides, signed for one agency and one draft. */
export function addAuthorisation(program: Command, io: Io, finish: Finish): void {
  const authorisation = program
    .command("authorisation")
    .description("Sign and read authorisations: orders, consents, decisions")
    .addHelpText("after", `${EXAMPLE}\n\nEach takes --json and has a --help of its own.`);

  authorisation
    .command("sign <terms>")
    .description("Sign that an agency may act, for the content that its draft has")
    .requiredOption("--draft <file>", "the draft that the agency will send")
    .requiredOption("--as <entity>", "entity id of the authority that decides: yours")
    .requiredOption("--key <file>", "your private signing key")
    .requiredOption("--registry <file>", REGISTRY)
    .option("--registry-key <file>", REGISTRY_KEY)
    .option("--about <id...>", "group id or commitment that it is about, if there are several")
    .requiredOption("--out <file>", "where the token goes")
    .option(
      "--into <file>",
      "write the draft with the token, and what the draft must state beside it",
    )
    .option("--now <instant>", "sign at this time instead of now")
    .option("--json", "print JSON")
    .addHelpText("after", `${EXAMPLE}\n\n${WHAT_IS_SIGNED}`)
    .action(async (file: string, options: SignOptions) => {
      await requireFree(io, options.out, options.into);
      const { token, claims, authorised, entry } = await sign(io, file, options);
      const outputs: OutputFile[] = [{ path: options.out, text: `${token}\n` }];
      if (options.into !== undefined) {
        outputs.push(secretJson(options.into, authorised));
      }
      await io.writeAll(outputs);
      const { iss, aud, authorisation: terms } = claims;
      printResult(
        io,
        options.json,
        { iss, aud, authorisation: terms, entry },
        `signed ${terms.kind} of ${iss} for ${aud}, until ${terms.validUntil}`,
        `to be stated beside it: ${JSON.stringify({ ...entry, token: undefined })}`,
      );
    });

  authorisation
    .command("show <token>")
    .description("Print what a token says, and whether it verifies against a registry")
    .option("--registry <file>", REGISTRY)
    .option("--registry-key <file>", REGISTRY_KEY)
    .option("--now <instant>", "judge at this time instead of now")
    .option("--json", "print JSON")
    .addHelpText("after", `${EXAMPLE}\n\n${WHAT_IS_CHECKED}`)
    .action(async (file: string, options: RegistryOptions) => {
      const token = await readText(io, file);
      const claims = await claimsOf(file, token);
      const verifies = options.registry === undefined ? undefined : await check(io, token, options);
      if (options.json === true) {
        io.out(JSON.stringify({ ...claims, verifies: verifies?.ok ?? null }));
      } else {
        print(io, claims);
        io.out(verifies === undefined ? "not verified: give --registry" : verifies.says);
      }
      if (verifies?.ok === false) finish(EXIT.refused);
    });
}

/** Signs, then verifies the token with the registry, so that no token is written that would be refused. */
async function sign(io: Io, file: string, options: SignOptions) {
  const { issueAuthorisation, randomId, readAuthorisations, statedBeside } = await import(
    "@safepassage/message"
  );
  const now = readNow(io, options.now);
  const registry = await readRegistry(io, options);
  const draft = await readDraft(io, options.draft);
  const given = await readJson(io, file);
  const holder = { holder: options.as, called: "the agency in --as" };
  const signer = await readSigner(io, options.key, { ...holder, registry, now });
  const { clear } = draft;
  const terms = {
    purposes: [clear["env.purpose"]],
    recipient: clear["env.recipient.agencyId"],
    ...(isJsonObject(given) ? given : {}),
  } as unknown as AuthorisationTerms;
  const token = inFile(file, () =>
    issueAuthorisation(
      terms,
      draft,
      {
        issuer: registry.agencyAt(options.as, now),
        actor: clear["env.sender.agencyId"],
        jti: randomId(),
        nonce: randomId(),
        signer,
        clock: { now: () => now },
      },
      options.about,
    ),
  );
  const claims = await claimsOf(file, token);
  const entry = { ...statedBeside(claims), token };
  const list = "decision" in entry ? "private.priorAuthorisations" : "private.authorisations";
  const hidden = { ...draft.private, [list]: [...draft.private[list], entry] };
  const authorised: Draft = { ...draft, private: hidden };
  const place = `${list}/${draft.private[list].length}`;
  const bad = readAuthorisations(authorised, registry, now).refused.find(
    ({ entry: at }) => at === place,
  );
  if (bad !== undefined) {
    const reason = bad.cause instanceof Error ? bad.cause.message : "it does not verify";
    throw new CliError("CLI_TOKEN_USELESS", `${file}: ${reason}`, { cause: bad.cause });
  }
  return { token, claims, authorised, entry };
}

/** Reads the claims of a token, without verifying it. */
async function claimsOf(file: string, token: string): Promise<AuthorisationClaims> {
  const { AUTHORISATION_TYPE: typ } = await import("@safepassage/message");
  const { MAX_TOKEN: maxLength, parseAuthorisationClaims } = await import("@safepassage/schema");
  return inFile(file, () => {
    const jws = readCompactJws(token, { typ, maxLength });
    return parseAuthorisationClaims(readPayload(jws, { maxDepth: 4 }));
  });
}

async function check(io: Io, token: string, options: RegistryOptions) {
  const { MessageError, verifyAuthorisation } = await import("@safepassage/message");
  const registry = await readRegistry(io, options);
  try {
    const { issuer } = verifyAuthorisation(token, registry, readNow(io, options.now));
    const { entity, type, country } = issuer;
    return { ok: true, says: `verifies: signed by ${entity}, ${type} of ${country}` };
  } catch (error) {
    if (!(error instanceof MessageError)) throw error;
    return { ok: false, says: `does not verify: ${error.message}` };
  }
}

function print(io: Io, { iss, aud, iat, exp, authorisation: terms }: AuthorisationClaims): void {
  io.out(`${terms.kind} of ${iss} for ${aud}`);
  io.out(`signed ${toInstant(new Date(iat * 1000))}, expires ${toInstant(new Date(exp * 1000))}`);
  for (const [name, value] of Object.entries(terms)) {
    if (name !== "kind") io.out(`${name.padEnd(12)}  ${[value].flat().join(", ")}`);
  }
}

const EXAMPLE = `
Example: the authority signs with its own key, and the agency that gets the token reads it:
  safepassage authorisation sign order.json --draft draft.json --as https://judge-b.test \\
      --key judge-b.key --registry registry.json --out token.txt --into authorised.json
  safepassage authorisation show token.txt --registry registry.json`;

const WHAT_IS_SIGNED = `The terms are the members of "authorisation" that docs/spec/authorisations.md lists for the kind, without
content, which is computed from the draft. Purpose and recipient may be left out: the draft has them.
The token is good for this content only: a changed draft needs a new token.`;

const WHAT_IS_CHECKED = `show checks the token by itself: form, signature, key, role and time. validate and open check
whether it fits a message.`;
