/** The outside world, as a command sees it. Tests pass their own. */
export interface Io {
  /** Reads a file, or standard input for `-`. */
  read(path: string): Promise<Uint8Array>;
  /** Whether something stands at a path. */
  exists(path: string): Promise<boolean>;
  /** Writes a new file; refuses to replace one. `secret` files are readable by their owner only. */
  write(path: string, text: string, options?: { readonly secret?: boolean }): Promise<void>;
  /** Result of the command: data only, so that it can be piped. */
  out(line: string): void;
  /** Everything meant for a person. */
  err(line: string): void;
  /** Whether a person looks at {@link Io.out} in colour. */
  readonly colour: boolean;
  readonly width: number;
  now(): Date;
}

/** Exit statuses. Scripts rely on them: never renumber. */
export const EXIT = { done: 0, refused: 1, usage: 2 } as const;
export type Exit = (typeof EXIT)[keyof typeof EXIT];
