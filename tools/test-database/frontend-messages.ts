/** What a client sends to PostgreSQL, as far as it matters here (PostgreSQL manual, 55.7 Message Formats). */
export interface FrontendMessage {
  /** `Q` a statement as text, `P` one to prepare, `B` parameters for one that was prepared; empty for the first of all. */
  readonly type: string;
  /** Of what is prepared. */
  readonly name: string;
  /** The statement. */
  readonly text: string;
  /** As it goes over the wire. */
  readonly bytes: Buffer;
}

const LENGTH_BYTES = 4;

/** Puts a client's stream together to messages, in whatever pieces it comes. */
export const frontendMessages = (): ((piece: Buffer) => FrontendMessage[]) => {
  let left: Buffer = Buffer.alloc(0);
  let isFirst = true;
  return (piece) => {
    left = Buffer.concat([left, piece]);
    const messages: FrontendMessage[] = [];
    for (;;) {
      const typeBytes = isFirst ? 0 : 1;
      if (left.length < typeBytes + LENGTH_BYTES) return messages;
      const end = typeBytes + left.readUInt32BE(typeBytes);
      if (left.length < end) return messages;
      const type = left.toString('latin1', 0, typeBytes);
      const bytes = left.subarray(0, end);
      messages.push({ type, ...contentOf(type, bytes.subarray(typeBytes + LENGTH_BYTES)), bytes });
      left = left.subarray(end);
      isFirst = false;
    }
  };
};

const contentOf = (type: string, body: Buffer): Pick<FrontendMessage, 'name' | 'text'> => {
  const [first = '', second = ''] = body.toString('latin1').split('\0', 2);
  switch (type) {
    case 'Q':
      return { name: '', text: first };
    case 'P':
      return { name: first, text: second };
    case 'B':
      return { name: second, text: '' };
    default:
      return { name: '', text: '' };
  }
};
