import { canonicalJson, sha256Base64url } from "@safepassage/core";
import { type Judgement, type ValidationInput, validate } from "@safepassage/validator";
import { outcome } from "./outcome.ts";
import { type Judged, scenarioMessages, variants } from "./scenarios.ts";
import type { Vectors } from "./vectors.ts";

/** Every line of the decoded corpus; the scenarios at every tier, and at the first damaged in many ways. */
export function cases(vectors: Vectors): Record<string, unknown> {
  const messages = scenarioMessages(vectors);
  return Object.fromEntries([...corpusCases(vectors), ...messages.flatMap(scenarioCases)]);
}

function corpusCases(vectors: Vectors): [string, unknown][] {
  return Object.entries(vectors)
    .filter(([path]) => /^corpus\/(?:scenarios|rules\/R\d+)\.jsonl$/.test(path))
    .flatMap(([path, text]) =>
      String(text)
        .trimEnd()
        .split("\n")
        .map((line): [string, unknown] => {
          const { id, input } = JSON.parse(line) as CorpusLine;
          return [`${path} ${id}`, outcome(() => validate(input))];
        }),
    );
}

function scenarioCases(judged: Judged, place: number): [string, unknown][] {
  const { name, history, ...input } = judged;
  // A third of them, others for each message: the suite of the schema has all.
  const some = variants(judged).filter((_, at) => (at + place) % 3 === 0);
  return [
    ...some.map(([variant, message]): [string, unknown] => [
      `schema ${variant}`,
      outcome(() => inShort(validate({ message, tier: "schema", now: judged.now }))),
    ]),
    [`context ${name}`, outcome(() => validate({ ...input, tier: "context" }))],
    [`state ${name}`, outcome(() => validate({ ...input, history, tier: "state" }))],
  ];
}

/** A judgement of which there are thousands: enough to tell whether it is the same. */
function inShort(judgement: Judgement): object {
  return { verdict: judgement.verdict, sha256: sha256Base64url(canonicalJson(judgement)) };
}

/** What a line of the corpus says of a case. */
interface CorpusLine {
  readonly id: string;
  readonly input: ValidationInput;
}
