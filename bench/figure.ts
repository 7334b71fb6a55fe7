/** One line of the bench's table. */
export interface Figure {
  readonly name: string;
  readonly ours: number;
  /** What it is measured against in the same run: the bare store, or a peer. */
  readonly other?: number;
  /** How many times better than the other we are: above 1 is better, whichever the unit. */
  readonly ratio?: number;
  readonly unit: string;
  /** What is to be reached, as it is printed beside. */
  readonly target?: string;
}

export interface Section {
  readonly title: string;
  readonly figures: readonly Figure[];
  /** Why figures are missing. */
  readonly leftOut?: string;
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

export const milliseconds = async (work: () => Promise<unknown> | void): Promise<number> => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};

/** Events a second. */
export const rate = async (events: number, work: () => Promise<unknown> | void): Promise<number> =>
  (events * 1_000) / (await milliseconds(work));

export const printed = (sections: readonly Section[]): string => {
  const rows = sections.flatMap(({ title, figures, leftOut }) => [
    ['', title, '', '', '', ''],
    ...figures.map(({ name, ours, other, ratio, unit, target }) => [
      ratio === undefined ? '' : `${ratio.toFixed(2)} ×`,
      `  ${name}`,
      number(ours),
      other === undefined ? '' : number(other),
      unit,
      target ?? '',
    ]),
    ...(leftOut === undefined ? [] : [['', `  left out: ${leftOut}`, '', '', '', '']]),
  ]);
  const all = [['ratio', 'what', 'ours', 'other', 'unit', 'to reach'], ...rows];
  // The sentence of what was left out may run over the other columns.
  const widths = [0, 1, 2, 3, 4, 5].map((column) =>
    Math.max(...all.filter((row) => row[2] !== '' || column === 0).map((row) => row[column]?.length ?? 0)),
  );
  const aligned = (row: readonly string[]): string =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return [0, 2, 3].includes(column) ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return all.map(aligned).join('\n');
};

const number = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en-US') : value >= 10 ? value.toFixed(1) : value.toFixed(2);
