import { ApiError } from "@safepassage/api";
import type { Officer } from "./officer.ts";

/** An officer who is locked out, with who that is: what such a one still tries is recorded. */
export class OfficerLocked extends ApiError {
  readonly officer: Officer;

  constructor(officer: Officer) {
    super("API_OFFICER_LOCKED", "the officer is locked out");
    this.officer = officer;
  }
}
