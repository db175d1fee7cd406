import type { Database } from "@integrations/database";

/** Counts the statements sent from now on, `begin` and `commit` included. */
export function countStatements({ pool }: Database): { readonly count: number } {
  const counter = { count: 0 };
  const counted = new WeakSet<object>();
  pool.on("acquire", (client) => {
    if (counted.has(client)) return;
    counted.add(client);
    const query = client.query.bind(client) as unknown as (...args: unknown[]) => unknown;
    Object.assign(client, {
      query: (...args: unknown[]) => {
        counter.count += 1;
        return query(...args);
      },
    });
  });
  return counter;
}
