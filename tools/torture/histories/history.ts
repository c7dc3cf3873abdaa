/**
 * Something that a client asked of one object, and what it heard of it. Stamps are numbers that count up, one for each
 * asking and each hearing: what was heard at a lower stamp than another was asked came before it.
 */
export interface Call<Command> {
  readonly client: string;
  readonly command: Command;
  readonly asked: number;
  /** Left out where no answer came: it was carried out at some time after it was asked, or never will be. */
  readonly heard?: { readonly at: number; readonly answer: string } | undefined;
}

/** What may come of a command. */
export interface Outcome<State> {
  readonly state: State;
  readonly answer: string;
}

/** What an object does that is asked one thing at a time. */
export interface SequentialModel<State, Command> {
  readonly initial: State;
  /** All that may come of a command, none twice; mostly one thing. */
  readonly outcomes: (state: State, command: Command) => readonly Outcome<State>[];
  /** The same for states that nobody can tell apart. */
  readonly keyOf: (state: State) => string;
  /** Whether a command that was answered so has changed nothing, in whatever state. */
  readonly changesNothing: (command: Command, answer: string) => boolean;
}
