/** The same numbers as a chart draws, as text: the chart's table view, and its CSV. */
export interface ChartTable {
  columns: readonly { name: string; isNumber?: boolean }[];
  rows: readonly (readonly string[])[];
}

/** A cell of a file: the number as the API gives it; nothing where it is not known. */
export function bareNumber(value: number | null | undefined): string {
  return value == null || Number.isNaN(value) ? '' : String(value);
}

/** A table as CSV (RFC 4180); a cell that a spreadsheet would run as a formula is made text. */
export function csvOf(table: ChartTable): string {
  const lines = [table.columns.map((column) => column.name), ...table.rows];
  return lines.map((cells) => cells.map(cell).join(',')).join('\r\n') + '\r\n';
}

function cell(text: string): string {
  const safe = /^[=+@\t\r]|^-(?![\d.])/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Hand a text to the browser as a file. */
export function download(name: string, text: string, type = 'text/csv'): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
