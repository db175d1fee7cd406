/** The forms in which a provider's id stands in its files. */
export interface ProviderNames {
  /** `acme-books` */
  readonly id: string;
  /** `acmeBooks` */
  readonly camel: string;
  /** `AcmeBooks` */
  readonly pascal: string;
  /** `ACME_BOOKS` */
  readonly constant: string;
  /** `Acme Books` */
  readonly title: string;
}

export function providerNames(id: string): ProviderNames {
  const words = id.split("-");
  const pascal = words.map(capitalized).join("");
  return {
    id,
    camel: `${pascal.slice(0, 1).toLowerCase()}${pascal.slice(1)}`,
    pascal,
    constant: words.join("_").toUpperCase(),
    title: words.map(capitalized).join(" "),
  };
}

function capitalized(word: string): string {
  return `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;
}
