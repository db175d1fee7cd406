import { createServer, connect, type AddressInfo, type Socket } from "node:net";
import { endsStatement, isOutsideTransaction, isReady, WireFrames, type WireMessage } from "./wire-frames.ts";

/**
 * Stands between a process and its database, and lets a test stop single statements before they reach the database or before their
 * answer reaches the process. That is how a process is killed exactly before or after a transaction takes effect.
 *
 * A statement belongs to the work whose texts (ids) it carries; those that follow in the same transaction belong to it too.
 */
export interface PostgresProxy {
  /** The database's URL, by way of the proxy. */
  readonly url: string;
  /** From now on, statements that carry one of these texts are this work's. */
  watch(work: string, ...texts: readonly string[]): void;
  /** The statements of this work, in order; those of another connection at the same time in between. */
  statementsOf(work: string): readonly string[];
  /** Stops the n-th statement of this work. @returns when it stands still */
  hold(work: string, nth: number, at: "before" | "after"): Promise<void>;
  close(): Promise<void>;
}

interface Work {
  readonly texts: string[];
  readonly statements: string[];
  readonly holds: Hold[];
}

interface Hold {
  readonly nth: number;
  readonly at: "before" | "after";
  readonly standStill: () => void;
}

export async function startPostgresProxy(databaseUrl: string): Promise<PostgresProxy> {
  const target = new URL(databaseUrl);
  const works = new Map<string, Work>();
  const sockets = new Set<Socket>();
  const workOf = (name: string): Work => {
    const work = works.get(name) ?? { texts: [], statements: [], holds: [] };
    works.set(name, work);
    return work;
  };
  const server = createServer({ noDelay: true }, (client) => {
    const database = connect({ host: target.hostname, port: Number(target.port), noDelay: true });
    for (const socket of [client, database]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
    }
    client.on("close", () => database.destroy());
    database.on("close", () => client.destroy());
    carry(client, database, works);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: url.href,
    watch: (name, ...texts) => void workOf(name).texts.push(...texts),
    statementsOf: (name) => workOf(name).statements,
    hold: (name, nth, at) => new Promise((resolve) => workOf(name).holds.push({ nth, at, standStill: resolve })),
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** Statements go one at a time on a connection: the client waits until the server is ready. */
function carry(client: Socket, database: Socket, works: ReadonlyMap<string, Work>): void {
  const fromClient = new WireFrames("client");
  const fromDatabase = new WireFrames("server");
  let statement: WireMessage[] = [];
  let owner: Work | undefined;
  let held: Hold | undefined;
  client.on("data", (chunk: Buffer) => {
    for (const message of fromClient.take(chunk)) {
      statement.push(message);
      if (message.type !== "" && message.type !== "p" && !endsStatement(message)) continue;
      const bytes = Buffer.concat(statement.map((each) => each.bytes));
      const isStatement = endsStatement(message);
      statement = [];
      if (isStatement) {
        const text = bytes.toString("utf8");
        owner = [...works.values()].find((work) => work.texts.some((each) => text.includes(each))) ?? owner;
        held = owner && noteStatement(owner, text);
        if (held?.at === "before") return held.standStill();
      }
      database.write(bytes);
    }
  });
  database.on("data", (chunk: Buffer) => {
    // Kept back as it comes: the client must not see a part of the answer either.
    if (held === undefined) client.write(chunk);
    for (const message of fromDatabase.take(chunk)) {
      if (!isReady(message)) continue;
      if (held !== undefined) return held.standStill();
      if (isOutsideTransaction(message)) owner = undefined;
    }
  });
}

function noteStatement(work: Work, text: string): Hold | undefined {
  work.statements.push(nameOf(text));
  return work.holds.find(({ nth }) => nth === work.statements.length);
}

/** The beginning of its SQL, for people. */
function nameOf(text: string): string {
  const sql = /(?:with|select|insert|update|delete|begin|commit|rollback|start)\b[^\0]*/i.exec(text)?.[0] ?? "";
  return sql.replaceAll(/\s+/g, " ").slice(0, 60);
}
