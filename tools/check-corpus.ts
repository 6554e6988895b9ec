// Makes the corpus again with its own program, and compares it with what is checked in.
import { resolve } from "node:path";
import { runCorpusProgram } from "./corpus.ts";

const { status, said } = runCorpusProgram(resolve(import.meta.dirname, ".."), { check: true });
console.log(said);
process.exitCode = status;
