import { createFixedClock, decodeBase64urlText, isJsonObject, parseJson } from "@safepassage/core";
import type { Draft } from "@safepassage/schema";
import type { Command } from "commander";
import { CliError, optionInvalid } from "../errors/cli-error.ts";
import { type Io, secretJson } from "../io/command.ts";
import { printResult } from "../print/result.ts";
import {
  type CommonOptions,
  readNow,
  requireEntity,
  requireFree,
  requireOwn,
} from "../read/options.ts";
import { readConsentRecord } from "../read/read-context.ts";
import { readDraft } from "../read/read-draft.ts";
import { inFile } from "../read/read-input.ts";
import { readSigner } from "../read/read-keys.ts";
import {
  REGISTRY,
  REGISTRY_KEY,
  type RegistryOptions,
  readRegistry,
} from "../read/read-registry.ts";

interface CheckOptions extends CommonOptions {
  readonly recipient: string;
  readonly purpose: string;
  readonly scope?: readonly string[];
}

interface AssertOptions extends RegistryOptions {
  readonly draft: string;
  readonly key: string;
  readonly person?: string;
  readonly scope?: readonly string[];
  readonly as?: string;
}

/** `safepassage consent`: what a consent record allows, and signing that for one recipient. */
export function addConsent(program: Command, io: Io): void {
  const consent = program
    .command("consent")
    .description("Check a consent record, and sign what it says for one recipient")
    .addHelpText(
      "after",
      `${CHECK}\n${ASSERT}\n\nBoth take --json and have a --help of their own.\n\n${WHAT_A_RECORD_IS}`,
    );

  consent
    .command("check <record>")
    .description("Say whether a record allows data to be sent to a recipient for a purpose")
    .requiredOption("--recipient <entity>", "agency that would receive them")
    .requiredOption("--purpose <code>", "purpose, such as ASSISTANCE_REFERRAL")
    .option("--scope <part...>", "fields or kinds of group that would be sent")
    .option("--now <instant>", "check at this time instead of now")
    .option("--json", "print JSON")
    .addHelpText("after", `${CHECK}\n\n${WHAT_A_RECORD_IS}`)
    .action((file: string, options: CheckOptions) => checkRecord(io, file, options));

  consent
    .command("assert <record>")
    .description("Sign what a record says for the recipient of a draft, and put it into the draft")
    .requiredOption("--draft <file>", "draft that is to rest on it")
    .requiredOption("--key <file>", "your private signing key")
    .requiredOption("--registry <file>", REGISTRY)
    .option("--registry-key <file>", REGISTRY_KEY)
    .option("--person <id>", "group id of the person, where the draft has several")
    .option("--scope <part...>", "tell only these of the fields or kinds it names")
    .option("--as <entity>", "agency that keeps the record; default: the sender")
    .option("--out <file>", "write the draft with the assertion; default: print the assertion")
    .option("--now <instant>", "sign at this time instead of now")
    .option("--json", "print JSON")
    .addHelpText("after", `${ASSERT}\n\n${WHAT_A_RECORD_IS}`)
    .action((file: string, options: AssertOptions) => assertConsent(io, file, options));
}

async function checkRecord(io: Io, file: string, options: CheckOptions): Promise<void> {
  const { recipient, purpose, scope } = options;
  const now = readNow(io, options.now);
  const record = await readConsentRecord(io, file);
  await requireEntity("--recipient", recipient);
  await requireCodes(purpose, scope);
  const { assertionOf, randomId } = await import("@safepassage/message");
  const consent = inFile(file, () =>
    assertionOf(record, { subject: randomId(), recipient, purpose, scope, now }),
  );
  const { validUntil, giver, scope: allowed } = consent;
  printResult(
    io,
    options.json,
    { allowed: { recipient, purpose, giver, validUntil, scope: allowed } },
    `allowed until ${validUntil}: ${purpose} to ${recipient}`,
    `of ${allowed.join(", ")}; given by ${giver}`,
  );
}

