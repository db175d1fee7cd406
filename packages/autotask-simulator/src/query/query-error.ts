/** A query Autotask refuses, with its text; answered with 500 as every refusal of content is (C). */
export class QueryError extends Error {
  override readonly name = "QueryError";
}
