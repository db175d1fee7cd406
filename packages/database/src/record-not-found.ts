/** Thrown by a repository's `get` where `find` would be undefined. */
export class RecordNotFound extends Error {
  override readonly name = "RecordNotFound";

  /** @param what the kind of record, such as "connection" */
  constructor(what: string) {
    super(`There is no such ${what}.`);
  }
}
