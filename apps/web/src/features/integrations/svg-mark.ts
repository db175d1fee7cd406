/** An element of a provider's mark, reduced to shapes. */
export interface MarkNode {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly MarkNode[];
}

const SHAPES = new Set(["svg", "g", "path", "circle", "ellipse", "rect", "line", "polyline", "polygon"]);
const GEOMETRY = new Set(
  "viewBox d cx cy r rx ry x y x1 y1 x2 y2 width height points transform fill fill-rule clip-rule fill-opacity stroke stroke-width stroke-linecap stroke-linejoin stroke-opacity opacity".split(
    " ",
  ),
);

/**
 * Reads a provider's mark, keeping shapes and their geometry alone: no scripts, no links, no styles, nothing from outside.
 * Undefined where the text is no SVG.
 */
export function readMark(svg: string): MarkNode | undefined {
  const root = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  return root.localName === "svg" ? shapeOf(root) : undefined;
}

function shapeOf(element: Element): MarkNode {
  const attributes = [...element.attributes].filter(({ name, value }) => GEOMETRY.has(name) && !value.includes("url("));
  return {
    name: element.localName,
    attributes: Object.fromEntries(attributes.map(({ name, value }) => [name, value])),
    children: [...element.children].filter((child) => SHAPES.has(child.localName)).map(shapeOf),
  };
}
