import type { TestProject } from "vitest/node";
import { startEmbeddedPostgres } from "../embedded/embedded-postgres.ts";
import "./provided.ts";
import { createTemplate } from "./template-database.ts";

/**
 * Starts one throw-away PostgreSQL for all tests of the project, or uses the one of TEST_DATABASE_URL, whose role must be
 * a superuser: tests arrange rows past the row security they test.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const outside = process.env["TEST_DATABASE_URL"];
  const server = outside === undefined || outside === "" ? await startEmbeddedPostgres({ persistent: false }) : undefined;
  const url = server?.url ?? String(outside);
  try {
    const template = await createTemplate(url);
    project.provide("postgresUrl", url);
    project.provide("postgresTemplate", template.name);
    return async () => {
      await template.drop();
      await server?.stop();
    };
  } catch (error) {
    await server?.stop();
    throw error;
  }
}
