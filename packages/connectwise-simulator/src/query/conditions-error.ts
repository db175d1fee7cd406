/** Text given as `conditions`, `orderBy` or the like that the server does not understand. */
export class ConditionsError extends Error {
  override readonly name = "ConditionsError";
}
