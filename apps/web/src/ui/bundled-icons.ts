import { h, type FunctionalComponent } from "vue";

/** An icon as the build puts it into the bundle. */
export interface IconData {
  readonly body: string;
  readonly left?: number;
  readonly top?: number;
  readonly width?: number;
  readonly height?: number;
}

/**
 * Stands in for `@iconify/vue`, which the component kit draws its icons with. Knows the icons of the bundle and no way to
 * fetch others, so that nothing is asked of anybody at run time, and weighs a hundredth.
 */
const icons = new Map<string, IconData>();

export function addIcon(name: string, data: IconData): boolean {
  icons.set(name, data);
  return true;
}

export function iconLoaded(name: string): boolean {
  return icons.has(keyOf(name));
}

interface IconProps {
  readonly icon: string;
  readonly width?: string | number;
  readonly height?: string | number;
}

export const Icon: FunctionalComponent<IconProps> = ({ icon, width, height }) => {
  const found = icons.get(keyOf(icon));
  const box = [found?.left ?? 0, found?.top ?? 0, found?.width ?? 24, found?.height ?? 24].join(" ");
  // What is drawn comes out of the bundle, never from a server or a person.
  return h("svg", {
    xmlns: "http://www.w3.org/2000/svg",
    viewBox: box,
    width: width ?? "1em",
    height: height ?? "1em",
    role: "img",
    "aria-hidden": "true",
    innerHTML: found?.body ?? "",
  });
};
Icon.props = ["icon", "mode", "width", "height", "customise", "ssr"];

/** `i-lucide-circle-check`, `lucide-circle-check` and `lucide:circle-check` are one icon. */
function keyOf(name: string): string {
  return name.includes(":") ? name : name.replace(/^i-/, "").replace("-", ":");
}
