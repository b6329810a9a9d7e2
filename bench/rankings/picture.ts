import type { SizeBill } from './measure.ts';
import { numberText } from './report.ts';

// What a rank costs against the size of the board, both on scales of powers of ten. Only counted numbers are in it, so
// that the same board gives the same file.

const WIDTH = 780;
const HEIGHT = 440;
/** The corners of the plot. */
const LEFT = 86;
const RIGHT = 620;
const TOP = 70;
const BOTTOM = 370;
/** Powers of ten at the ends of the axes. */
const SIZES = [3, 6] as const;
const UNITS = [0, 5] as const;

type Scale = (value: number) => number;
const scale =
  ([low, high]: readonly [number, number], from: number, to: number): Scale =>
  (value) =>
    Math.round((from + ((Math.log10(value) - low) / (high - low)) * (to - from)) * 10) / 10;
const x = scale(SIZES, LEFT, RIGHT);
const y = scale(UNITS, BOTTOM, TOP);

const powers = ([low, high]: readonly [number, number]) =>
  Array.from({ length: high - low + 1 }, (_, place) => 10 ** (low + place));

const text = (at: [x: number, y: number], kind: string, words: string, anchor = 'middle') =>
  `<text x="${at[0]}" y="${at[1]}" class="${kind}" text-anchor="${anchor}">${words}</text>`;

function axes(): string[] {
  const down = powers(SIZES).flatMap((size) => [
    `<path d="M${x(size)} ${TOP}V${BOTTOM}" class="grid"/>`,
    text([x(size), BOTTOM + 22], 'tick', numberText(size)),
  ]);
  const across = powers(UNITS).flatMap((units) => [
    `<path d="M${LEFT} ${y(units)}H${RIGHT}" class="grid"/>`,
    text([LEFT - 10, y(units) + 4], 'tick', numberText(units), 'end'),
  ]);
  const middle = (TOP + BOTTOM) / 2;
  return [
    ...down,
    ...across,
    text([(LEFT + RIGHT) / 2, BOTTOM + 50], 'axis', 'records on the board'),
    `<text x="22" y="${middle}" class="axis" text-anchor="middle" transform="rotate(-90 22 ${middle})">read units for one rank</text>`,
  ];
}

function curve(
  kind: string,
  name: string,
  bills: readonly SizeBill[],
  units: (bill: SizeBill) => number,
): string[] {
  const points = bills.map((bill) => ({ left: x(bill.size), top: y(units(bill)), units: units(bill) }));
  const last = points.at(-1);
  return [
    `<polyline class="line ${kind}" points="${points.map(({ left, top }) => `${left},${top}`).join(' ')}"/>`,
    ...points.flatMap(({ left, top, units }, place) => [
      `<circle class="dot ${kind}" cx="${left}" cy="${top}" r="4.5"/>`,
      text(
        [place === 0 ? left + 8 : left, top - 12],
        `number ${kind}`,
        numberText(units),
        place === 0 ? 'start' : 'middle',
      ),
    ]),
    last === undefined ? '' : text([last.left + 14, last.top + 5], `name ${kind}`, name, 'start'),
  ];
}

const STYLE = `
  .paper { fill: #ffffff } .grid { stroke: #e2e8f0; stroke-width: 1; fill: none }
  .title { font-size: 17px; font-weight: 600; fill: #0f172a } .axis { font-size: 14px; fill: #334155 }
  .tick { font-size: 13px; fill: #475569 } .number { font-size: 13px } .name { font-size: 14px; font-weight: 600 }
  .line { fill: none; stroke-width: 2.5 }
  .tree { fill: #047857 } .line.tree { fill: none; stroke: #047857 }
  .count { fill: #b91c1c } .line.count { fill: none; stroke: #b91c1c; stroke-dasharray: 7 5 }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #0d1117 } .grid { stroke: #30363d } .title { fill: #f0f6fc } .axis { fill: #c9d1d9 } .tick { fill: #9da7b3 }
    .tree { fill: #34d399 } .line.tree { stroke: #34d399 } .count { fill: #f87171 } .line.count { stroke: #f87171 }
  }`;

/** The picture, as SVG: it follows the reader's light or dark mode. */
export function picture(bills: readonly SizeBill[]): string {
  const last = bills.at(-1);
  const told =
    last === undefined
      ? ''
      : `At ${numberText(last.size)} records ${numberText(last.rank.readUnits)} by the count tree and ${numberText(last.count.readUnits)} by counting.`;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" role="img" aria-labelledby="t">`,
    `<title id="t">Read units for the exact rank of the median member, by the size of the board. ${told}</title>`,
    `<style>${STYLE}\n</style>`,
    `<rect class="paper" width="${WIDTH}" height="${HEIGHT}"/>`,
    text([LEFT, 36], 'title', 'What the exact rank of the median member costs', 'start'),
    ...axes(),
    ...curve('count', 'COUNT query', bills, ({ count }) => count.readUnits),
    ...curve('tree', 'count tree', bills, ({ rank }) => rank.readUnits),
    '</svg>',
  ].join('\n')}\n`;
}
