import lucide from "@iconify-json/lucide/icons.json";
import { describe, expect, it, vi } from "vitest";
import { en } from "./en.ts";
import { createMessages } from "./messages.ts";

const sources = import.meta.glob<string>(["../**/*.{ts,vue}", "!../**/*.test.ts", "!../messages/en/*.ts"], {
  query: "?raw",
  import: "default",
  eager: true,
});
const code = Object.values(sources).join("\n");
const messages = flatten(en);

describe("the message catalog", () => {
  it("has every message the pages name", () => {
    const named = [...code.matchAll(/\bt\(\s*["'`]([\w.]+)["'`]/g)].map((match) => match[1] ?? "");
    expect(named.length).toBeGreaterThan(150);
    expect(named.filter((key) => !messages.has(key))).toEqual([]);
  });

  it("has no message that no page names, neither whole nor by its beginning", () => {
    const isNamed = (key: string): boolean =>
      code.includes(key) ||
      key
        .split(".")
        .slice(1)
        .some((_, index) =>
          code.includes(
            `${key
              .split(".")
              .slice(0, index + 1)
              .join(".")}.\${`,
          ),
        );
    expect([...messages.keys()].filter((key) => !isNamed(key))).toEqual([]);
  });

  it("has nothing but well-formed messages", () => {
    const complaints = vi.spyOn(console, "warn").mockImplementation(() => {});
    const { t } = createMessages(["en"]).global;
    const empty = [...messages.keys()].filter((key) => t(key, 2).trim() === "");
    expect(empty).toEqual([]);
    expect(complaints).not.toHaveBeenCalled();
  });

  it("puts no article before a provider's own word, which may begin with any sound: an addition, a contract service", () => {
    expect([...messages].filter(([, text]) => /\ban? \{(product|company|agreement|line)\}/i.test(text))).toEqual([]);
  });

  it("has its reasons told where the provider's words are put in, and nowhere else", () => {
    const tellers = Object.entries(sources).filter(([, text]) => text.includes("t(`reason."));
    expect(tellers.map(([path]) => path).toSorted()).toEqual(["../features/history/history-words.ts", "../ui/reasons.ts"]);
  });

  it("asks for no parameter that is never given", () => {
    const wrong = [...messages].filter(([, text]) =>
      [...text.matchAll(/\{(\w+)\}/g)].some(([, parameter]) => !PARAMETERS.has(parameter ?? "")),
    );
    expect(wrong).toEqual([]);
  });
});

describe("the icons", () => {
  it("that the pages name are all there to be bundled", () => {
    const named = new Set([...code.matchAll(/i-lucide-([a-z0-9-]+)/g)].map((match) => match[1] ?? ""));
    const known = { ...lucide.icons, ...lucide.aliases };
    expect([...named].filter((icon) => !Object.hasOwn(known, icon))).toEqual([]);
  });
});

/** Words of the provider, and what the pages fill in themselves. */
const PARAMETERS = new Set(
  (
    "product products Product Products company companies Company Companies agreement agreements Agreement Agreements line lines Line Lines " +
    "n name at id customer word label module permission level what service chosen shown before mapped all customers units theirs mine text day " +
    "duration done total unsolved after who share min max"
  ).split(" "),
);

function flatten(tree: object, path: readonly string[] = []): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]: [string, unknown]) =>
      typeof value === "string" ? [[[...path, key].join("."), value] as const] : [...flatten(value as object, [...path, key])],
    ),
  );
}
