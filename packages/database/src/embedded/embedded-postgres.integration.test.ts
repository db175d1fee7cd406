import { execFile, fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { Client } from "pg";
import { describe, expect, it as test } from "vitest";
import { locateBinaries } from "./binaries.ts";
import { EmbeddedPostgresError } from "./embedded-error.ts";
import { startEmbeddedPostgres, type EmbeddedPostgres } from "./embedded-postgres.ts";
import { isAlive } from "./is-alive.ts";
import { reachablePlaces } from "./reachable-places.ts";
import { serverUser } from "./server-user.ts";

const isRoot = process.getuid?.() === 0;

const it = test.extend("dataDir", async ({ task: _task }, { onCleanup }) => {
  const parent = await mkdtemp(join(tmpdir(), "embedded-test-"));
  const dataDir = join(parent, "open");
  // As root, the server's own user has to be able to enter.
  await execFileAsync("chmod", ["755", parent]);
  onCleanup(() => rm(parent, { recursive: true, force: true }));
  return dataDir;
});

describe("a persistent server", () => {
  it("keeps its data from one start to the next", async ({ dataDir }) => {
    const first = await startEmbeddedPostgres({ persistent: true, dataDir });
    await query(first, "create table notes as select 'kept' as note");
    await first.stop();
    expect(isAlive(first.pid)).toBe(false);

    const second = await startEmbeddedPostgres({ persistent: true, dataDir });
    expect(await query(second, "select note from notes")).toEqual([{ note: "kept" }]);
    await second.stop();
  });

  it("comes back with all that was committed after it was killed", async ({ dataDir }) => {
    const first = await startEmbeddedPostgres({ persistent: true, dataDir });
    await query(first, "create table notes as select 'kept' as note");
    process.kill(first.pid, "SIGKILL");

    const second = await startEmbeddedPostgres({ persistent: true, dataDir });
    expect(second.attached).toBe(false);
    expect(await query(second, "select note from notes")).toEqual([{ note: "kept" }]);
    await second.stop();
  });

  it("starts although its lock file names a process that lives, but is another", async ({ dataDir }) => {
    const first = await startEmbeddedPostgres({ persistent: true, dataDir });
    const lockFile = join(dataDir, "cluster", "data", "postmaster.pid");
    const lock = await readFile(lockFile, "utf8");
    await first.stop();
    await writeFile(lockFile, lock.replace(/^\d+/, String(process.pid)));

    const second = await startEmbeddedPostgres({ persistent: true, dataDir });
    expect(await query(second, "select 1 as one")).toEqual([{ one: 1 }]);
    await second.stop();
  });

  it("is shared by whoever comes second, and left running by them", async ({ dataDir }) => {
    const first = await startEmbeddedPostgres({ persistent: true, dataDir });
    const second = await startEmbeddedPostgres({ persistent: true, dataDir });
    expect(second).toMatchObject({ url: first.url, attached: true });
    await second.stop();
    expect(await query(first, "select 1 as one")).toEqual([{ one: 1 }]);
    await first.stop();
  });

  it("is made once by two that start at the same moment", async ({ dataDir }) => {
    const both = await Promise.all([1, 2].map(() => startEmbeddedPostgres({ persistent: true, dataDir })));
    expect(both[0]?.url).toBe(both[1]?.url);
    expect(both.filter((server) => server.attached)).toHaveLength(1);
    await Promise.all(both.map((server) => server.stop()));
  });

  it("is taken over from a process that was killed", async ({ dataDir }) => {
    const { child, server } = await startInAnotherProcess({ persistent: true, dataDir });
    await query(server, "create table notes as select 'kept' as note");
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(isAlive(server.pid)).toBe(true);

    const ours = await startEmbeddedPostgres({ persistent: true, dataDir });
    expect(ours).toMatchObject({ pid: server.pid, attached: false });
    expect(await query(ours, "select note from notes")).toEqual([{ note: "kept" }]);
    await ours.stop();
    expect(isAlive(server.pid)).toBe(false);
  });

  it("speaks UTF-8 with the same locale everywhere, on this machine only, and is safe from a power cut", async ({ dataDir }) => {
    const server = await startEmbeddedPostgres({ persistent: true, dataDir });
    const settings = `
      select current_setting('server_encoding') as encoding, datlocprovider as provider, datlocale as locale, datcollate as "collate",
        lower('ÉA') as lower, current_setting('listen_addresses') as addresses, current_setting('fsync') as fsync,
        current_setting('server_version_num')::integer / 10000 as version
      from pg_database where datname = current_database()`;
    expect(await query(server, settings)).toEqual([
      { encoding: "UTF8", provider: "b", locale: "C.UTF-8", collate: "C", lower: "éa", addresses: "127.0.0.1", fsync: "on", version: 18 },
    ]);
    await server.stop();
  });

  it("lets nobody in without its password", async ({ dataDir }) => {
    const server = await startEmbeddedPostgres({ persistent: true, dataDir });
    const url = new URL(server.url);
    url.password = "guessed";
    await expect(query({ ...server, url: url.href }, "select 1")).rejects.toThrow("password authentication failed");
    expect((await stat(join(dataDir, "cluster", "password"))).mode & 0o077).toBe(0);
    await server.stop();
  });

  it("says why it cannot start, and what to do", async ({ dataDir }) => {
    const squatter = createServer();
    squatter.listen(0, "127.0.0.1");
    await once(squatter, "listening");
    const address = squatter.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const starting = startEmbeddedPostgres({ persistent: true, dataDir, ...(port === undefined ? {} : { port }) });
    await expect(starting).rejects.toThrow(EmbeddedPostgresError);
    await expect(starting).rejects.toThrow(new RegExp(`port ${port}[^]*Or set DATABASE_URL[^]*Address already in use`));
    squatter.close();
  });

  it("names the folder where the data cannot be made", async ({ dataDir }) => {
    await mkdir(dirname(dataDir), { recursive: true });
    await writeFile(dataDir, "a file where the folder should be");
    await expect(startEmbeddedPostgres({ persistent: true, dataDir })).rejects.toThrow(dataDir);
  });
});

describe("a throw-away server", () => {
  it("leaves nothing behind", async () => {
    const server = await startEmbeddedPostgres({ persistent: false });
    const folder = await dataDirectory(server);
    expect(await query(server, "select current_setting('fsync') as fsync")).toEqual([{ fsync: "off" }]);
    await server.stop();
    await server.stop();
    expect(isAlive(server.pid)).toBe(false);
    await expect(stat(dirname(dirname(folder)))).rejects.toThrow("ENOENT");
  });

  it("of a killed process is cleared away by the next one", async () => {
    const { child, server } = await startInAnotherProcess({ persistent: false });
    const folder = await dataDirectory(server);
    child.kill("SIGKILL");
    await once(child, "exit");
    const next = await startEmbeddedPostgres({ persistent: false });
    await next.stop();
    await expect.poll(() => isAlive(server.pid)).toBe(false);
    await expect(stat(folder)).rejects.toThrow("ENOENT");
  });

  it("ends with a process that forgets to stop it", async () => {
    const { child, server } = await startInAnotherProcess({ persistent: false });
    child.send("exit");
    await once(child, "exit");
    await expect.poll(() => isAlive(server.pid)).toBe(false);
  });
});

describe.runIf(isRoot)("as root, in a folder nobody else may enter", () => {
  it("keeps the data where the server's user may go, and finds it again", async ({ dataDir }) => {
    const closed = join(dirname(dataDir), "closed");
    await mkdir(closed, { mode: 0o700 });
    const first = await startEmbeddedPostgres({ persistent: true, dataDir: join(closed, "data") });
    await query(first, "create table notes as select 'kept' as note");
    const folder = dirname(dirname(await dataDirectory(first)));
    await first.stop();
    const second = await startEmbeddedPostgres({ persistent: true, dataDir: join(closed, "data") });
    expect(await query(second, "select note from notes")).toEqual([{ note: "kept" }]);
    await second.stop();
    expect(folder).toMatch(/^\/var\/tmp\//);
    await rm(folder, { recursive: true, force: true });
  });

  it("copies the programs to where that user may run them", async ({ dataDir }) => {
    const { initdb } = await locateBinaries();
    const closed = join(dirname(dataDir), "closed");
    await mkdir(closed, { mode: 0o700 });
    await cp(dirname(dirname(initdb)), join(closed, "native"), { recursive: true, verbatimSymlinks: true });
    const bin = join(closed, "native", "bin");
    const { binaries } = await reachablePlaces({ initdb: join(bin, "initdb"), pgCtl: join(bin, "pg_ctl") }, dataDir, serverUser());
    const { stdout } = await execFileAsync(binaries.initdb, ["--version"], { ...serverUser(), cwd: "/" });
    expect(stdout).toMatch(/PostgreSQL\) 18/);
    await rm(dirname(dirname(dirname(binaries.initdb))), { recursive: true, force: true });
  });
});

const execFileAsync = promisify(execFile);

async function query(server: EmbeddedPostgres | { url: string }, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: server.url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

async function dataDirectory(server: { url: string }): Promise<string> {
  const [row] = await query(server, "select current_setting('data_directory') as folder");
  return String(Object(row).folder);
}

async function startInAnotherProcess(options: object): Promise<{ child: ChildProcess; server: { url: string; pid: number } }> {
  const child = fork(new URL("./testing-owner.ts", import.meta.url), [JSON.stringify(options)]);
  const [server] = await once(child, "message");
  return { child, server };
}
