import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportLedger, FileError, readNamedFile, writeTemplateFile } from './files.js';

describe('files that people name', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'files-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  /** The code and sentence with which it fails. */
  const failing = async (work: Promise<unknown>): Promise<readonly [string, string]> => {
    try {
      await work;
    } catch (error) {
      if (error instanceof FileError) return [error.code, error.message];
      throw error;
    }
    throw new Error('it was not refused');
  };

  it('that are not there are told by their path', async () => {
    const [code, message] = await failing(readNamedFile(join(folder, '台账.xlsx')));
    expect([code, message]).toEqual([
      'file-not-found',
      `没有找到文件 ${join(folder, '台账.xlsx')}。请核对路径和文件名。`,
    ]);
  });

  it('that are folders cannot be read', async () => {
    const [code, message] = await failing(readNamedFile(folder));
    expect(code).toBe('file-unreadable');
    expect(message).toContain('请检查它是不是文件、有没有读取权限');
  });

  it('are not written over unless that is asked for', async () => {
    const file = join(folder, '模板.xlsx');
    writeFileSync(file, '别人的文件');
    expect((await failing(writeTemplateFile(file, false)))[0]).toBe('file-exists');
    expect(readFileSync(file, 'utf8')).toBe('别人的文件');
    await writeTemplateFile(file, true);
    expect(readFileSync(file).subarray(0, 2).toString()).toBe('PK');
  });

  it('of a sheet that is none are not written; the sheets there are are named', async () => {
    const wish = { csv: true, sheets: ['人事'], force: false };
    const [code, message] = await failing(exportLedger(folder, [], wish));
    expect(code).toBe('unknown-sheet');
    expect(message).toContain('没有名为“人事”的工作表。可用的有：机构、人员、代表');
  });
});
