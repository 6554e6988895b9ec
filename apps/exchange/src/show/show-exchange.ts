import type { AgencyName } from "../agencies.ts";
import type { Audience } from "../play/play.ts";
import type { PlayResult } from "../play/run.ts";
import { headingOf, type Scene, type StepFacts } from "../play/scene.ts";
import type { RunningExchange } from "../processes.ts";
import { showPart } from "./show-part.ts";
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

/** Prints all that a play tells. */
export function showEverything(
  terminal: Terminal,
  gateways: RunningExchange["gateways"],
): Audience {
  return {
    begin: (scene) => showScene(terminal, scene),
    step: (facts) => showStep(terminal, facts, gateways),
    tell: (part) => showPart(terminal, part),
    end() {},
  };
}

function showScene(terminal: Terminal, scene: Scene): void {
  const { id, story, notPlayed } = scene;
  terminal.line();
  terminal.rule(headingOf(scene));
  terminal.paragraph(story, 2);
  if (notPlayed.length === 0) return;
  const ids = notPlayed.map((n) => `${id}.${n}`).join(" and ");
  terminal.paragraph(terminal.style("dim", `Not played here: ${ids}.`), 2);
}

/** Who sends to whom, and what happens there. What an officer does is told act by act. */
function showStep(
  terminal: Terminal,
  { id, says, from, to }: StepFacts,
  gateways: RunningExchange["gateways"],
): void {
  if (to === undefined) return;
  const partyOf = (name: AgencyName): string => `${name} (pid ${gateways[name].pid})`;
  terminal.line();
  const parties = `${partyOf(from)}  ──▶  ${partyOf(to)}`;
  terminal.line(`${terminal.style("bold", id)}  ${terminal.style("cyan", parties)}`);
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

/** Prints where everything is while the gateways stay up. */
export function showAddresses(
  terminal: Terminal,
  { registry, gateways }: RunningExchange,
  folder: string,
): void {
  terminal.line();
  terminal.paragraph("Addresses, until Ctrl-C:", 2);
  terminal.table([
    ["registry", registry.url],
    ...Object.values(gateways).map(({ name, url }) => [name, `${url}/health`]),
  ]);
  terminal.paragraph(`Keys, tokens and databases, deleted at the end: ${folder}`, 2);
  terminal.paragraph(
    "What to ask them: docs/guides/run-a-gateway.md. What the evidence proves: docs/guides/check-evidence.md.",
    2,
  );
}
