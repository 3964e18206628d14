import { describe, expect, it } from 'vitest';
import { worthShowing, type Task } from './task.ts';

const task = (id: number, status: string) => ({ id, status }) as Task;

describe('runs of tasks', () => {
  it('show what failed however old, and the newest of the rest', () => {
    const tasks = [task(5, 'completed'), task(4, 'running'), task(3, 'completed'), task(2, 'failed')];
    expect(worthShowing(tasks, 2).map(({ id }) => id)).toEqual([2, 5, 4]);
  });
});
