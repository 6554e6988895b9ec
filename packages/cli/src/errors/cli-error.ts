import { errorRows, ProtocolError } from "@safepassage/core";
import type { AccountEntry } from "@safepassage/validator";
import type { Answer } from "./answer.ts";

/** Mistakes in using the command: exit status 2. */
export const MISTAKES = {
  ...errorRows("caller", "cli#files", {
    CLI_FILE_UNREADABLE:
      "A file cannot be read. Check that it is there, under this name, and that it is a file you may read.",
    CLI_FILE_TOO_LARGE:
      "A file is larger than the limit. No object of this protocol is larger than 4 MiB.",
    CLI_FILE_EXISTS: "The output file exists. Name another file; nothing is replaced.",
    CLI_FILE_UNWRITABLE:
      "The output file cannot be written. Check that the folder exists and that you may write there.",
    CLI_NOTHING_TO_VERIFY: "The files hold no receipt. Give files with one receipt a line.",
  }),
  ...errorRows("caller", "cli#validate", {
    CLI_FOLDER_EMPTY:
      "The folder holds no file to read. Of a folder the files are read whose names end in .json, .jsonl or .ndjson; for receipt in .jwt or .txt too.",
  }),
  ...errorRows("caller", "cli#commands", {
    CLI_OPTION_MISSING:
      "An option that this command needs is missing. See the command's --help for a worked example.",
    CLI_USAGE: "The command line cannot be read. See the command's --help for a worked example.",
    CLI_OPTION_INVALID:
      "An option has a value that it cannot have. Do what the detail says; the command's --help tells what each option is.",
  }),
  ...errorRows("caller", "validation#packs", {
    CLI_PACK_INVALID:
      "A pack of rules cannot be used. Export a RulePack as default from a JavaScript module; docs/guides/add-a-pack.md shows one.",
  }),
};

/** Refusals by the rules, and files of the wrong kind: exit status 1. */
const REFUSALS = {
  ...errorRows("caller", "cli#files", {
    CLI_FILE_KIND:
      "A file is of another kind than the one that is needed. Give one of that kind. See whether two files on the line stand in each other's place.",
    CLI_NOT_RECEIPTS:
      "The file is JSON, but holds no list of receipts. Give a file with one receipt a line, or a gateway's answer to GET /v1/messages/{digest}/evidence.",
    CLI_NOT_SIGNED:
      "The file holds no signed message. Give the signed JWT, the copy of issue --keep, or a gateway's answer to GET /v1/messages/{digest}/evidence.",
    CLI_NOT_A_MESSAGE:
      "The file is JSON, but neither a draft nor an opened message. Give a file with the members clear, private and body, or the text of a signed or sealed message.",
    CLI_FILE_MARKED:
      "The file begins with a byte order mark. Save it as UTF-8 without a byte order mark (BOM).",
    CLI_NOT_TERMS:
      "The file holds no terms of an agreement. Give the terms as JSON without digest and state, or what another party has signed.",
    CLI_DRAFT_REQUEST:
      "The file is a draft request, and not a draft. Send it with safepassage send FOLDER --draft, or to POST /v1/preview of your gateway: they add the envelope.",
    CLI_NOT_A_REGISTRY:
      "The file is no registry of agencies. Give the registry's file, or the signed registry that its authority serves.",
  }),
  ...errorRows("caller", "cli-evidence#evidence", {
    CLI_REGISTRY_OLDER:
      "The registry lacks the key, and was issued before what it is to check says it was signed. Get the present registry from its authority and check again. If that lacks the key too, do not rely on it.",
    CLI_RECEIPT_OF_NONE:
      "A receipt is about none of the messages that were given. Give the message that it names too, or leave the receipt out: it proves nothing of these.",
    CLI_NO_CERTIFICATE:
      "The file holds no erasure certificate about the message. Give a gateway's answer to GET /v1/messages/{digest}/evidence of the certificate, or the certificate whole, with its disclosures.",
  }),
  ...errorRows("caller", "cli#authorisation", {
    CLI_TOKEN_USELESS:
      "Nobody would accept the authorisation. Compare terms, draft and registry: role and State of the authority, kind, purpose, recipient and day.",
  }),
  ...errorRows("caller", "cli#exit-status", {
    CLI_RULES_BROKEN:
      "The message breaks rules that refuse it. Do what the fix of each finding says. What may not be sent at all, prepare takes away.",
    CLI_WITHHELD_VALUE:
      "A value that is withheld stands in another place too. Remove it from the place that is named; then prepare it again.",
  }),
  ...errorRows("peer", "cli#exit-status", {
    CLI_MESSAGE_REJECTED:
      "The message that arrived breaks rules that refuse it. Send the receipt to the sender; it names the rules. The message is not kept.",
  }),
  ...errorRows("caller", "cli-sd-jwt#sd-jwt", {
    CLI_ISSUER_KEY_UNKNOWN:
      "No key of the file is the one that signed the SD-JWT. Give the issuer's key, or a JWK Set in which one key has the kid of the signature.",
    CLI_HOLDER_KEY_MISSING:
      "The SD-JWT does not say which key it is bound to. Ask the issuer for one with cnf.jwk, or give --holder-key.",
  }),
};

/** What nobody has foreseen: exit status 70. */
const BUGS = errorRows("self", "cli#exit-status", {
  CLI_BUG:
    "The command failed in a way that nobody has foreseen. Report these lines: they may name files, and hold nothing of what is in them. Look at what the command has done before you run it again.",
});

/** Codes of {@link CliError}. */
export const CLI_ERRORS = { ...MISTAKES, ...REFUSALS, ...BUGS };

export type CliErrorCode = keyof typeof CLI_ERRORS;

interface CliErrorOptions extends ErrorOptions {
  readonly judgement?: Answer;
  readonly account?: readonly AccountEntry[];
}

/** A mistake in using the command, or a refusal. See {@link CLI_ERRORS} for the codes. */
export class CliError extends ProtocolError<CliErrorCode> {
  /** The findings, where rules refuse. */
  readonly judgement: Answer | undefined;
  /** What happened to each value, where something was minimised. */
  readonly account: readonly AccountEntry[] | undefined;

  constructor(code: CliErrorCode, message: string, options: CliErrorOptions = {}) {
    super(code, CLI_ERRORS[code], message, options);
    this.judgement = options.judgement;
    this.account = options.account;
  }
}

/** Refuses an option whose value it cannot have, or that stands beside others wrongly. */
export function optionInvalid(detail: string): CliError {
  return new CliError("CLI_OPTION_INVALID", detail);
}

/** Asks for an option. */
export function optionMissing(detail: string): CliError {
  return new CliError("CLI_OPTION_MISSING", detail);
}
