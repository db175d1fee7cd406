import { expect, it } from "vitest";
import { basePath } from "./base-path.ts";

function page(head: string): Document {
  return new DOMParser().parseFromString(`<head>${head}</head>`, "text/html");
}

it("is what the server wrote into the page, without a slash at its end", () => {
  expect(basePath(page('<meta name="base-path" content="/settings/integrations/">'))).toBe("/settings/integrations");
  expect(basePath(page('<meta name="base-path" content="/">'))).toBe("");
  expect(basePath(page("<title>Console</title>"))).toBe("");
});
