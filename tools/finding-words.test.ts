import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { AGENCY_ERRORS } from "@safepassage/agency";
import { FOLDER_FAULTS, faultsOf } from "@safepassage/agency/node";
import { CoreError } from "@safepassage/core";
import { GATEWAY_FINDINGS } from "@safepassage/gateway/node";
import { TrustError } from "@safepassage/trust";
import { describe, expect, it } from "vitest";

interface Said {
  readonly sentence: string;
  readonly fix: string;
}

/** By code. */
type Findings = Readonly<Record<string, Said>>;

/** What a gateway that runs may find of itself. What a check of its folder finds besides is in English on every terminal. */
const OF_GATEWAY = [
  ...["CERTIFICATE_CHAIN_SHORT", "CERTIFICATE_OTHER_NAME"],
  ...["CERTIFICATE_NOT_FOR_SERVERS", "CLIENT_CERTIFICATE_NOT_FOR_CLIENTS", "CLIENT_AUTHORITY_ENDS"],
  ...["AGREEMENT_NONE", "CERTIFICATE_ENDS", "CERTIFICATE_INVALID", "CERTIFICATE_KEY_DIFFERS"],
  ...["CERTIFICATE_NOT_YET", "CERTIFICATE_OVER", "CERTIFICATE_UNUSABLE", "CLIENT_AUTHORITY_OVER"],
  ...["CLIENT_CERTIFICATE_OVER", "CLOCK_IMPLAUSIBLE", "DISK_LOW", "ENDPOINT_MISSING", "KEY_ENDS"],
  "ENDPOINT_ELSEWHERE",
  ...["AGREEMENT_DUTY_MISSING", "AGREEMENT_ENDS", "AGREEMENT_INVALID", "AGREEMENT_KEY_ENDS"],
  ...["AGREEMENT_RETENTION_SHORT", "DATABASE_EARLIER"],
  ...["KEY_NOT_TAKEN", "OPEN_FILES_FEW", "REGISTRY_MISSING", "REGISTRY_STALE", "STORE_FULL"],
  ...[
    "ALARMS_LATE",
    "BACKUP_LATE",
    "DATABASE_LOG_HELD",
    "FILE_NOT_TAKEN",
    "LOG_UNWRITTEN",
    "OWN_FILE_UNWRITTEN",
    "REGISTRY_COPY",
    "WEBHOOK_LATE",
  ],
] as const satisfies readonly (keyof typeof GATEWAY_FINDINGS)[];
/** Of the files that it reads again: certificates, agreements and signing keys. */
const OF_FILES = [
  ...["FILE_EMPTY", "FILE_MISSING", "FILE_NOT_TEXT", "FILE_TOO_LARGE", "FILE_UNREADABLE"],
  ...["NOT_A_FILE", "NOT_A_FOLDER"],
] as const satisfies readonly (keyof typeof FOLDER_FAULTS)[];
/** Of what stands in them. */
const OF_CONTENTS = [
  new CoreError("JSON_MALFORMED", "as in a file"),
  new TrustError("TRUST_KEY_INVALID", "as in a file"),
  new TrustError("TRUST_KEY_UNSUITABLE", "as in a file"),
];
/** What the registry says of its own key. */
const OF_IDENTITY = [
  "TRUST_AGENCY_UNKNOWN",
  "TRUST_KEY_COMPROMISED",
  "TRUST_KEY_NOT_IN_FORCE",
  "TRUST_KEY_UNKNOWN",
] as const;
/** Of its store, and of partners that it does not reach. */
const OF_ERRORS = [
  ...["GATEWAY_STORE_AWAY", "GATEWAY_STORE_REFUSED", "GATEWAY_STORE_UNREADABLE"],
  ...["GATEWAY_STORE_READ_ONLY", "GATEWAY_STORE_UNSAFE"],
  ...["GATEWAY_PEER_ANSWER_FOREIGN", "GATEWAY_SIGNATURE_REFUSED"],
  ...["GATEWAY_CLIENT_CERTIFICATE_REFUSED", "GATEWAY_PEER_CERTIFICATE_NOT_YET"],
  ...["GATEWAY_PEER_CERTIFICATE_OTHER_NAME", "GATEWAY_PEER_CERTIFICATE_OVER"],
  "GATEWAY_PEER_CERTIFICATE_UNTRUSTED",
] as const satisfies readonly (keyof typeof AGENCY_ERRORS)[];

