import type { Json } from "@safepassage/core";
import type { VerifiedEvidence } from "@safepassage/message";
import type { Permission } from "@safepassage/policy";
import type { ReceiptClaims } from "@safepassage/schema";
import type { Finding } from "@safepassage/validator";
import { type AgencyName, nameOf } from "./agencies.ts";
import type { CaseFile } from "./case-file.ts";
import type { Expectation } from "./expectations.ts";
import type { PlayResult } from "./play.ts";
import type { RunningExchange, RunningGateway } from "./processes.ts";
import { cut, type Terminal } from "./terminal.ts";

export function showStart(terminal: Terminal, { registry, gateways }: RunningExchange): void {
  terminal.rule("Safepassage demo exchange");
  terminal.paragraph(
    "Invented agencies of invented countries, each a process of its own with its own database, " +
      "keys and ports. Every message travels over HTTP, signed and sealed.",
    2,
  );
  terminal.line();
  terminal.table([
    ["registry", `pid ${registry.pid}`, registry.url],
    ...Object.values(gateways).map(({ name, pid, url }) => [name, `pid ${pid}`, url]),
  ]);
}

export function showScenario(terminal: Terminal, { scenario, title, story }: Expectation): void {
  terminal.line();
  terminal.rule(`${scenario}  ${title}`);
  terminal.paragraph(story, 2);
}

/** Who sends to whom, for what, on which ground. */
export function showHeading(
  terminal: Terminal,
  id: string,
  what: {
    readonly from: RunningGateway;
    readonly to: RunningGateway;
    readonly messageType: string;
    readonly purpose: string;
    readonly legalBases: readonly string[];
  },
): void {
  const { from, to, messageType, purpose, legalBases } = what;
  showReply(terminal, id, from, to);
  terminal.paragraph(`${messageType} · ${purpose} · on ${legalBases.join(", ")}`, 7);
}

export function showReply(
  terminal: Terminal,
  id: string,
  from: RunningGateway,
  to: RunningGateway,
): void {
  terminal.line();
  const parties = `${from.name} (pid ${from.pid})  ──▶  ${to.name} (pid ${to.pid})`;
  terminal.line(`${terminal.style("bold", id)}  ${terminal.style("cyan", parties)}`);
}

/** What of the case file the importer did not even read into the case. */
export function showLeftBehind(terminal: Terminal, { file, leftBehind }: CaseFile): void {
  const byReason = Map.groupBy(
    leftBehind.filter(({ hadValue }) => hadValue),
    ({ reason }) => reason,
  );
  terminal.line();
  terminal.paragraph(`Left behind on reading ${file}:`, 7);
  terminal.table(
    [...byReason].map(([reason, columns]) => [
      terminal.style("dim", reason),
      terminal.style("dim", columns.map(({ column }) => column).join(" ")),
    ]),
    9,
  );
}

/** Field by field: what the case held, what left, and why the rest did not. */
export function showAccount(
  terminal: Terminal,
  { asked, held }: CaseFile,
  account: readonly Permission[],
): void {
  const rows = account
    .filter(({ leaf }) => leaf !== undefined)
    .map((permission) => {
      const { gid, leaf = 0, field, outcome, reason, coarsenedTo = [] } = permission;
      const value = asked[gid]?.leaves[leaf]?.v;
      const left =
        outcome === "allowed"
          ? terminal.style("green", short(value))
          : outcome === "coarsened"
            ? terminal.style("yellow", coarsenedTo.map(({ v }) => short(v)).join(", "))
            : terminal.style("red", "withheld");
      const why = reason === undefined ? "" : `${reason.sentence} ${law(terminal, reason)}`;
      return [field, terminal.style("dim", short(value)), left, why];
    });
  terminal.line();
  terminal.table(
    [
      ["field", "in the case file", "what left", "why"].map((title) =>
        terminal.style("underline", title),
      ),
      ...rows,
    ],
    7,
  );
  const count = (outcome: Permission["outcome"]): number =>
    account.filter((one) => one.outcome === outcome && one.leaf !== undefined).length;
  const unasked = valuesOf(held) - valuesOf(asked);
  terminal.paragraph(
    `${count("allowed")} left as they are, ${count("coarsened")} coarser, ${count("withheld")} withheld` +
      `${unasked === 0 ? "" : `; ${unasked} more were not asked for`}.`,
    7,
  );
}

