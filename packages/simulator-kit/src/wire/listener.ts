import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** A listening address that can be given up and taken again, on the same port. */
export class Listener {
  readonly host: string;
  readonly #handler: RequestHandler;
  #port: number;
  #server: Server | undefined;
  /** Settles when the port is free again. */
  #freed: Promise<void> = Promise.resolve();

  constructor(host: string, port: number, handler: RequestHandler) {
    this.host = host;
    this.#port = port;
    this.#handler = handler;
  }

  get port(): number {
    return this.#port;
  }

  get listening(): boolean {
    return this.#server !== undefined;
  }

  async open(): Promise<void> {
    await this.#freed;
    if (this.#server !== undefined) return;
    const server = createServer(
      // An idle connection is kept for ever: a server that closes one just as a call goes out on it would be a fault nobody asked for.
      { keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0, connectionsCheckingInterval: 60_000 },
      this.#handler,
    );
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(this.#port, this.host, () => {
        server.off("error", reject);
        resolve();
      });
    });
    this.#port = (server.address() as AddressInfo).port;
  }

  /** Breaks all connections and refuses further ones. */
  async close(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    this.#freed = new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
    await this.#freed;
  }
}
