import type { Doom } from "@integrations/database/testing";
import type { FakeSite } from "./fake-site.ts";

/** The site's calls become steps, before and after they take effect. */
export function doomSite(site: FakeSite, doom: Doom): void {
  site.before = (call) => doom.step(`before ${call.verb}`);
  site.after = (call) => doom.step(`after ${call.verb}`);
}
