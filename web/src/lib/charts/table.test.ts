import { describe, expect, it } from 'vitest';
import { bareNumber, csvOf } from './table.ts';

describe('a table as CSV', () => {
  const columns = [{ name: 'Day' }, { name: 'Form', isNumber: true }];

  it('quotes what has commas, quotes or lines in it', () => {
    expect(csvOf({ columns, rows: [['a "b", c', '1']] })).toBe('Day,Form\r\n"a ""b"", c",1\r\n');
  });

  it('keeps negative numbers and disarms formulas', () => {
    expect(csvOf({ columns, rows: [['=1+1', '-12.5']] })).toBe("Day,Form\r\n'=1+1,-12.5\r\n");
    expect(csvOf({ columns, rows: [['-cmd', '@x']] })).toBe("Day,Form\r\n'-cmd,'@x\r\n");
  });

  it('holds numbers as they are, and nothing for what is not known', () => {
    expect([0.1 + 0.2, -12, null, undefined, NaN].map(bareNumber)).toEqual([
      '0.30000000000000004',
      '-12',
      '',
      '',
      ''
    ]);
  });
});
