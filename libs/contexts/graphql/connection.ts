import type { Type } from '@nestjs/common';
import { ArgsType, Field, Int, ObjectType } from '@nestjs/graphql';
import { IsInt, IsOptional, Length, Max, Min } from 'class-validator';
import { decline, type Document, type Found, type Refusal } from '../../kernel/index.js';

/** Keyset connections: pages by cursor, never by offset, so that what is written meanwhile neither repeats nor hides a row. */
export const MOST_A_PAGE = 200;

@ArgsType()
export class PageArgs {
  @Field(() => Int, { defaultValue: 20, description: `每页条数，1–${MOST_A_PAGE}。 Items a page.` })
  @IsInt({ message: 'first 应为整数' })
  @Min(1, { message: 'first 至少为 1' })
  @Max(MOST_A_PAGE, { message: `first 至多为 ${MOST_A_PAGE}` })
  first!: number;

  @Field(() => String, { nullable: true, description: '从这个游标之后开始。 Starts after this cursor.' })
  @IsOptional()
  @Length(1, 2000, { message: 'after 应为上一页给出的游标' })
  after?: string;
}

@ObjectType({ description: '分页信息。 Where the page ends.' })
export class PageInfo {
  @Field(() => String, { nullable: true, description: '本页最后一条的游标。 Cursor of the last item.' })
  endCursor!: string | null;

  @Field({ description: '后面是否还有。 Whether there is more.' })
  hasNextPage!: boolean;
}

export interface Connection<T> {
  readonly edges: readonly { readonly cursor: string; readonly node: T }[];
  readonly pageInfo: PageInfo;
}

/** The GraphQL types of a connection over a node type: `AuditEntryConnection`, `AuditEntryEdge`. */
export const connectionOf = <T>(node: Type<T>, name: string): Type<Connection<T>> => {
  @ObjectType(`${name}Edge`, { description: '一条与它的游标。 An item and its cursor.' })
  class Edge {
    @Field({ description: '游标。 Cursor.' })
    cursor!: string;

    @Field(() => node, { description: '内容。 The item.' })
    node!: T;
  }

  @ObjectType(`${name}Connection`, { description: '一页。 A page.' })
  class ConnectionType {
    @Field(() => [Edge], { description: '本页各条。 The items of the page.' })
    edges!: Edge[];

    @Field(() => PageInfo, { description: '分页信息。 Where the page ends.' })
    pageInfo!: PageInfo;
  }
  return ConnectionType as Type<Connection<T>>;
};

/** What a view found, as it is shown: one node a document, in the same order. */
export const toConnection = <T>(
  found: Pick<Found<Document>, 'cursors' | 'more'>,
  nodes: readonly T[],
): Connection<T> => ({
  edges: nodes.map((node, index) => ({ cursor: found.cursors[index] ?? '', node })),
  pageInfo: { endCursor: found.cursors.at(-1) ?? null, hasNextPage: found.more },
});

/**
 * A page of a list that is computed whole: the cursor is the key of the item, which must be unique. Refused (`bad-cursor`) where no item of the
 * list has it.
 */
export const pageOf = <T>(items: readonly T[], key: (item: T) => string, args: PageArgs): Connection<T> | Refusal => {
  const before = args.after === undefined ? -1 : items.findIndex((item) => encode(key(item)) === args.after);
  if (args.after !== undefined && before === -1) return decline('bad-cursor');
  const start = before + 1;
  const edges = items.slice(start, start + args.first).map((node) => ({ cursor: encode(key(node)), node }));
  return {
    edges,
    pageInfo: { endCursor: edges.at(-1)?.cursor ?? null, hasNextPage: start + edges.length < items.length },
  };
};

const encode = (key: string): string => Buffer.from(key).toString('base64url');
