import { describe, expect, it } from 'vitest';
import { COLUMN_NAMES, COLUMNS, fitting } from './columns.ts';

describe('the columns of the list', () => {
  it('give way, the least needed first, where there is no room for all', () => {
    const names = fitting(COLUMN_NAMES, 17).map((column) => column.name);
    expect(names).toEqual(['distance', 'moving', 'speed']);
    expect(fitting(COLUMN_NAMES, 0)).toEqual([]);
  });

  it('stand in their order, whichever are chosen', () => {
    expect(fitting(['load', 'route', 'distance'], 100).map((column) => column.name)).toEqual([
      'route',
      'distance',
      'load'
    ]);
    expect(fitting(COLUMN_NAMES, 1000)).toEqual(COLUMN_NAMES.map((name) => COLUMNS[name]));
  });
});
