/** An answer's body as it is sent: for one that is given many times, and written once. */
export class Written<Body> {
  /** JSON in UTF-8. */
  readonly bytes: Buffer;

  constructor(body: Body) {
    this.bytes = Buffer.from(JSON.stringify(body));
  }
}
