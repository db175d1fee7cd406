import { toBytes, type Answer, type Bytes } from "@integrations/simulator-kit";
import type { Behaviour } from "../tenant/behaviour.ts";
import { writeJson } from "../wire/write-json.ts";

/** The model version the site has; asked for or not, it is what answers name (FACTS section 1, V). */
const NEWEST_MODEL = "2025.8";

export function writeAnswer(answer: Answer, accept: string | undefined, decimals: Behaviour["decimals"]): Bytes {
  return toBytes(answer, (json) => ({ text: writeJson(json, decimals), contentType: jsonType(accept) }));
}

/** The vendor's type where it was asked for, with the version asked for; plain JSON otherwise. */
function jsonType(accept: string | undefined): string {
  const versioned = /application\/vnd\.connectwise\.com\+json\s*(?:;\s*version=([\w.]+))?/i.exec(accept ?? "");
  if (versioned === null) return "application/json; charset=utf-8";
  return `application/vnd.connectwise.com+json; version=${versioned[1] ?? NEWEST_MODEL}; charset=utf-8`;
}
