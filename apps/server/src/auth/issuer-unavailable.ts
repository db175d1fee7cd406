/** The sign-in provider cannot be asked, so that nobody can tell whether a token is good. */
export class IssuerUnavailable extends Error {
  override readonly name = "IssuerUnavailable";
}
