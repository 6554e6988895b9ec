// Unpacks the archives that its arguments name into the temporary folder.
import { inflate } from "@sparticuz/chromium";

await Promise.all(process.argv.slice(2).map((archive) => inflate(archive)));
