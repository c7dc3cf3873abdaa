/** A rules document of a page of documentation, with the answer that the page gives to it. */
export interface RulesExample {
  /** Of the file and the line at which it begins. */
  readonly place: string;
  readonly rules: string;
  readonly answer: string;
}

const BLOCK = /^```json (rules|answer)\n(.*?)^```$/gms;

/**
 * The examples of a page: each block of `json rules` with the block of `json answer` that comes next.
 * @throws Error where they do not come in pairs.
 */
export const rulesExamplesIn = (file: string, page: string): readonly RulesExample[] => {
  const blocks = [...page.matchAll(BLOCK)].map(({ index, 1: kind, 2: text = '' }) => ({
    kind,
    text,
    place: `${file}:${page.slice(0, index).split('\n').length}`,
  }));
  return blocks.flatMap(({ kind, text, place }, index) => {
    const next = blocks[index + 1];
    const isPaired = kind === 'rules' ? next?.kind === 'answer' : blocks[index - 1]?.kind === 'rules';
    if (!isPaired) throw new Error(`${place}: ${kind} without its counterpart`);
    return kind === 'rules' && next !== undefined ? [{ place, rules: text, answer: next.text }] : [];
  });
};
