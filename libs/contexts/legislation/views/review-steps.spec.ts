import { entryDecider, given, granted, happened, row } from '../../scenario.js';
import { reviewStepRegister } from '../legislation.registers.js';
import { reviewStepsView } from './review-steps.js';

describe('the view of review steps', () => {
  it('puts steps of one bill together, its name in full width or half', () => {
    const step = entryDecider(reviewStepRegister);
    const documentOf = (bill: string, on: string) => {
      const fields = { reviewStep: 'FG1', bill, lead: 'WS03', step: '一审', on };
      const [event] = happened(granted(given(step)(row(fields))));
      return event === undefined ? null : reviewStepsView.fold(undefined, event, event.stream);
    };
    const wide = documentOf('垃圾分类条例（修订）', '2019-08-19T10:00:00.000+08:00');
    expect(wide).toMatchObject({ billKey: '垃圾分类条例(修订)', step: '一审', on: '2019-08-19' });
    expect(documentOf('垃圾分类条例(修订)', '2019-08-19')).toMatchObject({ billKey: '垃圾分类条例(修订)' });
  });
});
