import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  credentialsSettings,
  databaseSettings,
  logSettings,
  metricsSettings,
  nightlySettings,
  noticeSettings,
  outboundSettings,
} from "@integrations/services";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { serverSettings } from "./server-settings.ts";

/** Every variable that server and worker read, with its default as text. Those of the providers are written by the help site itself. */
const SETTINGS = new Map(
  [
    databaseSettings,
    logSettings,
    credentialsSettings,
    outboundSettings,
    noticeSettings,
    nightlySettings,
    metricsSettings,
    serverSettings,
  ].flatMap(settingsOf),
);

describe("the configuration", () => {
  it("is described on the help site, name by name, with its defaults", () => {
    const described = rowsOf(read("../../../docs/site/operators/configure.md"));
    expect([...described.keys()].toSorted()).toEqual([...SETTINGS.keys()].toSorted());
    for (const [name, byDefault] of SETTINGS) {
      // An empty list is told in words: nothing, or whatever the reader of the list takes in its place.
      const told = described.get(name) ?? "";
      if (byDefault === "") expect(told, `${name}`).toMatch(/^[a-z' ]+$/);
      else expect(told.replaceAll("`", ""), `${name}`).toBe(byDefault);
    }
  });

  it("is named in the README", () => {
    const readme = read("../../../../README.md");
    expect([...SETTINGS.keys()].filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  });
});

function settingsOf(schema: z.ZodType): Array<[string, string]> {
  return Object.entries(shapeOf(schema)).map(([name, field]) => {
    const byDefault = defaultOf(field);
    if (byDefault !== undefined) return [name, String(byDefault)];
    return [name, field.safeParse(undefined).success ? "none" : "required"];
  });
}

function shapeOf(schema: unknown): Readonly<Record<string, z.ZodType>> {
  if (schema instanceof z.ZodPipe) return shapeOf(schema.in);
  if (schema instanceof z.ZodObject) return schema.shape as Record<string, z.ZodType>;
  throw new TypeError("These settings are no object of variables.");
}

function defaultOf(field: unknown): unknown {
  if (field instanceof z.ZodDefault) return field.def.defaultValue;
  return field instanceof z.ZodPipe ? defaultOf(field.in) : undefined;
}

/** Name to default, from tables of name, meaning and default. */
function rowsOf(markdown: string): Map<string, string> {
  const rows = markdown.split("\n").filter((line) => /^\| `[A-Z]/.test(line));
  return new Map(
    rows.map((line) => {
      const cells = line.split("|").map((cell) => cell.trim());
      return [(cells[1] ?? "").replaceAll("`", ""), cells[3] ?? ""];
    }),
  );
}

function read(path: string): string {
  return readFileSync(fileURLToPath(new URL(path, import.meta.url)), "utf8");
}
