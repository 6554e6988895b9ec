import { isJsonObject, readCompactJws, readPayload, toInstant } from "@safepassage/core";
import type { JudgedAuthorisation, TokenAnswer } from "@safepassage/message";
import type { AuthorisationClaims, AuthorisationTerms, Draft } from "@safepassage/schema";
import type { AgencyRegistry } from "@safepassage/trust";
import type { Command } from "commander";
import { CliError } from "../errors/cli-error.ts";
import { EXIT, type Finish, type Io, type OutputFile, secretJson } from "../io/command.ts";
import { printResult } from "../print/result.ts";
import { asKind } from "../read/needs.ts";
import { readNow, requireFree, requireOwn } from "../read/options.ts";
import { readDraft } from "../read/read-draft.ts";
import { inFile, readJson, readText } from "../read/read-input.ts";
import { readSigner } from "../read/read-keys.ts";
import {
  REGISTRY,
  REGISTRY_KEY,
  type RegistryOptions,
  readRegistry,
  readRegistryIfGiven,
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
    .description("Say whether a token is genuine, was valid and is usable now; print what it says")
    .option("--registry <file>", REGISTRY)
    .option("--registry-key <file>", REGISTRY_KEY)
    .option("--now <instant>", "judge at this time instead of now")
    .option("--json", "print JSON")
    .addHelpText("after", `${EXAMPLE}\n\n${WHAT_IS_CHECKED}`)
    .action(async (file: string, options: RegistryOptions) => {
      const registry = await readRegistryIfGiven(io, options);
      const token = await readText(io, file, "token");
      const claims = await claimsOf(file, token);
      const judged = registry && (await judge(io, token, { registry, now: options.now }));
      const { ageOf } = await import("../evidence/registry-age.ts");
      const age = judged && ageOf(judged.registry, [new Date(claims.iat * 1000)]);
      if (options.json === true) {
        const { genuine = null, validWhenSigned = null, usableNow = null } = judged ?? {};
        const answers = { verifies: usableNow?.ok ?? null, genuine, validWhenSigned, usableNow };
        io.out(JSON.stringify({ ...claims, ...answers, registry: age ?? null }));
      } else {
        if (judged === undefined) io.out("not verified: give --registry");
        else printAnswers(io, judged);
        io.out("");
        print(io, claims);
        const { printRegistry } = await import("../evidence/print-evidence.ts");
        if (age !== undefined) printRegistry(io, options, age);
      }
      // What has expired since was an order all the same.
      if (judged?.validWhenSigned.ok === false) finish(EXIT.refused);
    });
}

/** Signs, then verifies the token with the registry, so that no token is written that would be refused. */
async function sign(io: Io, file: string, options: SignOptions) {
  const { issueAuthorisation, randomId, readAuthorisations, statedBeside } = await import(
    "@safepassage/message"
  );
  await requireOwn(options);
  const now = readNow(io, options.now);
  const registry = await readRegistry(io, options);
  const draft = await readDraft(io, options.draft);
  const given = await readJson(io, file, "authorisationTerms");
  const holder = { holder: options.as, called: "the agency in --as" };
  const signer = await readSigner(io, options.key, { ...holder, registry, now });
  const { clear } = draft;
  const terms = {
    purposes: [clear["env.purpose"]],
    recipient: clear["env.recipient.agencyId"],
    ...(isJsonObject(given) ? given : {}),
  } as unknown as AuthorisationTerms;
  const issuing = {
    issuer: registry.agencyAt(options.as, now),
    actor: clear["env.sender.agencyId"],
    jti: randomId(),
    nonce: randomId(),
    signer,
    clock: { now: () => now },
  };
  const token = asKind(file, given, "authorisationTerms", () =>
    inFile(file, () => issueAuthorisation(terms, draft, issuing, options.about)),
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
  const read = () => {
    const jws = readCompactJws(token, { typ, maxLength });
    return parseAuthorisationClaims(readPayload(jws, { maxDepth: 4 }));
  };
  return asKind(file, token, "token", () => inFile(file, read, TOKEN));
}

/** Hints for the reader of a token. The hints in the error tables are for its signer. */
const GIVE_TOKEN = "Give the token as it was signed: authorisation sign --out wrote it.";
const TOKEN = { JWS_MALFORMED: GIVE_TOKEN, JWS_TYPE_WRONG: GIVE_TOKEN, JWS_TOO_LARGE: GIVE_TOKEN };

async function judge(
  io: Io,
  token: string,
  { registry, now }: { readonly registry: AgencyRegistry; readonly now: string | undefined },
) {
  const { judgeAuthorisation } = await import("@safepassage/message");
  return { ...judgeAuthorisation(token, registry, readNow(io, now)), registry };
}

/** Prints the three answers. Each may differ: a genuine order may have expired, or its key may have ended since. */
function printAnswers(io: Io, judged: JudgedAuthorisation): void {
  const { genuine, validWhenSigned, usableNow, issuer } = judged;
  const by = issuer && `signed by ${issuer.entity}, ${issuer.type} of ${issuer.country}`;
  const rows: readonly (readonly [string, TokenAnswer, string])[] = [
    ["genuine", genuine, `${by}, with a key that was in force then`],
    ["valid when signed", validWhenSigned, "its issuer had the role for it"],
    ["usable now", usableNow, "a message may rest on it"],
  ];
  for (const [label, answer, why] of rows) {
    const says = answer.ok ? `yes: ${why}` : `no: ${answer.reason} (${answer.code})`;
    io.out(`${label.padEnd(17)}  ${says}`);
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

const WHAT_IS_CHECKED = `show checks the token by itself, and answers three questions. Is it genuine: did its issuer sign it, with a
key that was in force at the time that it states? Was it valid when it was signed: had its issuer the role? Is it
usable now: may a message rest on it? validate and open check whether it fits a message.

Exit status: 0 it is genuine and was valid when it was signed, though it may have expired since; 1 it is not.
Without --registry nothing is checked, and the status is 0: it only shows what the token says.`;
