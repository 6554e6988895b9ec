import { ProtocolError } from "@safepassage/core";

/** The value of a call, the code of its refusal, or the kind of an error that has none. */
export interface Outcome<T> {
  readonly value?: T;
  readonly refused?: string;
  readonly threw?: string;
}

/**
 * What a call gave, as JSON: its value, or the code it refused with.
 *
 * Any other error keeps only its kind, since engines word their messages differently.
 */
export function outcome<T>(call: () => T): Outcome<T> {
  try {
    return { value: call() };
  } catch (error) {
    if (error instanceof ProtocolError) return { refused: error.code };
    return { threw: error instanceof Error ? error.name : typeof error };
  }
}
