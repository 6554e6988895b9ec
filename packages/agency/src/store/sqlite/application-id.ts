/** Marks a SQLite file as a store of an agency (sqlite.org/fileformat.html, 1.3.17): "SPas" in ASCII. */
export const APPLICATION_ID = 0x53506173;
