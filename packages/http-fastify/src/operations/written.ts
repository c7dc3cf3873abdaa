/** An answer's body as it is sent: for one that is given many times, and written once. */
export class Written<Body> {
  /** JSON. */
  readonly text: string;

  constructor(body: Body) {
    this.text = JSON.stringify(body);
  }
}
