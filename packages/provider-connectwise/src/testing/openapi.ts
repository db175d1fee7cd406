import { existsSync, readFileSync } from "node:fs";
import type { LoggedRequest } from "@integrations/connectwise-simulator";
import { Ajv } from "ajv";
import { fullFormats } from "ajv-formats/dist/formats.js";

/** The vendor's document lies beside the repository in development and CI, and nowhere else. */
const DOCUMENT = new URL("../../../../../shared/connectwise/openapi-subset.json", import.meta.url);

export const isOpenApiPresent = existsSync(DOCUMENT);

interface Operation {
  readonly parameters?: ReadonlyArray<{
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema: { readonly type?: string };
  }>;
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object }>> };
}

/** What is wrong with a request by the vendor's document; empty where nothing is. */
export type RequestCheck = (request: LoggedRequest) => string[];

export function openApiCheck(): RequestCheck {
  const document = JSON.parse(readFileSync(DOCUMENT, "utf8")) as { paths: Record<string, Record<string, Operation>> };
  const ajv = new Ajv({ strict: false, allErrors: true, formats: fullFormats });
  ajv.addSchema({ $id: "openapi", ...document });

  return (request) => {
    const found = Object.entries(document.paths).find(([template]) => patternOf(template).test(request.path));
    const operation = found?.[1][request.method.toLowerCase()];
    if (operation === undefined) return [`${request.method} ${request.path} is no operation.`];
    return [...parameterFaults(operation, request), ...bodyFaults(ajv, operation, request)];
  };
}

function patternOf(template: string): RegExp {
  return new RegExp(`^${template.replaceAll(/\{\w+\}/g, "[0-9]+")}$`);
}

function parameterFaults({ parameters = [] }: Operation, request: LoggedRequest): string[] {
  const inQuery = new Map(parameters.filter((each) => each.in === "query").map((each) => [each.name, each]));
  const unknown = Object.keys(request.query).filter((name) => !inQuery.has(name));
  const noInteger = Object.entries(request.query).filter(
    ([name, value]) => inQuery.get(name)?.schema.type === "integer" && !/^\d+$/.test(value),
  );
  const missing = parameters.filter(
    (each) => each.in === "header" && each.required === true && request.headers[each.name.toLowerCase()] === undefined,
  );
  return [
    ...unknown.map((name) => `There is no query parameter ${name}.`),
    ...noInteger.map(([name]) => `${name} is no integer.`),
    ...missing.map(({ name }) => `The header ${name} is missing.`),
  ];
}

function bodyFaults(ajv: Ajv, operation: Operation, request: LoggedRequest): string[] {
  const content = operation.requestBody?.content["application/json"];
  if (content === undefined) return request.body === undefined ? [] : ["There should be no body."];
  const validate = ajv.compile(JSON.parse(JSON.stringify(content.schema).replaceAll('"#/', '"openapi#/')) as object);
  return validate(request.body) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath}: ${error.message ?? ""}`);
}
