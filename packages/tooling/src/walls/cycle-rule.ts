import type { Reference } from "./reference.ts";
import type { Violation } from "./violation.ts";
import type { WorkspacePackage } from "./workspace.ts";

/** Cycles of package.json dependencies, those for development included: a build could not tell where to begin. */
export function checkCycles(references: readonly Reference[]): readonly Violation[] {
  const edges = references.filter((reference) => reference.kind !== "import" && reference.target.kind === "workspace");
  const found = new Map<string, Violation>();
  for (const start of edges) {
    const cycle = pathBack(edges, start);
    if (cycle === undefined) continue;
    const key = cycle.toSorted().join();
    if (found.has(key)) continue;
    found.set(key, {
      rule: "no-cycles",
      file: start.file,
      line: start.line,
      arrow: [...cycle, cycle[0]].join(" -> "),
      reason: "Packages in a circle can be understood, built and tested together only, like one package without walls.",
      instead: "Cut one of these arrows: move the shared part inwards, or test it from the package further out.",
    });
  }
  return [...found.values()];
}

/** The shortest way from the edge's far end back to its near end, as names; undefined where there is none. */
function pathBack(edges: readonly Reference[], start: Reference): readonly string[] | undefined {
  const queue: Array<readonly WorkspacePackage[]> = [[start.from, targetOf(start)]];
  const seen = new Set<WorkspacePackage>();
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    const last = path.at(-1);
    if (last === start.from) return path.slice(0, -1).map((each) => each.manifest.name);
    if (last === undefined || seen.has(last)) continue;
    seen.add(last);
    for (const edge of edges) if (edge.from === last) queue.push([...path, targetOf(edge)]);
  }
  return undefined;
}

function targetOf({ target, from }: Reference): WorkspacePackage {
  return target.kind === "workspace" ? target.package : from;
}
