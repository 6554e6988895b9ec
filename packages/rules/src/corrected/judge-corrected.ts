import {
  type Authorisation,
  type DecodedMessage,
  type HeldMessage,
  type History,
  scopeCovers,
} from "@safepassage/schema";
import type { Finding, Judgement } from "../judgement.ts";
import type { ValidationInput } from "../validation-input.ts";
import { withoutTargets } from "./apply-correction.ts";
import { groupIn } from "./correction-groups.ts";
import { type CorrectedMessage, type Correcting, findCorrected } from "./held-target.ts";

/** Result of judging the corrected message. */
export interface CorrectedJudgement {
  /** Findings that the correction causes. */
  readonly findings: readonly Finding[];
  /** The judgement of the corrected message. */
  readonly judgement: Judgement;
}

/**
 * Judges the corrected message by the same rules and facts, so that no rule has to know about
 * corrections.
 *
 * A finding counts unless the message already had it. An error counts as already there only if it also
 * occurs without the value: a new value must not break a rule just because the old one did.
 *
 * @param judge - Judges a message without looking for corrections.
 * @returns `undefined` if there is nothing to judge; R79 says why.
 * @see docs/spec/corrections.md#judged
 */
export function judgeCorrected(
  correcting: Correcting,
  input: ValidationInput,
  judge: (input: ValidationInput) => Judgement,
): CorrectedJudgement | undefined {
  const found = findCorrected(correcting, input.history);
  if (found === undefined || !("held" in found)) return undefined;
  const { held, after } = found;
  const ask = (message: DecodedMessage, authorisations = held.authorisations): Judgement =>
    judge(inputFor(atTimeOf(message, correcting.message), { ...held, authorisations }, input));
  const judgement = ask(after, stillBinding(found));
  if (judgement.findings.length === 0) return { findings: [], judgement };
  const before = keysOf(ask(held.message));
  const without = keysOf(ask(withoutTargets(held.message, correcting.message.body)));
  const isHad = (finding: Finding): boolean => {
    const key = keyOf(finding);
    return before.has(key) && (finding.severity === "warn" || without.has(key));
  };
  const findings = judgement.findings.filter((finding) => !isHad(finding));
  return { findings: findings.map((finding) => toCorrection(finding, found)), judgement };
}

/** The message as if sent now: parties, time, urgency and agreement come from the correction. */
function atTimeOf(message: DecodedMessage, correction: DecodedMessage): DecodedMessage {
  return {
    clear: { ...message.clear, ...ofSending(correction.clear) },
    private: { ...message.private, ...ofSending(correction.private) },
    body: message.body,
  };
}

const ofSending = (claims: object): object =>
  Object.fromEntries(Object.entries(claims).filter(([claim]) => OF_SENDING.has(claim)));

function inputFor(
  message: DecodedMessage,
  held: HeldMessage,
  { issues: _, history: __, ...input }: ValidationInput,
): ValidationInput {
  const { consents, authorisations } = held;
  const known = { ...input, message, consents, authorisations };
  if (held.history === undefined) return known;
  const { corrected: ___, ...history } = held.history;
  return { ...known, history: asOpen(history) };
}

/** A history without the end of the exchange: a correction is admitted after it, and so is what it corrects. */
function asOpen({ exchange, ...history }: History): History {
  if (exchange === undefined) return history;
  return { ...history, exchange: exchange.map(({ closedAt: _, ...entry }) => entry) };
}

/**
 * Authorisations that do not cover a corrected value. A token is bound to the content that was shown to
 * its issuer, and does not authorise other content.
 */
function stillBinding({ groups, held }: CorrectedMessage): readonly Authorisation[] {
  const paths = groups.flatMap(({ targets }) => targets.map(({ path }) => path));
  return held.authorisations.filter(
    ({ binds, scope }) =>
      !paths.some((path) => {
        const gid = groupIn(path);
        return binds.includes(gid) || scopeCovers(scope, path.slice(gid.length + 1));
      }),
  );
}

/** Moves a finding to the value of the correction that causes it. */
function toCorrection(finding: Finding, { groups, held }: CorrectedMessage): Finding {
  const { pointer } = finding;
  const at = groups.find(({ targets }) => targets.some(({ path }) => pointer === `/body/${path}`));
  const near = groups.find(({ targets }) =>
    targets.some(({ path }) => pointer.startsWith(`/body/${groupIn(path)}`)),
  );
  const { gid = "" } = at ?? near ?? groups[0] ?? {};
  return {
    ...finding,
    pointer: `/body/${gid}/correction.value`,
    groupKind: "correction",
    corrected: { message: held.digest, pointer },
  };
}

const keysOf = ({ findings }: Judgement): ReadonlySet<string> => new Set(findings.map(keyOf));

const keyOf = ({ code, pointer, field }: Finding): string => `${code} ${pointer} ${field ?? ""}`;

const OF_SENDING: ReadonlySet<string> = new Set([
  "env.protocol",
  "env.profile",
  "env.test",
  "env.createdAt",
  "env.deliverBy",
  "env.sender.agencyType",
  "env.sender.country",
  "env.sender.regime",
  "env.recipient.agencyType",
  "env.recipient.country",
  "env.recipient.regime",
  "env.holder",
  "env.agreementRef",
  // A danger that is over no longer opens fields.
  "private.urgency",
]);
