import type { ConnectionState } from "../integrations/provider-scope.ts";

/** What removing a connection loses, as messages with their number; what there is none of is left out. */
export function lossesOf(holdings: ConnectionState["whatIsLost"]): Array<{ readonly key: string; readonly count: number }> {
  return [
    { key: "connection.lostMappings", count: holdings.mappings },
    { key: "connection.lostAssignments", count: holdings.assignments },
    { key: "connection.lostLines", count: holdings.keptLines },
    { key: "connection.lostRequests", count: holdings.unmapRequests },
    { key: "connection.lostRuns", count: holdings.unfinishedRuns },
  ].filter(({ count }) => count > 0);
}
