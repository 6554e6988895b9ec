/** Vector files by their path under `packages/vectors/data`; JSON and YAML parsed, anything else as text. */
export type Vectors = Readonly<Record<string, unknown>>;
