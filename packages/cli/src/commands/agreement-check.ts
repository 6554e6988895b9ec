import { canonicalDigest, isJsonObject, type Json, type JsonObject } from "@safepassage/core";
import type { ProtocolVersion } from "@safepassage/message";
import type { Agreement, SchemaIssue } from "@safepassage/schema";
import type { Command } from "commander";
import type { AgreementGaps, agreementGaps, PurposeRows } from "../agreement/agreement-gaps.ts";
import { checkSignatures, type SignatureCheck } from "../agreement/check-signatures.ts";
import { type ReadOnlyMember, readOnlyIn } from "../agreement/read-only-members.ts";
import { EXIT, type Finish, type Io } from "../io/command.ts";
import { readNow } from "../read/options.ts";
import { type AgreementFile, readAgreementFile } from "../read/read-agreement.ts";
import {
  REGISTRY,
  REGISTRY_KEY,
  type RegistryOptions,
  readRegistryIfGiven,
} from "../read/read-registry.ts";

/** What is said of an agreement. */
interface Checked {
  readonly agreement: { readonly id: Json; readonly version: Json; readonly sha256: string };
  readonly form: { readonly ok: boolean; readonly issues: readonly SchemaIssue[] };
  /** By its days; left out where the form is wrong. */
  readonly inForce?: "now" | "notYet" | "ended";
  /** `undefined` without a registry: then only their number is known. */
  readonly signatures: SignatureCheck | undefined;
  readonly signed: number;
  /** Whether it admits the catalogue of this version. */
  readonly admits: boolean;
  /** The version of the protocol in which messages under it are written; `null` if it names none that is known here. */
  readonly protocol: ProtocolVersion | null;
  /** Purposes for which its ceiling of retention leaves no day of erasure: nothing is sent for them. */
  readonly withoutDay: readonly string[];
  readonly add: AgreementGaps;
  readonly readOnly: readonly ReadOnlyMember[];
}

/** `safepassage agreement check`: whether an agreement holds, and what to add for the catalogue of this version. */
export function addAgreementCheck(agreement: Command, io: Io, finish: Finish): void {
  agreement
    .command("check <file>")
    .description(
      "Say whether an agreement holds under this version, and what its parties have to add",
    )
    .option("--registry <file>", REGISTRY)
    .option("--registry-key <file>", REGISTRY_KEY)
    .option("--now <instant>", "check at this time instead of now")
    .option("--json", "print JSON, with every field that wants a row")
    .addHelpText("after", HELP)
    .action(async (path: string, options: RegistryOptions) => {
      const file = await readAgreementFile(io, path);
      const checked = await check(io, file, options);
      if (options.json === true) io.out(JSON.stringify({ ...checked, ok: holds(checked, file) }));
      else print(io, checked, file);
      if (!holds(checked, file)) finish(EXIT.refused);
    });
}

async function check(io: Io, file: AgreementFile, options: RegistryOptions): Promise<Checked> {
  const { PROFILE_DIGEST, parseAgreement, purposesWithoutDay, SchemaError } = await import(
    "@safepassage/schema"
  );
  const { protocolFor } = await import("@safepassage/message");
  const gaps = await import("../agreement/agreement-gaps.ts");
  const { terms, signatures } = file;
  const at = readNow(io, options.now);
  const day = at.toISOString().slice(0, 10);
  const sha256 = canonicalDigest(terms);
  const registry = await readRegistryIfGiven(io, options);
  const known = readable(terms);
  const common = {
    agreement: { id: terms["id"] ?? null, version: terms["version"] ?? null, sha256 },
    signatures: registry && checkSignatures(signatures, known.parties, { registry, at }),
    signed: signatures.length,
    admits: known.profiles.includes(PROFILE_DIGEST),
    protocol: protocolFor(known) ?? null,
    withoutDay: purposesWithoutDay(known),
    add: gaps.agreementGaps(known, day),
    readOnly: readOnlyIn(terms),
  };
  try {
    const { from, until } = parseAgreement({ ...terms, sha256, state: "inForce" });
    const inForce = day < from ? "notYet" : day > until ? "ended" : "now";
    return { ...common, form: { ok: true, issues: [] }, inForce };
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    return { ...common, form: { ok: false, issues: error.issues } };
  }
}

/** Whether nothing is missing. Terms that nobody has signed yet lack no signature. */
function holds(checked: Checked, file: AgreementFile): boolean {
  const { form, inForce, admits, protocol, signatures, withoutDay } = checked;
  const parties = readable(file.terms).parties;
  const isSigned =
    file.signatures.length === 0 ||
    (signatures === undefined
      ? file.signatures.length >= parties.length
      : signatures.others.length === 0 &&
        signatures.parties.every(({ state }) => state === "signed"));
  const isUsable = admits && protocol !== null && withoutDay.length === 0;
  return form.ok && inForce !== "ended" && isUsable && isSigned;
}

/**
 * The members that are compared, as far as they are what they should be: another version may have written them. A name that is
 * there thousands of times is looked at once.
 */
