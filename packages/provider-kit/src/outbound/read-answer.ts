import { brotliDecompress, gunzip, inflate, type InputType, type ZlibOptions } from "node:zlib";
import { AnswerRefused } from "./outbound-error.ts";

/** Encodings the outbound fetch asks for and reads. */
export const ACCEPT_ENCODING = "gzip, deflate, br";

/**
 * Collects an answer's body and undoes its compression, both within a bound, so that neither an endless body nor a
 * compressed bomb fills the memory.
 * @throws AnswerRefused where the body is larger than `maxBytes`, before or after decompression, or its encoding unknown
 */
export async function readAnswer(chunks: AsyncIterable<Uint8Array>, encoding: string | undefined, maxBytes: number): Promise<string> {
  const collected: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new AnswerRefused(`The answer is larger than ${maxBytes} bytes.`);
    collected.push(chunk);
  }
  const plain = await decompress(Buffer.concat(collected, size), encoding?.trim().toLowerCase() ?? "identity", maxBytes);
  return new TextDecoder().decode(plain);
}

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
