import { DatabaseRoleError, readSchemaStatus, type Database } from "@integrations/database";
import type { FastifyInstance } from "fastify";

export interface HealthOptions {
  readonly database: Database;
  /** True once the process has been asked to stop. */
  readonly isStopping: () => boolean;
}

/** `/healthz`: the process answers. `/readyz`: it can do its work, so requests may be sent to it. */
export function registerHealth(app: FastifyInstance, { database, isStopping }: HealthOptions): void {
  app.get("/healthz", UNLIMITED, () => ({ status: "ok" }));
  app.get("/readyz", UNLIMITED, async (request, reply) => {
    const problem = isStopping() ? "The server is stopping." : await findProblem(database, (error) => request.log.warn(error, "not ready"));
    if (problem === null) return { status: "ready" };
    return await reply.code(503).send({ status: "not ready", problem });
  });
}

const UNLIMITED = { config: { rateLimit: false } } as const;

async function findProblem(database: Database, onError: (error: unknown) => void): Promise<string | null> {
  try {
    switch (await readSchemaStatus(database.db)) {
      case "current":
        return null;
      case "older":
        return "The database is not migrated: run pnpm migrate.";
      case "newer":
        return "The database was migrated by a newer version.";
    }
  } catch (error) {
    onError(error);
    // It names no login and no place.
    return error instanceof DatabaseRoleError ? error.message : "The database cannot be reached.";
  }
}
