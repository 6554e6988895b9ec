declare const STAGE: unique symbol;

/**
 * A value that only one function can make: a draft must be prepared to be signed, a message opened to be judged. Only the
 * type says so; at run time it is the plain value.
 */
export type Stage<Name extends string, T> = T & { readonly [STAGE]: Name };
