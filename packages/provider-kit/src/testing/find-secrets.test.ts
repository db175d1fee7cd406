import { describe, expect, it } from "vitest";
import { findSecrets } from "./find-secrets.ts";

const SECRET = 'cAn4ry/"Priv&ate+k3y';

describe("the search for secrets", () => {
  it.each<readonly [string, string]>([
    ["as it is", `said ${SECRET} aloud`],
    ["in another letter case", SECRET.toUpperCase()],
    ["in JSON", JSON.stringify({ a: SECRET })],
    ["in JSON inside JSON", JSON.stringify(JSON.stringify({ a: SECRET }))],
    ["in a JSON escape of every letter", [...SECRET].map((each) => `\\u00${each.charCodeAt(0).toString(16)}`).join("")],
    ["in an address", `/x?key=${encodeURIComponent(SECRET)}`],
    ["in HTML", SECRET.replaceAll("&", "&amp;").replaceAll('"', "&#34;")],
    ["in base64", Buffer.from(SECRET).toString("base64")],
    ["in base64url", Buffer.from(SECRET).toString("base64url")],
    ["in the middle of a Basic header", `Basic ${Buffer.from(`me+key:${SECRET}`).toString("base64")}`],
    ["in a piece of base64", Buffer.from(`12${SECRET}34`).toString("base64").slice(1)],
    ["in hexadecimal", `0x${Buffer.from(SECRET).toString("hex")}`],
  ])("finds one %s", (_how, text) => {
    expect(findSecrets(["nothing", text], [SECRET])).toEqual([text]);
  });

  it("finds none where there is none", () => {
    expect(findSecrets(["", SECRET.slice(1), Buffer.from(SECRET.slice(1)).toString("base64"), "%zz \\u12 &#99999999;"], [SECRET])).toEqual(
      [],
    );
  });
});
