/** The path split at slashes, each segment decoded; undefined where the encoding is broken. */
export function pathSegments(path: string): readonly string[] | undefined {
  try {
    return path
      .split("/")
      .slice(1)
      .map((segment) => decodeURIComponent(segment));
  } catch {
    return undefined;
  }
}

const API_PATH = /^\/(.+?\/)apis\/3\.0(\/.*)?$/;

/** The codebase (with its slash) and what follows `apis/3.0`; undefined for a path outside the API. */
export function splitApiPath(path: string): { readonly codebase: string; readonly apiPath: string } | undefined {
  const [, codebase, apiPath] = API_PATH.exec(path) ?? [];
  return codebase === undefined ? undefined : { codebase, apiPath: apiPath ?? "/" };
}