const english: Findings = Object.fromEntries(
  [
    ...OF_GATEWAY.map((code) => {
      const [, sentence, fix] = GATEWAY_FINDINGS[code];
      return [code, { sentence, fix }] as const;
    }),
    ...OF_FILES.map((code) => {
      const [sentence, fix] = FOLDER_FAULTS[code];
      return [code, { sentence, fix }] as const;
    }),
    ...[
      ...OF_CONTENTS,
      ...OF_IDENTITY.map((code) => new TrustError(code, "as in the registry")),
    ].map((error) => {
      const [{ sentence, fix } = { sentence: "", fix: "" }] = faultsOf("", error);
      return [error.code, { sentence, fix }] as const;
    }),
    ...OF_ERRORS.map((code) => {
      const { title, hint } = AGENCY_ERRORS[code];
      return [code, { sentence: `${title}.`, fix: hint }] as const;
    }),
  ].toSorted(([one], [other]) => (one < other ? -1 : 1)),
);

describe("what a gateway that runs finds of itself", () => {
  it("is in the English file as the gateway says it", () => {
    expect(read("en")).toEqual({ findings: english });
  });

  it.each(["fr", "es", "ar"])("is said in %s, each sentence in words of its own", (locale) => {
    const file = read(locale);
    expect([file.locale, Object.keys(file.findings)]).toEqual([locale, Object.keys(english)]);
    // Whoever has read the file signs with a name.
    expect(file.reviewedBy ?? "nobody yet").toMatch(/\S/);
    expect(faultsOfLanguage(file.findings)).toEqual([]);
  });

  it("is not said by a language that keeps the English, or loses a name", () => {
    const { findings } = read("fr");
    const late = english["WEBHOOK_LATE"] as Said;
    expect(faultsOfLanguage({ ...findings, WEBHOOK_LATE: late })).toEqual([
      "WEBHOOK_LATE sentence is English",
      "WEBHOOK_LATE fix is English",
    ]);
    const lost = { sentence: "…", fix: "…" };
    expect(faultsOfLanguage({ ...findings, TRUST_KEY_UNKNOWN: lost })).toEqual([
      "TRUST_KEY_UNKNOWN fix does not name public-key.json",
    ]);
  });
});

function faultsOfLanguage(findings: Findings): readonly string[] {
  return Object.entries(english).flatMap(([code, source]) =>
    (["sentence", "fix"] as const).flatMap((part) => {
      const [said, text] = [source[part], findings[code]?.[part] ?? ""];
      if (text.trim() === "") return [`${code} lacks ${part}`];
      if (text === said) return [`${code} ${part} is English`];
      const left = (said.match(NAME) ?? []).filter((name) => !text.includes(name));
      return left.map((name) => `${code} ${part} does not name ${name}`);
    }),
  );
}

/** What programs call so in every language. */
const NAME =
  /safepassage (?:agreement check|gateway keys|init agency)|\/[a-z]+\/[a-z/]+|[a-z-]+\.json|[A-Z]+_[A-Z_]+|P-256|RSA|TLS|PEM|UTF-8|LimitNOFILE|ulimit -n/g;

function read(locale: string): {
  readonly locale?: string;
  readonly reviewedBy?: string | null;
  readonly findings: Findings;
} {
  const path = join(resolve(import.meta.dirname, ".."), "packages/words", locale, "findings.json");
  return JSON.parse(readFileSync(path, "utf8"));
}
