/** The embedded PostgreSQL could not be started; the message says why and what to do, with the end of the server's own log. */
export class EmbeddedPostgresError extends Error {
  override readonly name = "EmbeddedPostgresError";
}

export const USE_YOUR_OWN = "Or set DATABASE_URL to a PostgreSQL 15 or newer of your own.";
