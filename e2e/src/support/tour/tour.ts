import type { Page } from "@playwright/test";
import type { TourPartnerId } from "../accounts.ts";
import { connectionScenes } from "./connection-scenes.ts";
import { customerScenes } from "./customer-scenes.ts";
import { integrationScenes } from "./integration-scenes.ts";
import { mappingScenes } from "./mapping-scenes.ts";
import { noticeScenes } from "./notice-scenes.ts";
import { publicScenes } from "./public-scenes.ts";
import { runScenes } from "./run-scenes.ts";
import { supportScenes } from "./support-scenes.ts";
import type { TourWorld } from "./tour-world.ts";
import { unbilledScenes } from "./unbilled-scenes.ts";

/** Who looks at it: a partner's person, support, or somebody who is not signed in. */
export type Viewer = TourPartnerId | "support" | "nobody";

/** A page in one of its states. */
export interface Scene {
  readonly name: string;
  readonly viewer: Viewer;
  /** Goes there, and ends when all of it is on the screen. */
  show(page: Page, world: TourWorld): Promise<void>;
  /** Ends what the scene has under way at the provider. */
  leave?(world: TourWorld): void;
  /** A state that goes by, or that looks the same at every width: few pictures are enough. */
  readonly isMinor?: boolean;
  /** Made of parts that another scene shows in the same way: for pictures only. */
  readonly isRepetition?: boolean;
}

/** Every page and main state of the web UI. Whoever adds a page adds its scenes. */
export const SCENES: readonly Scene[] = [
  ...publicScenes,
  ...integrationScenes,
  ...connectionScenes,
  ...mappingScenes,
  ...customerScenes,
  ...runScenes,
  ...unbilledScenes,
  ...noticeScenes,
  ...supportScenes,
];
