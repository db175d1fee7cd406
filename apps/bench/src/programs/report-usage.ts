import { writeFileSync } from "node:fs";
import { Socket } from "node:net";
import pg from "pg";
import { USAGE_FILE, type Usage } from "./usage.ts";

/** Loaded before a program (`node --import`), so that the program itself stays as it is in production. */
let statements = 0;
const { query } = pg.Client.prototype;
pg.Client.prototype.query = function countedQuery(this: pg.Client, ...args: unknown[]): unknown {
  statements += 1;
  return Reflect.apply(query, this, args);
} as typeof query;

/** A worker starts once and then works for weeks: what it takes until its first connection is no part of a night. */
let atStart = { user: 0, system: 0 };
const { connect } = Socket.prototype;
Socket.prototype.connect = function firstConnect(this: Socket, ...args: unknown[]): Socket {
  Socket.prototype.connect = connect;
  atStart = process.cpuUsage();
  return Reflect.apply(connect, this, args) as Socket;
} as typeof connect;

process.once("exit", () => {
  const file = process.env[USAGE_FILE];
  if (file === undefined) return;
  const { maxRSS } = process.resourceUsage();
  const { user, system } = process.cpuUsage(atStart);
  const usage: Usage = { cpuMs: (user + system) / 1000, peakBytes: maxRSS * 1024, statements };
  writeFileSync(file, JSON.stringify(usage));
});
