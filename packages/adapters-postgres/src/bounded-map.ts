/** A memory of what can be found anew: begun anew when it is full, rather than kept in order of use. */
export class BoundedMap<K, V> extends Map<K, V> {
  readonly #max: number;

  /** @param max the most entries */
  constructor(max: number) {
    super();
    this.#max = max;
  }

  override set(key: K, value: V): this {
    if (this.size >= this.#max && !this.has(key)) this.clear();
    return super.set(key, value);
  }
}
