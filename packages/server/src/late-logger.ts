import type { FastifyBaseLogger } from 'fastify';

type Bindings = Parameters<FastifyBaseLogger['child']>[0];
type ChildOptions = Parameters<FastifyBaseLogger['child']>[1];
type Logs = FastifyBaseLogger['info'];

/** A child of a logger that is made when it first has something to log: that of a request mostly never has. */
export const lateLogger = (
  parent: FastifyBaseLogger,
  bindings: Bindings,
  options?: ChildOptions,
): FastifyBaseLogger => new LateLogger(parent, bindings, options);

class LateLogger implements FastifyBaseLogger {
  readonly #parent: FastifyBaseLogger;
  readonly #bindings: Bindings;
  readonly #options: ChildOptions;
  #made: FastifyBaseLogger | undefined;

  constructor(parent: FastifyBaseLogger, bindings: Bindings, options: ChildOptions) {
    this.#parent = parent;
    this.#bindings = bindings;
    this.#options = options;
  }

  get level(): string {
    return this.#made?.level ?? this.#options?.level ?? this.#parent.level;
  }

  set level(level: string) {
    this.#logger().level = level;
  }

  fatal(...logged: Parameters<Logs>): void {
    this.#logger().fatal(...logged);
  }

  error(...logged: Parameters<Logs>): void {
    this.#logger().error(...logged);
  }

  warn(...logged: Parameters<Logs>): void {
    this.#logger().warn(...logged);
  }

  info(...logged: Parameters<Logs>): void {
    this.#logger().info(...logged);
  }

  debug(...logged: Parameters<Logs>): void {
    this.#logger().debug(...logged);
  }

  trace(...logged: Parameters<Logs>): void {
    this.#logger().trace(...logged);
  }

  silent(...logged: Parameters<Logs>): void {
    this.#logger().silent(...logged);
  }

  child(bindings: Bindings, options?: ChildOptions): FastifyBaseLogger {
    return this.#logger().child(bindings, options);
  }

  #logger(): FastifyBaseLogger {
    return (this.#made ??= this.#parent.child(this.#bindings, this.#options));
  }
}
