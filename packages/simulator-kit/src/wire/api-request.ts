/** A request as the API sees it: read to its end, not yet judged. */
export interface ApiRequest {
  readonly method: string;
  /** As it stood in the request line. */
  readonly url: string;
  /** Without dot segments, still percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  /** `Host` header. */
  readonly host: string;
}
