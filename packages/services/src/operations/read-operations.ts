import { readConnectionsInOperation, readRunsInOperation, type ConnectionsInOperation, type RunsInOperation } from "@integrations/database";
import { readQueue, type QueueState } from "@integrations/jobs";
import type { ServiceContext } from "../service-context.ts";

/** How the whole installation stands, whoever owns what; for those who run it. */
export interface Operations {
  readonly at: Date;
  readonly runs: RunsInOperation;
  readonly connections: ConnectionsInOperation;
  readonly queue: QueueState;
}

export async function readOperations({ database, clock }: Pick<ServiceContext, "database" | "clock">): Promise<Operations> {
  const at = clock.now();
  const { db } = database;
  return {
    at,
    runs: await readRunsInOperation(db, at),
    connections: await readConnectionsInOperation(db),
    queue: await readQueue(db, at),
  };
}
