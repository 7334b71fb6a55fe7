import { displayWidth, table } from './table.js';

describe('a table for the terminal', () => {
  it('counts Chinese characters twice', () => {
    expect(displayWidth('委室WS01')).toBe(8);
  });

  it('pads columns by what is seen, and leaves no blanks at the end of a line', () => {
    expect(
      table([
        ['委室', '总分', ''],
        ['WS01', '9.5', '不完整'],
      ]),
    ).toBe('委室  总分\nWS01  9.5   不完整');
  });
});
