import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Foundation, layFoundation, projections, readConfig, Tools } from '../../libs/composition/index.js';
import { type Done, isRefusal, type Refusal } from '../../libs/kernel/index.js';
import type { Deed } from './deeds.js';

/** How many histories each law is asked of: few in the suite, as many as LAW_RUNS says for a long night. */
export const RUNS = { numRuns: Number(process.env['LAW_RUNS'] ?? 6) };

/** A house over real embedded stores, for one run of a law. */
export class LawHouse implements AsyncDisposable {
  private constructor(
    readonly folder: string,
    readonly foundation: Foundation,
    readonly tools: Tools,
  ) {}

  /** A house of its own that knows these rows already. */
  static async with(rows: readonly Deed[]): Promise<LawHouse> {
    const house = await LawHouse.open();
    await Promise.all(rows.map((row) => house.repeat(row, `base-${row.stream}`, 0)));
    await house.foundation.catchUp();
    return house;
  }

  /** `folder` is where its stores lie or will lie; one of its own where left out. */
  static async open(folder: string = mkdtempSync(join(tmpdir(), 'laws-')), views = 'views.db'): Promise<LawHouse> {
    const config = readConfig({
      EVENT_STORE_URL: `sqlite:${join(folder, 'events.db')}`,
      VIEW_STORE_URL: `sqlite:${join(folder, views)}`,
      SECRET_FILE: join(folder, 'secret.key'),
    });
    const foundation = await layFoundation(config, 'write');
    return new LawHouse(folder, foundation, new Tools(foundation));
  }

  /** One after the other; the n-th under the command id `<name>-n`. Answers what each came to. */
  async perform(deeds: readonly Deed[], name: string): Promise<readonly (Done | Refusal)[]> {
    const answers: (Done | Refusal)[] = [];
    for (const [index, deed] of deeds.entries()) answers.push(await this.repeat(deed, name, index));
    return answers;
  }

  repeat(deed: Deed, name: string, index: number): Promise<Done | Refusal> {
    return deed.perform(this.foundation.execution, `${name}-${index}`);
  }

  tail(): Promise<bigint> {
    return this.foundation.events.tail();
  }

  /** Every document of every view with its position, as text. */
  async documents(): Promise<readonly string[]> {
    const lines: string[] = [];
    for (const { name } of projections) {
      for await (const { document, position } of this.foundation.house.view(name).scan()) {
        lines.push(`${name} ${position} ${JSON.stringify(document)}`);
      }
    }
    return lines;
  }

  /** All three lists of a quarter as known at k, as text. */
  async ranking(quarter: string, k: string): Promise<string> {
    const ranking = await this.tools.ranking(quarter, k);
    if (isRefusal(ranking)) throw new Error(`${quarter}: ${ranking.why}`);
    return JSON.stringify(ranking);
  }

  /** Closes the stores and leaves them where they are. */
  close(): Promise<void> {
    return this.foundation.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
