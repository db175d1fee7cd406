import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** As much of an OpenAPI 3.0 document as checking calls takes. */
export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, OpenApiSchema>> };
}

export interface OpenApiOperation {
  readonly parameters?: readonly OpenApiParameter[];
  readonly requestBody?: { readonly content: OpenApiContent };
  readonly responses: Readonly<Record<string, { readonly content?: OpenApiContent }>>;
}

export interface OpenApiParameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: boolean;
  readonly schema?: OpenApiSchema;
}

export type OpenApiContent = Readonly<Record<string, { readonly schema: OpenApiSchema }>>;
export type OpenApiSchema = Readonly<Record<string, unknown>>;

/** Beside the project, never in it: it is reference material for development, and may not be there. */
const DOCUMENT = join("..", "shared", "connectwise", "openapi-subset.json");

/** The reference document of ConnectWise's API; undefined where it is not beside the project. */
export function findOpenApiDocument(): OpenApiDocument | undefined {
  const root = projectRoot(dirname(fileURLToPath(import.meta.url)));
  const path = root === undefined ? undefined : join(root, DOCUMENT);
  return path !== undefined && existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as OpenApiDocument) : undefined;
}

function projectRoot(folder: string): string | undefined {
  if (existsSync(join(folder, "pnpm-workspace.yaml"))) return folder;
  return dirname(folder) === folder ? undefined : projectRoot(dirname(folder));
}
