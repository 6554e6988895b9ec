declare const STAGE: unique symbol;

/**
 * A value that one function alone makes: what was not prepared cannot be signed, and what was not opened cannot be judged.
 * Only the type says so; at run time it is the value itself.
 */
export type Stage<Name extends string, T> = T & { readonly [STAGE]: Name };
