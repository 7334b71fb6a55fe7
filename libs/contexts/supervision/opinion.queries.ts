import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import type { Principal } from '../../access/index.js';
import { decline, type Refusal } from '../../kernel/index.js';
import { type Fields, rowSaid, streamOf } from '../../ledger/index.js';
import { House } from '../house.js';
import { type OpinionStanding, standingOf } from './opinion.js';
import { opinionRegister } from './supervision.registers.js';
import { type OpinionDocument, opinionsView } from './views/opinions.js';

/** One review opinion and where it stands. */
export class FindOpinion {
  constructor(
    readonly opinion: string,
    readonly principal: Principal | null,
  ) {}
}

export interface FoundOpinion extends OpinionStanding {
  readonly fields: Fields;
}

@QueryHandler(FindOpinion)
export class FindOpinionHandler implements IQueryHandler<FindOpinion> {
  constructor(private readonly house: House) {}

  async execute({ opinion: id, principal }: FindOpinion): Promise<FoundOpinion | Refusal> {
    if (principal === null) return decline('sign-in-to-read', {});
    const document = await this.house.view<OpinionDocument>(opinionsView.name).get(streamOf(opinionRegister, [id]));
    if (document === undefined) return decline('not-found', { what: '审议意见', id });
    const fields = rowSaid(document);
    return { fields, ...standingOf(fields, this.house.rulebook) };
  }
}
