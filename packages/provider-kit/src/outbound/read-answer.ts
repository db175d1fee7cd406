import { brotliDecompress, gunzip, inflate, type InputType, type ZlibOptions } from "node:zlib";
import { AnswerRefused } from "./outbound-error.ts";

/** Encodings the outbound fetch asks for and reads. */
export const ACCEPT_ENCODING = "gzip, deflate, br";

/**
 * A body without its compression, as text, within a bound, so that a compressed bomb does not fill the memory.
 * @throws AnswerRefused where the plain body is larger than `maxBytes`, or its encoding unknown
 */
export async function readAnswer(body: Buffer, encoding: string | undefined, maxBytes: number): Promise<string> {
  return decoder.decode(encoding === undefined ? body : await decompress(body, encoding.trim().toLowerCase(), maxBytes));
}

const decoder = new TextDecoder();

async function decompress(body: Buffer, encoding: string, maxBytes: number): Promise<Buffer> {
  if (body.byteLength === 0 || encoding === "" || encoding === "identity") return body;
  const method = METHODS[encoding];
  if (method === undefined) throw new AnswerRefused("The answer is in an encoding that was not asked for.");
  return new Promise((resolve, reject) => {
    method(body, { maxOutputLength: maxBytes }, (error, plain) => {
      if (error === null) resolve(plain);
      else if (error.code === "ERR_BUFFER_TOO_LARGE") reject(new AnswerRefused(`The answer is larger than ${maxBytes} bytes.`));
      else reject(new AnswerRefused("The answer cannot be decompressed.", { cause: error }));
    });
  });
}

type Method = (body: InputType, options: ZlibOptions, done: (error: NodeJS.ErrnoException | null, plain: Buffer) => void) => void;

const METHODS: Readonly<Record<string, Method>> = {
  gzip: gunzip,
  "x-gzip": gunzip,
  deflate: inflate,
  br: brotliDecompress,
};
