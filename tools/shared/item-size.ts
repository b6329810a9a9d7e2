import type { Item } from '../../functions/table/client.ts';

/** A write unit holds so many bytes of an item. */
export const WRITE_UNIT_BYTES = 1_024;

/**
 * The bytes that DynamoDB counts for an item: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 * Of what this table keeps: text, numbers, flags, null, lists and maps.
 */
export const sizeOfItem = (item: Item): number => sizeOfAttributes(item);

function sizeOfAttributes(attributes: object): number {
  let bytes = 0;
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) bytes += Buffer.byteLength(name) + sizeOfValue(value);
  }
  return bytes;
}

const LIST_BYTES = 3;
const ELEMENT_BYTES = 1;

function sizeOfValue(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return sizeOfNumber(value);
  if (typeof value !== 'object' || value === null) return 1;
  if (Array.isArray(value))
    return value.reduce((sum, one) => sum + sizeOfValue(one) + ELEMENT_BYTES, LIST_BYTES);
  return sizeOfAttributes(value) + LIST_BYTES + ELEMENT_BYTES * Object.keys(value).length;
}

/** A byte for two significant digits, one besides, and one for the sign of what is below zero. */
function sizeOfNumber(value: number): number {
  const [decimal = ''] = String(Math.abs(value)).split('e');
  const digits = decimal.replace('.', '').replaceAll(/^0+|0+$/g, '');
  return Math.ceil(digits.length / 2) + 1 + (value < 0 ? 1 : 0);
}
