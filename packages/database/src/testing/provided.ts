import "vitest";

declare module "vitest" {
  interface ProvidedContext {
    /** Of a superuser; not a database to test in. */
    postgresUrl: string;
    /** Name of the migrated database every test gets a copy of. */
    postgresTemplate: string;
  }
}
