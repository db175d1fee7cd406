/** Keeps the secrets of connections: sealed text goes into the database, secret values never do. */
export interface CredentialVault {
  /** Encrypts with the first key. */
  seal(secrets: Readonly<Record<string, string>>, binding: CredentialBinding): Promise<string>;
  /**
   * Decrypts with whichever key sealed it.
   * @throws CredentialsUnreadable where the key is missing, the text is damaged, or it was sealed for another connection
   */
  open(sealed: string, binding: CredentialBinding): Promise<Record<string, string>>;
}

/** What sealed credentials are bound to: moved to another row, they cannot be opened. */
export interface CredentialBinding {
  readonly connectionId: string;
  readonly providerId: string;
}

export class CredentialsUnreadable extends Error {
  override readonly name = "CredentialsUnreadable";
}
