import { ProtocolError } from "@safepassage/core";

/**
 * What a call gave, as JSON: its value, or the code it refused with.
 *
 * Any other error keeps only its kind, since engines word their messages differently.
 */
export function outcome(call: () => unknown): unknown {
  try {
    return { value: call() };
  } catch (error) {
    if (error instanceof ProtocolError) return { refused: error.code };
    return { threw: error instanceof Error ? error.name : typeof error };
  }
}
