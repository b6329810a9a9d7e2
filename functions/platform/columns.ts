import * as z from 'zod';

/**
 * A row that is stored as a list of values without names, because names would be most of its bytes. `shape` is the one
 * place that knows the order. A new column stands last, with a default for rows that were written before it.
 */
export function columns<const S extends z.ZodRawShape>(shape: S) {
  const model = z.object(shape);
  const names = Object.keys(shape);
  type Row = z.infer<z.ZodObject<S>>;

  /** What is undefined is left out at the end, and null before it: a stored list has no gaps. */
  function pack(row: Row): unknown[] {
    const values = names.map((name) => row[name as keyof Row] as unknown);
    const last = values.findLastIndex((value) => value !== undefined);
    return values.slice(0, last + 1).map((value) => value ?? null);
  }

  /** Throws a ZodError for a list that is none of these rows, also for one that a later version has written. */
  function unpack(packed: unknown): Row {
    const values = z.array(z.unknown()).max(names.length).parse(packed);
    const named = values.flatMap((value, index) => {
      const name = names[index] ?? '';
      const isGap = value === null && !z.safeParse(shape[name] ?? z.unknown(), null).success;
      return isGap ? [] : [[name, value]];
    });
    return model.parse(Object.fromEntries(named)) as Row;
  }

  return { pack, unpack };
}
