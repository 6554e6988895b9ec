import type { Json } from "@safepassage/core";
import { valueSchema } from "@safepassage/schema";
import type { RowReader } from "../row/row.ts";
import { toCountry } from "./build-person.ts";
import type { LeafWriter } from "./leaf-writer.ts";

/** Reads the place of a historic event. `type` is the event's type in the catalogue, if stated. */
export function readPlace(row: RowReader, write: LeafWriter, type: string | undefined): void {
  const text = row.read("hte_Country");
  const country = text === "" ? undefined : toCountry(row, "hte_Country", text);
  const hasCountry = country !== undefined && write("hte_Country", "location.country", country);
  const state = row.read("hte_State");
  // The standard allows any text here; the protocol carries only codes. A name in five capitals looks like
  // one of UN/LOCODE in another State: DELHI as one in Germany.
  const isCode = DIVISION.test(state) || (LOCODE.test(state) && state.slice(0, 2) === country);
  if (state !== "" && !isCode) row.leave("hte_State", "noCode");
  const hasArea = isCode && write("hte_State", "location.adminArea", state);
  const kind = type === undefined ? undefined : KINDS[type];
  const hasPrecise = readPrecise(row, write, kind !== undefined);
  if (!hasCountry && !hasArea && !hasPrecise) return;
  const column = hasPrecise ? "hte_Type" : "hte_Country";
  write(column, "location.kind", hasPrecise && kind !== undefined ? kind : "area");
}

function readPrecise(row: RowReader, write: LeafWriter, isKindKnown: boolean): boolean {
  const [latitude, longitude] = [row.read("hte_Latitude"), row.read("hte_Longitude")];
  const [street, city, postcode] = ADDRESS.map((column) => row.read(column)) as [
    string,
    string,
    string,
  ];
  const leave = (columns: readonly string[], reason: "incomplete" | "doubled") => {
    for (const column of columns) if (row.read(column) !== "") row.leave(column, reason);
  };
  const hasPoint = latitude !== "" && longitude !== "";
  const hasAddress = street !== "" && city !== "";
  // Whether a precise place may be sent depends on its kind, so without a kind it is left behind.
  if (!isKindKnown || !(hasPoint || hasAddress)) {
    leave([...POINT, ...ADDRESS], "incomplete");
    return false;
  }
  if (hasPoint) {
    leave(ADDRESS, "doubled");
    const lat = toCoordinate(row, "hte_Latitude", latitude);
    const lon = toCoordinate(row, "hte_Longitude", longitude);
    const column = fits(pointOf(lat, "0.0")) ? "hte_Longitude" : "hte_Latitude";
    if (write(column, "location.precise", pointOf(lat, lon))) return true;
    leave(POINT, "incomplete");
    return false;
  }
  leave(POINT, "incomplete");
  const address = { locality: city, street };
  const withCode = addressOf({ ...address, postcode });
  if (postcode !== "" && !fits(withCode)) {
    row.refuse("hte_PostalCode", "HTCDS_VALUE_MALFORMED", "a postal code in capitals and digits");
  } else if (postcode !== "") {
    return write("hte_Street", "location.precise", withCode);
  }
  if (write("hte_Street", "location.precise", addressOf(address))) return true;
  leave(ADDRESS, "incomplete");
  return false;
}

const pointOf = (lat: string, lon: string): Json => ({ kind: "point", value: { lat, lon } });
const addressOf = (value: Json): Json => ({ kind: "address", value });
const fits = (place: Json): boolean => valueSchema("location.precise").safeParse(place).success;

/** Cuts a coordinate to five decimals (about a metre), the most the field takes. Other text is unchanged. */
function toCoordinate(row: RowReader, column: string, text: string): string {
  const parts = /^(-?\d{1,3})(?:\.(\d+))?$/.exec(text);
  if (parts === null) return text;
  const coordinate = `${parts[1]}.${(parts[2] ?? "0").slice(0, 5)}`;
  if (coordinate !== text) row.normalised(column, "coordinate");
  return coordinate;
}

/** ISO 3166-2, which no name looks like. */
const DIVISION = /^[A-Z]{2}-[A-Z0-9]{1,3}$/;
const LOCODE = /^[A-Z]{2}[A-Z2-9]{3}$/;
const POINT = ["hte_Latitude", "hte_Longitude"] as const;
const ADDRESS = ["hte_Street", "hte_City", "hte_PostalCode"] as const;
const KINDS: Readonly<Record<string, string>> = {
  recruitment: "recruitmentPlace",
  transit: "transitPlace",
  exploitation: "offenceScene",
};
