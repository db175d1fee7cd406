import { doomedDatabase, type Doom } from "@integrations/database/testing";
import { createPlatform, type Platform, type PlatformOptions } from "./run-world/platform.ts";

/** A worker's process that dies at its n-th externally visible step: before and after each statement and each call. */
export interface MortalPlatform extends Platform {
  readonly doom: Doom;
  /** Once it is dead or done: lets what it had sent take effect, and closes what it had open. */
  bury(): Promise<void>;
}

export interface MortalPlatformOptions extends Omit<PlatformOptions, "database"> {
  readonly databaseUrl: string;
  readonly doom: Doom;
}

export function createMortalPlatform({ databaseUrl, doom, ...options }: MortalPlatformOptions): MortalPlatform {
  const { database, bury } = doomedDatabase(databaseUrl, doom);
  const platform = createPlatform({ ...options, database });
  const { host } = platform.context;
  const sent = new Set<Promise<unknown>>();
  return {
    ...platform,
    context: {
      ...platform.context,
      host: {
        contextFor: (request) => {
          const inner = host.contextFor(request);
          return {
            ...inner,
            fetch: async (url, init) => {
              const name = `${init.method} ${new URL(url).pathname}`;
              doom.step(`before ${name}`);
              const answer = inner.fetch(url, init);
              sent.add(answer);
              const received = await answer;
              doom.step(`after ${name}`);
              return received;
            },
          };
        },
      },
    },
    doom,
    bury: async () => {
      await Promise.allSettled(sent);
      await platform.close();
      await bury();
    },
  };
}
