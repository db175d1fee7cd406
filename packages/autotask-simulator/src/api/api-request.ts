const API_PATH = /^\/atservicesrest(\/.*)?$/i;

/** What follows `/atservicesrest`, letter case as it came; undefined for a path outside the API. */
export function apiPathOf(path: string): string | undefined {
  const match = API_PATH.exec(path);
  return match === null ? undefined : (match[1] ?? "/");
}

/** The segments below `/V1.0`; undefined for another version or a broken encoding. Paths do not mind letter case (C). */
export function segmentsOf(path: string): readonly string[] | undefined {
  const [version, ...segments] = (apiPathOf(path) ?? "").split("/").slice(1);
  if (version?.toLowerCase() !== "v1.0") return undefined;
  try {
    return segments.filter((segment) => segment !== "").map((segment) => decodeURIComponent(segment));
  } catch {
    return undefined;
  }
}

/** The entity a call counts for, in the endpoint's own words: the child's for a path through a parent. */
export function endpointOf(path: string): string {
  const [first = "", id, child] = segmentsOf(path) ?? [];
  return (id !== undefined && /^\d+$/.test(id) && child !== undefined ? `${first}/${child}` : first).toLowerCase();
}

/** What the log and the faults know a call by: what follows `/V1.0`, else what follows the API's prefix, else the whole path. */
export function loggedPathOf(path: string): string {
  const segments = segmentsOf(path)?.join("/");
  return segments === undefined ? (apiPathOf(path) ?? path) : `/${segments}`;
}
