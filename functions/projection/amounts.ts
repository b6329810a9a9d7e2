// Amounts by name, as counters hold them.

export type Amounts = Record<string, number>;

export function plus(left: Amounts, right: Amounts): Amounts {
  const sum = { ...left };
  addTo(sum, right);
  return sum;
}

/** Changes `sum`: a copy for each of many would cost more than the adding. */
export function addTo(sum: Amounts, amounts: Amounts): void {
  for (const [name, amount] of Object.entries(amounts)) sum[name] = (sum[name] ?? 0) + amount;
}

export const withoutZeros = (amounts: Amounts): Amounts =>
  Object.fromEntries(Object.entries(amounts).filter(([, amount]) => amount !== 0));

export const isNothing = (amounts: Amounts): boolean => Object.keys(amounts).length === 0;
