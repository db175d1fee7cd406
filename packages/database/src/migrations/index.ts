/**
 * Every migration, in order. Listed by import, not found by reading a folder, so that what runs is what was type checked.
 * Names are stored in the database and sort alphabetically: never rename, remove or reorder one.
 */
import type { Migration } from "kysely/migration";
import { up as initial } from "./0001-initial.ts";
import { up as rowSecurity } from "./0002-row-security.ts";
import { up as credentialsVersion } from "./0003-credentials-version.ts";
import { up as leftOut } from "./0004-left-out.ts";
import { up as notices } from "./0005-notices.ts";
import { up as supportDesk } from "./0006-support-desk.ts";

export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  "0001-initial": { up: initial },
  "0002-row-security": { up: rowSecurity },
  "0003-credentials-version": { up: credentialsVersion },
  "0004-left-out": { up: leftOut },
  "0005-notices": { up: notices },
  "0006-support-desk": { up: supportDesk },
};
