import { loadRulebook, loadDefaultPolicy } from './loader.js';
it('x', () => {
  const b = loadRulebook();
  console.log(b.rules().length, b.clause('ST-02'), JSON.stringify(loadDefaultPolicy()));
  console.log(b.number('RC-04', 'working_days', '2019-08-01', '住院'));
});
