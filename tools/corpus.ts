import { spawnSync } from "node:child_process";
import { join } from "node:path";

/** What a run of the corpus's own program came to. */
export interface CorpusRun {
  readonly status: number;
  /** What to tell, in one line where all went well. */
  readonly said: string;
}

/**
 * Runs the second program, in Python, that makes `packages/vectors/data/corpus`.
 *
 * Where there is no `python3` the files stay as they are checked in, and the answer says so: nothing
 * but Node has to be there to work on this repository.
 *
 * @param check - Only say which files are not current.
 */
export function runCorpusProgram(root: string, { check }: { readonly check: boolean }): CorpusRun {
  const program = join(root, "packages/vectors/generate");
  const { error, status, stdout, stderr } = spawnSync(
    "python3",
    [program, ...(check ? ["--check"] : [])],
    { encoding: "utf8" },
  );
  if (error !== undefined && "code" in error && error.code === "ENOENT") {
    return { status: 0, said: "there is no python3 here: the corpus was not made again" };
  }
  if (error !== undefined) throw error;
  return { status: status ?? 1, said: `${stdout}${stderr}`.trimEnd() };
}
