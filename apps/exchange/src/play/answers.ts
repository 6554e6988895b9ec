import { GatewayProblem } from "@safepassage/client";
import type { Refusal } from "@safepassage/console/tour";

/** Waits for an answer. If the gateway refuses, the error says why in one line. */
export async function accepted<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw error instanceof GatewayProblem ? new Error(describe(toRefusal(error))) : error;
  }
}

/** Waits for a refusal. */
export async function refused(answer: Promise<unknown>): Promise<Refusal> {
  try {
    await answer;
  } catch (error) {
    if (error instanceof GatewayProblem) return toRefusal(error);
    throw error;
  }
  return { status: 201, code: "", title: "" };
}

function toRefusal({ status, code = "", message, problem }: GatewayProblem): Refusal {
  const { findings } = problem as Pick<Refusal, "findings">;
  return { status, code, title: message, ...(findings && { findings }) };
}

function describe({ status, code, title, findings = [] }: Refusal): string {
  const rules = findings.map(({ rule, field = "" }) => `${rule} ${field}`.trim());
  return `status ${status}: ${code} ${title}: ${rules.join(", ")}`;
}
