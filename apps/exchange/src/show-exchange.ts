import type { Expectation } from "./expectations.ts";
import type { RunningExchange, RunningGateway } from "./processes.ts";
import type { PlayResult } from "./run.ts";
import { NOT_READ } from "./show-parts.ts";
import type { Terminal } from "./terminal.ts";

export function showStart(
  terminal: Terminal,
  { registry, provider, gateways }: RunningExchange,
): void {
  terminal.rule("Safepassage demo exchange");
  terminal.paragraph(
    "Invented agencies of invented countries, each a process of its own with its own database, " +
      "keys and ports. Every message travels over HTTP, signed and sealed.",
    2,
  );
  terminal.line();
  terminal.table([
    ["registry", `pid ${registry.pid}`, registry.url],
    ["sign-in", `pid ${provider.pid}`, "a provider for each agency"],
    ...Object.values(gateways).map(({ name, pid, url }) => [name, `pid ${pid}`, url]),
  ]);
}

export function showScenario(
  terminal: Terminal,
  { scenario, title, story, notPlayed }: Expectation,
): void {
  terminal.line();
  terminal.rule(`${scenario}  ${title}`);
  terminal.paragraph(story, 2);
  if (notPlayed.length === 0) return;
  const ids = notPlayed.map((n) => `${scenario}.${n}`).join(" and ");
  terminal.paragraph(terminal.style("dim", `Not played here: ${ids}.`), 2);
}

/** A message of the scenario file. */
type Step = Pick<Expectation, "id" | "says">;

/** Who sends to whom, for what, on which ground, and what happens there. */
export function showHeading(
  terminal: Terminal,
  step: Step,
  what: {
    readonly from: RunningGateway;
    readonly to: RunningGateway;
    readonly messageType: string;
    readonly purpose: string;
    readonly legalBases: readonly string[];
  },
): void {
  const { from, to, messageType, purpose, legalBases } = what;
  showReply(terminal, step, from, to, `${messageType} · ${purpose} · on ${legalBases.join(", ")}`);
}

export function showReply(
  terminal: Terminal,
  { id, says }: Step,
  from: RunningGateway,
  to: RunningGateway,
  what: string,
): void {
  terminal.line();
  const parties = `${from.name} (pid ${from.pid})  ──▶  ${to.name} (pid ${to.pid})`;
  terminal.line(`${terminal.style("bold", id)}  ${terminal.style("cyan", parties)}`);
  terminal.paragraph(terminal.style("dim", what), 7);
  terminal.paragraph(says, 7);
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
  terminal.paragraph(
    terminal.style(
      "dim",
      `"${NOT_READ}" beside a citation: docs/legal/citations.md tells what of it was read, and where.`,
    ),
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
  terminal.paragraph(
    "To sign in to an agency, open its local address with /session/sign-in at the end in a browser, and choose a person. " +
      "No password is asked for.",
    2,
  );
  terminal.paragraph(`Keys, tokens and databases, deleted at the end: ${folder}`, 2);
  terminal.paragraph(
    "What to ask them: docs/guides/run-a-gateway.md. What the evidence proves: docs/guides/check-evidence.md.",
    2,
  );
}
