/** An answer's body as it is sent: for one that is given many times, and written once. */
export class Written<Body> {
  /** JSON in UTF-8. */
  readonly bytes: Buffer;
  /** What the bytes say; there for the type alone. */
  declare readonly says?: Body;

  /** @param bytes of a block of memory of their own: where an answer is kept, a block that is shared would be kept as a whole */
  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  static of<Body>(body: Body): Written<Body> {
    const text = JSON.stringify(body);
    const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
    bytes.write(text);
    return new Written(bytes);
  }
}
