import { join } from "node:path";
import { FOLDER } from "../folder/names.ts";
import { readTextPart } from "../folder/read-part.ts";
import type { RegistryCopy } from "./registry-source.ts";
import { replaceFile } from "./replace-file.ts";

/** Keeps the newest registry that was taken in the folder of the agency. One that cannot be read counts as none. */
export function openRegistryCopy(folder: string): RegistryCopy {
  return {
    read: () => readTextPart(folder, FOLDER.registryCopy).value,
    write: (text) => replaceFile(join(folder, FOLDER.registryCopy), text),
  };
}
