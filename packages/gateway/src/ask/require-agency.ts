import { folderInvalid, readAgencyParts } from "@safepassage/agency/node";

/**
 * Refuses a folder without an agency, as one whose name is mistyped: nothing else that is said of it would help.
 *
 * @throws AgencyError `AGENCY_FOLDER_INVALID`.
 */
export function requireAgency(folder: string): void {
  const { faults } = readAgencyParts(folder).config;
  if (faults.some(({ code }) => code === "FILE_MISSING")) throw folderInvalid(faults);
}
