/**
 * The machine for each correlation type.
 * @module
 */
import { AgentSiemError } from '../error.js';
import type { Correlation } from '../rules/ir.js';
import { baselineMachine } from './baseline-machine.js';
import type { Emit, Machine, MachineContext } from './candidate.js';
import { newValueMachine } from './new-value-machine.js';
import { runningMachine } from './running-machine.js';
import { windowMachine } from './window-machine.js';

/**
 * Creates the machine of a correlation.
 * @throws AgentSiemError when its numbers make no sense
 */
export const createMachine = (correlation: Correlation, emit: Emit, context: MachineContext): Machine => {
  const { every, timespanMs } = correlation;
  const lengths = every === 'event' ? [timespanMs] : [timespanMs, every];
  if (!lengths.every((length) => Number.isSafeInteger(length) && length > 0))
    throw new AgentSiemError('a window needs a positive length in whole milliseconds', { code: 'rule.window' });
  if (correlation.sources.length > 31)
    throw new AgentSiemError('a correlation of more than 31 rules', {
      code: 'rule.sources',
      mend: 'Split it into several correlations',
    });
  switch (correlation.type) {
    case 'baseline':
      return baselineMachine(correlation, emit, context);
    case 'ratio':
    case 'lookup':
      return runningMachine(correlation, emit, context);
    case 'new_value':
      return newValueMachine(correlation, emit, context);
    default:
      return windowMachine(correlation, emit, context);
  }
};
