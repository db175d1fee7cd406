import { describe, expect, it } from "vitest";
import { readMark } from "./svg-mark.ts";

const SVG = 'xmlns="http://www.w3.org/2000/svg"';

describe("a provider's mark", () => {
  it("is reduced to shapes: no scripts, handlers, links, styles or anything from outside", () => {
    const mark = readMark(`<svg ${SVG} viewBox="0 0 40 40" onload="x()" style="color:red">
      <script>x()</script><style>*{}</style><image href="https://x.example/a.png"/><a href="javascript:x()"><path d="M0 0"/></a>
      <foreignObject><p>hi</p></foreignObject><use href="#a"/>
      <g fill="currentColor" onclick="x()"><path d="M1 1h2" fill="url(#paint)"/></g>
    </svg>`);
    expect(mark).toEqual({
      name: "svg",
      attributes: { viewBox: "0 0 40 40" },
      children: [
        { name: "g", attributes: { fill: "currentColor" }, children: [{ name: "path", attributes: { d: "M1 1h2" }, children: [] }] },
      ],
    });
  });

  it("is nothing where it is no SVG", () => {
    expect(readMark("<p>no</p>")).toBeUndefined();
  });
});