export function showRefusalAtHome(
  terminal: Terminal,
  sender: AgencyName,
  status: number,
  findings: readonly Finding[],
): void {
  terminal.line();
  terminal.paragraph(
    `${terminal.style("bold", "1")}  ${sender}'s own gateway is asked to send all of it as it is, and refuses (HTTP ${status}):`,
    7,
  );
  terminal.table(
    findings.map((finding) => [
      terminal.style("red", finding.rule),
      finding.field ?? finding.groupKind ?? "message",
      `${finding.sentence} ${law(terminal, finding)}`,
    ]),
    10,
  );
}

export function showRefusalByRecipient(terminal: Terminal, sender: AgencyName): void {
  terminal.line();
  terminal.paragraph(
    `${terminal.style("bold", "2")}  A sender with ${sender}'s valid key and no policy step sends it; the recipient's process decides:`,
    7,
  );
}

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
    if (receipt.kind === "delivered") {
      terminal.paragraph(`receipt  delivered, ${receipt.resolved.length} disclosures; ${by}`, 7);
    } else if (receipt.kind === "refused") {
      terminal.paragraph(`receipt  refused ${receipt.code}; ${by}`, 7);
    } else {
      const colour = receipt.verdict === "reject" ? "red" : "green";
      const found = [...new Set(receipt.findings.map(({ rule }) => rule))].join(" ");
      terminal.paragraph(
        `receipt  decided ${terminal.style(["bold", colour], receipt.verdict.toUpperCase())}` +
          `${found === "" ? "" : ` by ${found}`}; ${by}`,
        7,
      );
    }
  }
  if (differences.length === 0) {
    terminal.paragraph(terminal.style("dim", `as expected: ${verdict}, ${rules.join(" ")}`), 7);
  }
  for (const difference of differences) {
    terminal.paragraph(terminal.style(["bold", "red"], `DIFFERS  ${difference}`), 7);
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

export function showEnd(terminal: Terminal, { messages, differences }: PlayResult): void {
  terminal.line();
  terminal.rule(differences.length === 0 ? "All as expected" : "Not as expected");
  terminal.paragraph(
    differences.length === 0
      ? `${messages} messages; every verdict was read from a receipt that the recipient's process signed.`
      : differences.join("; "),
    2,
  );
}

export function showAddresses(
  terminal: Terminal,
  { registry, gateways }: RunningExchange,
  folder: string,
): void {
  terminal.line();
  terminal.paragraph("The gateways stay up until Ctrl-C:", 2);
  terminal.table([
    ["registry", registry.url, ""],
    ...Object.values(gateways).map(({ name, url, localUrl }) => [
      name,
      `${url}/health`,
      `local ${localUrl}`,
    ]),
  ]);
  terminal.paragraph(`Keys, tokens and databases, deleted at the end: ${folder}`, 2);
}

/** A citation, with a mark where its text was not read in the source. */
function law(
  terminal: Terminal,
  { citation, citationStatus }: { readonly citation: string; readonly citationStatus: string },
): string {
  const read = /^(V(?!2)|P)/.test(citationStatus);
  return terminal.style("dim", `[${citation}${read ? "" : "; not read in the source"}]`);
}

function valuesOf(body: CaseFile["held"]): number {
  return Object.values(body).reduce((sum, { leaves }) => sum + leaves.length, 0);
}

function short(value: Json | undefined): string {
  if (value === undefined) return "";
  if (typeof value !== "object" || value === null) return cut(String(value), 22);
  if (Array.isArray(value)) return cut(value.map(short).join(" "), 22);
  const record = value as Readonly<Record<string, Json>>;
  const telling = record["original"] ?? record["edtf"] ?? record["number"] ?? record["via"];
  return cut(
    telling === undefined ? Object.values(record).map(short).join(" ") : String(telling),
    22,
  );
}