function readable(terms: JsonObject) {
  const texts = (name: string): readonly string[] =>
    [...new Set(list(terms, name))].filter((one) => typeof one === "string");
  const objects = <T>(name: string, ...members: readonly string[]): readonly T[] =>
    list(terms, name).flatMap((one) =>
      isJsonObject(one) && members.every((member) => typeof one[member] === "string")
        ? [one as unknown as T]
        : [],
    );
  return {
    parties: texts("parties"),
    purposes: texts("purposes"),
    profiles: texts("profiles"),
    ...(Object.hasOwn(terms, "protocols") && { protocols: texts("protocols") }),
    rows: objects<Row>("rows", "purpose", "field"),
    nationalProvisions: objects<Provision>("nationalProvisions", "purpose", "basis"),
    retention: objects<Retention>("retention", "purpose", "ceiling").filter(({ ceiling }) =>
      DURATION.test(ceiling),
    ),
  } as Parameters<typeof agreementGaps>[0] & Parties;
}

type Parties = Pick<Agreement, "parties" | "protocols" | "retention">;
type Retention = NonNullable<Agreement["retention"]>[number];
type Row = Parameters<typeof agreementGaps>[0]["rows"][number];
type Provision = Parameters<typeof agreementGaps>[0]["nationalProvisions"][number];

const list = (terms: JsonObject, name: string): readonly Json[] => {
  const value = terms[name];
  return Array.isArray(value) ? value : [];
};

function print(io: Io, checked: Checked, file: AgreementFile): void {
  const { agreement, form, inForce, admits, add, readOnly } = checked;
  io.out(`${said(agreement.id)}, version ${said(agreement.version)}`);
  row(io, "digest", agreement.sha256);
  row(io, "form", form.ok ? "right" : "wrong: see below");
  if (inForce !== undefined) row(io, "in force", IN_FORCE[inForce]);
  printSignatures(io, checked, file);
  row(
    io,
    "catalogue",
    admits ? "admits that of this version" : "does not admit that of this version",
  );
  row(io, "protocol", protocolSaid(checked, file));
  for (const { pointer, sentence, fix = "" } of form.issues) {
    io.out(`  ${pointer || "/"}: ${sentence} ${fix}`.trimEnd());
  }
  for (const purpose of checked.withoutDay) {
    io.out(
      `${purpose}: nothing can be sent for it: its ceiling in retention is under 24 hours. Agree on P1D or longer.`,
    );
  }
  printGaps(io, add);
  for (const { member, what } of readOnly)
    io.out(`${member}: this version does not act on it (${what})`);
  if (add.profile !== undefined) {
    io.out("What is added makes a new version of the agreement, which all parties sign.");
  }
}

function protocolSaid({ protocol }: Checked, { terms }: AgreementFile): string {
  if (protocol === null) return "names no version that this program has";
  return Object.hasOwn(terms, "protocols")
    ? `messages are written as ${protocol}`
    : `names no version: messages are written as ${protocol}`;
}

function printSignatures(io: Io, { signatures, signed }: Checked, { terms }: AgreementFile): void {
  const count = readable(terms).parties.length;
  if (signatures === undefined || signed === 0) {
    const whose = signed === 0 ? "" : "; give --registry to see whose they are";
    row(io, "signatures", `${signed}; ${count} parties${whose}`);
    return;
  }
  for (const { party, state, code, until } of signatures.parties) {
    const why = code === undefined ? "" : ` (${code})`;
    const end = until === undefined ? "" : `, with a key that ends ${until}: sign again before`;
    row(io, "signature", `${party}: ${STATES[state]}${why}${end}`);
  }
  for (const kid of signatures.others) {
    row(io, "signature", `${kid}: of no party; take it out of the file`);
  }
}

function printGaps(io: Io, { profile, rows, moreRows, provisions }: AgreementGaps): void {
  if (profile !== undefined) {
    io.out("To add, so that anything is sent under it:");
    io.out(`  profiles  ${profile}`);
  }
  if (rows.length > 0) {
    io.out("Rows without which these fields are never sent:");
    for (const one of rows) io.out(`  ${one.purpose}: ${one.fields.map(wanted).join(", ")}`);
  }
  if (moreRows.length > 0) {
    const counts = moreRows.map(({ purpose, fields }) => `${purpose} ${fields.length}`).join(", ");
    io.out("Fields that a row would let be sent in more cases (--json names them):");
    io.out(`  ${counts}`);
  }
  if (provisions.length > 0) {
    io.out("Directives that no national provision of the agreement transposes:");
    for (const { purpose, bases } of provisions) io.out(`  ${purpose}: ${bases.join(", ")}`);
  }
}

const wanted = ({ field, explicit, strict }: PurposeRows["fields"][number]): string =>
  `${field} (${[explicit && "explicit", strict && "strict"].filter(Boolean).join(", ")})`;

const row = (io: Io, label: string, text: string): void => io.out(`  ${label.padEnd(10)}  ${text}`);

const said = (value: Json): string => (typeof value === "string" ? value : "not stated");

/** Terms that nobody has judged may hold any text. */
const DURATION = /^P(?:[1-9]\d{0,3}[YMD]|T[1-9]\d{0,3}H)$/;
const IN_FORCE = { now: "today", notYet: "not yet", ended: "no longer" } as const;
const STATES = {
  signed: "signed",
  missing: "has not signed",
  noLonger: "has signed, and the signature does not count now",
  notKnown: "is not in the registry",
} as const;

const HELP = `
Example, of a signed agreement and of terms that nobody has signed yet:
  safepassage agreement check agr.json --registry registry.json
  safepassage agreement check terms.json

Without --registry it is not known whose signatures these are. What to add are
suggestions: each row widens what may be sent, so agree on it before you add it.

Exit status: 0 nothing is missing; 1 the form is wrong, a signature is missing or does
not count, its days are over, it does not admit this catalogue or any version of the
protocol that this program has, or nothing can be sent for a purpose; 2 usage.`;
