/** An answer's body as it is sent: for one that is given many times, and written once. */
export class Written<Body> {
  /** JSON in UTF-8. */
  readonly bytes: Buffer;

  constructor(body: Body) {
    const text = JSON.stringify(body);
    // Of a block of its own: one of a shared block would keep all of it.
    this.bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
    this.bytes.write(text);
  }
}
