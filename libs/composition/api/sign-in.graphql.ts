import { Args, createUnionType, Field, ID, InputType, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { Length } from 'class-validator';
import { fromEpochMs } from '../../calendar/index.js';
import { LocalAccounts, type Principal } from '../../access/index.js';
import { CurrentPrincipal } from '../../contexts/graphql/current-principal.js';
import { IsCode } from '../../contexts/graphql/command-input.js';
import { Refused, toRefused } from '../../contexts/graphql/refused.js';
import { House } from '../../contexts/house.js';
import { decline, isRefusal } from '../../kernel/index.js';

@ObjectType({ description: '现任职务。 A post in force today.' })
export class HeldPostType {
  @Field(() => ID, { description: '单位代码。 Office code.' })
  office!: string;

  @Field({ description: '单位名称。 Office name.' })
  officeName!: string;

  @Field({ description: '职务。 Title.' })
  title!: string;

  @Field({ description: '岗位。 Role, in the words of the workbook.' })
  role!: string;

  @Field({ description: '是否常委会组成人员。 Whether a member of the standing committee.' })
  committeeMember!: boolean;
}

@ObjectType({ description: '登录的人及其今日职务。 Who is signed in, and the posts they hold today.' })
export class Me {
  @Field(() => ID, { description: '工号。 Code.' })
  person!: string;

  @Field({ description: '姓名。 Name.' })
  name!: string;

  @Field(() => [HeldPostType], { description: '今日在任职务。 Posts in force today.' })
  posts!: readonly HeldPostType[];

  @Field(() => [String], { description: '职务以外的职责，如 inspector（督查）。 Duties beside the posts.' })
  duties!: readonly string[];
}

@ObjectType({ description: '已登录。 Signed in.' })
export class SignedIn {
  @Field({
    description: '令牌：放在请求头 Authorization 中，写作“Bearer 令牌”。 Bearer token for the Authorization header.',
  })
  token!: string;

  @Field({ description: '到期时刻（Asia/Shanghai）。 When it expires.' })
  expiresAt!: string;

  @Field(() => Me, { description: '登录的人。 Who is signed in.' })
  me!: Me;
}

@InputType({ description: '登录。 Sign in with a local account.' })
export class SignInInput {
  @Field(() => ID, { description: '工号。 Code of the person.' })
  @IsCode('person 应为工号')
  person!: string;

  @Field({ description: '口令。 Password.' })
  @Length(1, 100, { message: 'password 应为 1–100 个字符' })
  password!: string;
}

const SignInAnswer = createUnionType({
  name: 'SignInAnswer',
  types: () => [SignedIn, Refused] as const,
  resolveType: (value: object) => ('why' in value ? Refused : SignedIn),
});

@Resolver()
export class SignInResolver {
  constructor(
    private readonly house: House,
    private readonly accounts: LocalAccounts,
  ) {}

  @Mutation(() => SignInAnswer, { description: '以本机账户登录。 Signs in with a local account.' })
  async signIn(@Args('input') input: SignInInput): Promise<typeof SignInAnswer> {
    const signedIn = await this.accounts.signIn(input.person, input.password);
    if (isRefusal(signedIn)) return toRefused(this.house, signedIn);
    const principal = await this.house.principal(input.person);
    if (principal === null) return toRefused(this.house, decline('wrong-password'));
    return { token: signedIn.token, expiresAt: fromEpochMs(signedIn.expiresAt), me: toMe(principal) };
  }

  @Query(() => Me, {
    nullable: true,
    description: '当前登录的人；未登录为空。 Who is signed in; null where nobody is.',
  })
  me(@CurrentPrincipal() principal: Principal | null): Me | null {
    return principal === null ? null : toMe(principal);
  }
}

const toMe = ({ person, name, posts, duties }: Principal): Me => ({ person, name, posts, duties });
