/** Any value that JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object as `parseJson` returns it. */
export interface JsonObject {
  readonly [name: string]: Json;
}
