import type { ErasedPart, ReceiptsPart } from "@safepassage/console/tour";
import { findRule, type ReceiptClaims } from "@safepassage/schema";
import { nameOf } from "../agencies.ts";
import { sayDifference } from "../play/expectations.ts";
import { law } from "./show-parts.ts";
import type { Terminal } from "./terminal.ts";

/**
 * The verdict and the rules that refuse are those in the receipt that the other process signed; the
 * rules that passed are those in the gateways' own records.
 */
export function showReceipts(
  terminal: Terminal,
  { receipts, expected: { verdict, rules, refused }, passed, differences }: ReceiptsPart,
): void {
  terminal.line();
  for (const receipt of receipts) {
    const by = `signed by ${nameOf(receipt.iss)}, signature verified`;
    terminal.paragraph(`receipt  ${describeReceipt(terminal, receipt)}; ${by}`, 7);
  }
  const lawOf = (rule: string): string => {
    const entry = findRule(rule);
    return entry === undefined ? "" : law(terminal, entry);
  };
  const refusing = receipts.flatMap((receipt) =>
    receipt.kind === "decided" ? receipt.findings.map(({ rule }) => rule) : [],
  );
  const against =
    verdict === "quarantine"
      ? (rule: string) => terminal.style("yellow", `${rule} to mend`)
      : (rule: string) => terminal.style("red", `${rule} refuses`);
  terminal.table(
    [
      ...[...new Set(refusing)].map((rule) => [against(rule), lawOf(rule)]),
      ...(refused === undefined
        ? []
        : rules.map((rule) => [terminal.style("dim", `${rule} would refuse`), lawOf(rule)])),
      // Dozens pass; those that the scenario is about are shown.
      ...passed.map(({ rule, by }) => [
        terminal.style("green", `${rule} passed at ${by}`),
        lawOf(rule),
      ]),
    ],
    16,
  );
  if (differences.length === 0) {
    const said = `${VERDICTS[verdict] ?? verdict}, as the scenario predicts. `;
    const about =
      refused === undefined
        ? `${ABOUT[verdict] ?? "Checked and passed:"} ${rules.join(", ")}.`
        : "Refused on opening it, before any rule was asked.";
    terminal.paragraph(terminal.style("dim", `${said}${about}`), 7);
  }
  for (const difference of differences) {
    terminal.paragraph(terminal.style(["bold", "red"], `DIFFERS  ${sayDifference(difference)}`), 7);
  }
}

function describeReceipt(terminal: Terminal, receipt: ReceiptClaims): string {
  switch (receipt.kind) {
    case "delivered":
      return `delivered, ${receipt.resolved.length} disclosures`;
    case "refused":
      return `refused ${receipt.code}`;
    case "decided": {
      const word = receipt.verdict.toUpperCase();
      const colour = COLOURS[receipt.verdict] ?? "green";
      const found = [...new Set(receipt.findings.map(({ rule }) => rule))].join(" ");
      return `decided ${terminal.style(["bold", colour], word)}${found === "" ? "" : ` by ${found}`}`;
    }
    default:
      throw new TypeError("a receipt of another kind", { cause: receipt satisfies never });
  }
}

/** What is left once consent was withdrawn. */
export function showErasure(
  terminal: Terminal,
  { isStillThere, digest, purpose, legalBases, sender, to, createdAt, receipts }: ErasedPart,
): void {
  terminal.line();
  terminal.paragraph(
    isStillThere
      ? terminal.style("red", "The recipient still holds the message.")
      : "The recipient destroyed the disclosures and answered with a certificate; the sender destroyed its copy. What remains still verifies:",
    7,
  );
  terminal.table(
    [
      ["message", digest],
      ["purpose", `${purpose}, on ${legalBases.join(", ")}`],
      ["from, to", `${sender}  ${to}`],
      ["at", createdAt],
      ["receipts", receipts.join(", ")],
      ["about the person", "nothing"],
    ],
    9,
  );
}

const VERDICTS: Readonly<Record<string, string>> = {
  accept: "Accepted",
  acceptWithWarnings: "Accepted with warnings",
  reject: "Rejected",
  quarantine: "Quarantined",
};
/** What the rules that the scenario file lists have done. */
const ABOUT: Readonly<Record<string, string>> = {
  reject: "Refused by",
  quarantine: "To be mended:",
};
const COLOURS: Readonly<Record<string, "red" | "yellow">> = {
  reject: "red",
  quarantine: "yellow",
};
