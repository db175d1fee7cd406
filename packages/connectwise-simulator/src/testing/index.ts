export * from "./money-fields.ts";
export { findOpenApiDocument, type OpenApiDocument } from "./openapi-document.ts";
export { createWireContract, loadWireContract, type WireContract, type WireRequest, type WireResponse } from "./wire-contract.ts";
