interface Place<T> {
  readonly one: T;
  before: Place<T> | undefined;
  after: Place<T> | undefined;
  isTaken: boolean;
}

/**
 * What waits in the order in which it came, and may leave from anywhere: a doubly linked list.
 *
 * A `Set` does the same, but for how V8 keeps one: where much comes and goes it is copied again and again, and each copy
 * leads to the next. Once one of them is old, all that come after it, with what was in them, seem to be alive until the
 * next major collection.
 */
export class DepartureQueue<T> implements Iterable<T> {
  #first: Place<T> | undefined;
  #last: Place<T> | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** @returns lets it leave, and tells whether it was still there */
  enter(one: T): () => boolean {
    const place: Place<T> = { one, before: this.#last, after: undefined, isTaken: true };
    if (place.before === undefined) this.#first = place;
    else place.before.after = place;
    this.#last = place;
    this.#size += 1;
    return () => this.#leave(place);
  }

  /** Each may leave when it is its turn. */
  *[Symbol.iterator](): Generator<T, void> {
    for (let place = this.#first; place !== undefined;) {
      const { one, after } = place;
      yield one;
      place = after;
    }
  }

  #leave(place: Place<T>): boolean {
    if (!place.isTaken) return false;
    const { before, after } = place;
    if (before === undefined) this.#first = after;
    else before.after = after;
    if (after === undefined) this.#last = before;
    else after.before = before;
    // Who has left holds nobody.
    place.before = undefined;
    place.after = undefined;
    place.isTaken = false;
    this.#size -= 1;
    return true;
  }
}