/** Refuses a mistyped code; otherwise the hint would be to ask the person for consent again. */
async function requireCodes(purpose: string, scope: readonly string[] = []): Promise<void> {
  const { findIssues, textSchema } = await import("@safepassage/schema/form");
  const part = textSchema({ t: "fieldId", orKind: true }, true);
  const given = [
    ["--purpose", purpose, textSchema({ t: "enum", list: "purpose" }, true)],
    ...scope.map((one) => ["--scope", one, part] as const),
  ] as const;
  for (const [option, code, type] of given) {
    const [fault] = findIssues(type, code);
    if (fault === undefined) continue;
    throw optionInvalid(`${option} ${code}: ${fault.sentence} ${fault.fix}`);
  }
}

async function assertConsent(io: Io, file: string, options: AssertOptions): Promise<void> {
  const { assertionOf, issueConsentAssertion } = await import("@safepassage/message");
  await requireOwn(options);
  await requireFree(io, options.out);
  const now = readNow(io, options.now);
  const record = await readConsentRecord(io, file);
  const draft = await readDraft(io, options.draft);
  const sender = draft.clear["env.sender.agencyId"];
  const recipient = draft.clear["env.recipient.agencyId"];
  const holder = options.as ?? sender;
  const registry = await readRegistry(io, options);
  const signer = await readSigner(io, options.key, {
    ...{ holder, registry, now },
    called: "the agency that keeps the record",
  });
  const subject = personIn(draft, options);
  const use = { subject, recipient, purpose: draft.clear["env.purpose"], now };
  const consent = inFile(file, () => assertionOf(record, { ...use, scope: options.scope }));
  const clock = createFixedClock(now);
  const assertion = issueConsentAssertion(consent, { holder, recipient, signer, clock });

  if (options.out === undefined) {
    printResult(io, options.json, { ref: consent.ref, subject, assertion }, assertion);
    return;
  }
  const asserted = inFile(options.draft, () => addAssertion(draft, consent.ref, assertion));
  await io.writeAll([secretJson(options.out, asserted)]);
  printResult(
    io,
    options.json,
    { ref: consent.ref, subject, out: options.out },
    `asserted to ${recipient} until ${consent.validUntil} in ${options.out}`,
    `Next: safepassage prepare ${inShell(options.out)}`,
  );
}

function personIn(draft: Draft, { draft: file, person }: AssertOptions): string {
  const { body } = draft;
  const persons = Object.keys(body).filter((gid) => body[gid]?.kind === "subject");
  const [first, ...others] = persons;
  if (person === undefined && first !== undefined && others.length === 0) return first;
  if (person !== undefined && persons.includes(person)) return person;
  const detail = `${file} is about ${persons.join(", ") || "no person"}; --person names one of them`;
  throw new CliError(person === undefined ? "CLI_OPTION_MISSING" : "CLI_OPTION_INVALID", detail);
}

/** Adds the assertion. Drops references without one: the recipient would refuse the message. */
function addAssertion(draft: Draft, ref: string, assertion: string): Draft {
  const { private: hidden } = draft;
  const assertions = hidden["private.consentAssertions"];
  const known = assertions.map(refOf);
  const refs = hidden["private.consentRefs"].filter((one) => known.includes(one));
  return {
    ...draft,
    private: {
      ...hidden,
      "private.consentRefs": [...refs, ref],
      "private.consentAssertions": [...assertions, assertion],
    },
  };
}

/** Reads the reference of an assertion, without verifying it. */
function refOf(assertion: string): unknown {
  const [, payload = ""] = assertion.split(".");
  const claims = parseJson(decodeBase64urlText(payload));
  return isJsonObject(claims) ? claims["jti"] : undefined;
}

const CHECK = `
Example, does it allow this referral today:
  safepassage consent check consent.json --recipient https://ngo-c.test \\
      --purpose ASSISTANCE_REFERRAL`;

const ASSERT = `
Example, before a draft is minimised and sealed:
  safepassage consent assert consent.json --draft draft.json --key ngo-b.key \\
      --registry registry.json --out asserted.json
  safepassage prepare asserted.json --agreement agr.json --registry registry.json \\
      --out sendable.json`;

const WHAT_A_RECORD_IS = `<record> is the consent record that your agency keeps (JSON): whose, given by whom
and when, for which purposes, recipients and fields, from when until when
(docs/spec/consent.md). It never leaves your agency. What is signed says no more
than the record. A consent that has ended, was withdrawn, or is for others is refused.

import htcds does the same with the record that its request names.`;

import { inShell } from "../print/in-shell.ts";
