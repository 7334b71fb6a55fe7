/** A line of progress that overwrites itself in a terminal, and is a line a tenth elsewhere. Always on stderr, so that stdout stays for answers. */
export const progressLine = (): ((text: string, done: number, total: number) => void) => {
  let lastTenth = -1;
  let lastText = '';
  return (text, done, total) => {
    const line = total > 0 ? `${text} ${done}/${total}` : `${text} ${done}`;
    if (process.stderr.isTTY) {
      process.stderr.write(`\r\u001b[K${line}${total > 0 && done >= total ? '\n' : ''}`);
      return;
    }
    const tenth = total > 0 ? Math.floor((done * 10) / total) : 0;
    if (text === lastText && tenth === lastTenth) return;
    lastText = text;
    lastTenth = tenth;
    process.stderr.write(`${line}\n`);
  };
};

/** Progress of several views as one line: how far the last of those that have told is. */
export const viewsProgress = (line: (text: string, done: number, total: number) => void) => {
  const positions = new Map<string, number>();
  return ({
    projection,
    position,
    tail,
  }: {
    readonly projection: string;
    readonly position: bigint;
    readonly tail: bigint;
  }): void => {
    if (tail === 0n) return;
    positions.set(projection, Number(position));
    line('建立视图', Math.min(...positions.values()), Number(tail));
  };
};
