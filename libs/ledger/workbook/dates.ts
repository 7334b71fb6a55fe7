import { isValidDay, makeDay, parseInstant } from '../../calendar/index.js';
import type { Day, Instant } from '../../kernel/index.js';

/**
 * Dates as people type them. Five forms of a day (`2019-08-01`, `2019/8/1`, `2019.8.1`, `2019年8月1日`, `20190801`), then perhaps a time of day
 * (`9:05`, `09:05:30`, `9时`, `9时5分`, `9点5分30秒`) after blanks, after a T or, in the Chinese form, straight after 日, then perhaps an offset
 * (`Z`, `+08:00`, `+0800`). A time without an offset is Shanghai's. Anything else is no date: a ledger that guesses lies sooner or later.
 */
const DAY =
  /^(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{4})\/(\d{1,2})\/(\d{1,2})|(\d{4})\.(\d{1,2})\.(\d{1,2})|(\d{4})年(\d{1,2})月(\d{1,2})日|(\d{4})(\d{2})(\d{2}))(?=$|[\sT]|(?<=日))/;
const TIME =
  /^(?:(\d{1,2}):(\d{2})(?::(\d{2}))?|(\d{1,2})[时点](?:(\d{1,2})分(?:(\d{1,2})秒)?)?)(Z|[+-]\d{2}:?\d{2})?$/;

/** The day, or the instant in Shanghai where a time of day was typed; null where the text is no date. The text must be folded and trimmed. */
export const readDate = (text: string): Day | Instant | null => {
  const match = DAY.exec(text);
  if (match === null) return null;
  const [year = '', month = '', dayOfMonth = ''] = match.slice(1).filter((part) => part !== undefined);
  const day = makeDay(Number(year), Number(month), Number(dayOfMonth));
  if (!isValidDay(day)) return null;
  const rest = text.slice(match[0].length);
  if (rest === '') return day;
  const time = TIME.exec(rest.replace(/^(?:\s+|T)/, ''));
  if (time === null) return null;
  const [, hour, minute, second, hourInWords, minuteInWords, secondInWords, offset = '+08:00'] = time;
  const clock = [hour ?? hourInWords ?? '', minute ?? minuteInWords ?? '', second ?? secondInWords ?? '']
    .map((part) => part.padStart(2, '0'))
    .join(':');
  return parseInstant(`${day}T${clock}${offset}`) ?? null;
};
