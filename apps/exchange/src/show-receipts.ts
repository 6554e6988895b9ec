import type { VerifiedEvidence } from "@safepassage/message";
import { findRule, type ReceiptClaims } from "@safepassage/schema";
import { nameOf } from "./agencies.ts";
import type { Expectation } from "./expectations.ts";
import { law } from "./show-parts.ts";
import type { Terminal } from "./terminal.ts";

/** The verdict is the one in the receipt that the other process signed. */
export function showReceipts(
  terminal: Terminal,
  receipts: readonly ReceiptClaims[],
  { verdict, rules }: Expectation,
  differences: readonly string[],
): void {
  terminal.line();
  for (const receipt of receipts) {
    const by = `signed by ${nameOf(receipt.iss)}, signature verified`;
    terminal.paragraph(`receipt  ${describeReceipt(terminal, receipt)}; ${by}`, 7);
  }
  const refused = verdict !== "accept";
  terminal.table(
    rules.map((rule) => {
      const entry = findRule(rule);
      return [
        refused
          ? terminal.style("red", `${rule} refuses`)
          : terminal.style("green", `${rule} passed`),
        entry === undefined ? "" : law(terminal, entry),
      ];
    }),
    16,
  );
  if (differences.length === 0) {
    terminal.paragraph(terminal.style("dim", `as expected: ${verdict}, ${rules.join(" ")}`), 7);
  }
  for (const difference of differences) {
    terminal.paragraph(terminal.style(["bold", "red"], `DIFFERS  ${difference}`), 7);
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
      const colour = receipt.verdict === "reject" ? "red" : "green";
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
  { clear, digest, receipts }: VerifiedEvidence,
  stillThere: boolean,
): void {
  terminal.line();
  terminal.paragraph(
    stillThere
      ? terminal.style("red", "The recipient still holds the message.")
      : "The recipient destroyed the disclosures and answered with a certificate; the sender destroyed its copy. What remains still verifies:",
    7,
  );
  terminal.table(
    [
      ["message", digest],
      ["purpose", `${clear["env.purpose"]}, on ${clear["env.legalBasis"].join(", ")}`],
      ["from, to", `${clear["env.sender.agencyId"]}  ${clear["env.recipient.agencyId"]}`],
      ["at", clear["env.createdAt"]],
      ["receipts", receipts.map((receipt) => receipt.kind).join(", ")],
      ["about the person", "nothing"],
    ],
    9,
  );
}
