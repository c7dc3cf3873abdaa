import { readFile } from 'node:fs/promises';

/** Where `slotkeeper slots` reads: the bytes of standard input, in pieces. */
export type StandardInput = AsyncIterable<Uint8Array | string>;

/** In the place of a path: standard input. */
export const STANDARD_INPUT = '-';

/**
 * All of a file or of standard input, as text.
 * @throws Error where it can't be read, and TypeError where it is not UTF-8.
 */
export const readText = async (path: string, standardInput: StandardInput): Promise<string> => {
  const bytes = path === STANDARD_INPUT ? await allOf(standardInput) : await readFile(path);
  // Without a byte order mark, which some shells put in front.
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
};

const allOf = async (input: StandardInput): Promise<Buffer> => {
  const pieces: Buffer[] = [];
  for await (const piece of input) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
};
