/**
 * The rows of the table of a page that begins with these columns, each as its cells.
 * @throws Error where there is no such table.
 */
export const tableRows = (page: string, columns: readonly string[]): readonly (readonly string[])[] => {
  const lines = page.split('\n').map(cellsOf);
  const head = lines.findIndex((cells) => columns.every((column, index) => cells[index] === column));
  if (head === -1) throw new Error(`no table of ${columns.join(', ')}`);
  const rows = lines.slice(head + 2);
  const end = rows.findIndex((cells) => cells.length === 0);
  return end === -1 ? rows : rows.slice(0, end);
};

const cellsOf = (line: string): readonly string[] =>
  line.startsWith('|')
    ? line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim())
    : [];
