import type { Database } from "@integrations/database";

type Pool = Database["pool"];

/** "Cannot connect now": of the codes after which the queue tries a statement again, the one that says what is the case. */
const TRY_AGAIN = "57P03";
/** A connection that broke, or that nobody takes up. */
const LOST_CODES = new Set(["57P01", "57P02", "ECONNREFUSED", "ECONNRESET", "EPIPE", "ENOTFOUND", "EAI_AGAIN"]);
/** The driver gives these no code. */
const LOST_MESSAGES = ["Connection terminated", "Client has encountered a connection error"];

/**
 * The pool for the queue, which tries again for hours what a few codes explain, and ends the process where the end of a job fails
 * for anything else: here, every lost connection comes with such a code. Its statements may be repeated.
 */
export function patientPool(pool: Pool): Pool {
  return new Proxy(pool, {
    get(target, key) {
      if (key === "connect") return connect;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });

  // With a callback, it is the queue that listens for new jobs; it has a patience of its own.
  function connect(...args: unknown[]): unknown {
    if (args.length > 0) return Reflect.apply(pool.connect, pool, args);
    // The queue does not wait for a job's end to be taken down before it stops; a sweep frees that job. To fail would end the process.
    if (pool.ending) return new Promise(() => undefined);
    return pool.connect().then(patientClient, (error: unknown) => {
      throw explained(error);
    });
  }
}

function patientClient<Client extends object>(client: Client): Client {
  return new Proxy(client, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== "function") return value;
      if (key !== "query") return value.bind(target);
      return async (...args: unknown[]): Promise<unknown> => {
        try {
          return await Reflect.apply(value, target, args);
        } catch (error) {
          throw explained(error);
        }
      };
    },
  });
}

function explained(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const code = "code" in error ? error.code : undefined;
  const isLost = LOST_CODES.has(String(code)) || LOST_MESSAGES.some((message) => error.message.startsWith(message));
  return isLost ? Object.assign(new Error(error.message, { cause: error }), { code: TRY_AGAIN }) : error;
}
