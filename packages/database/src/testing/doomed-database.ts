import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { createDatabase, type Database } from "../client.ts";

/** A process that dies at its n-th step: from then on, nothing it does reaches the outside. */
export class Doom {
  readonly #at: number;
  readonly #onDeath: () => void;
  readonly steps: string[] = [];
  dead = false;

  /** @param at counts from 1; infinity for a process that lives on and only counts its steps */
  constructor(at: number, onDeath: () => void = () => undefined) {
    this.#at = at;
    this.#onDeath = onDeath;
  }

  /** @throws Error once the process is dead */
  step(name: string): void {
    if (!this.dead) {
      this.steps.push(name);
      if (this.steps.length >= this.#at) {
        this.dead = true;
        this.#onDeath();
      }
    }
    if (this.dead) throw new Error(`The process is dead since ${this.steps.at(-1)}.`);
  }
}

export interface DoomedDatabase {
  readonly database: Database;
  /** As the operating system does with a dead process's connections. */
  bury(): Promise<void>;
}

/** A database handle of a doomed worker: before and after each statement is a step. */
export function doomedDatabase(url: string, doom: Doom): DoomedDatabase {
  const applicationName = `doomed-${randomUUID().slice(0, 8)}`;
  const database = createDatabase({ url, applicationName, role: "worker" });
  const { pool } = database;
  pool.on("connect", (client) => {
    client.on("error", () => undefined);
    const query = client.query.bind(client) as unknown as (...args: unknown[]) => Promise<unknown>;
    const doomed = async (...args: unknown[]): Promise<unknown> => {
      const name = nameOf(args[0]);
      doom.step(`before ${name}`);
      const result = await query(...args);
      doom.step(`after ${name}`);
      return result;
    };
    Object.assign(client, { query: doomed });
  });
  return {
    database,
    async bury() {
      const grave = createDatabase({ url, applicationName: "grave", role: "owner", maxConnections: 1 });
      await sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = ${applicationName}`.execute(grave.db);
      await grave.close();
      await database.close();
    },
  };
}

function nameOf(statement: unknown): string {
  return String(statement).replaceAll(/\s+/g, " ").trim().slice(0, 60);
}
