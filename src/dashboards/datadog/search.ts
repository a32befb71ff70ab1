/**
 * Panel predicates as Datadog log searches, through the Datadog target.
 * @module
 */
import { AgentSiemError } from '../../error.js';
import { GOVERNANCE } from '../../targets/datadog/mapping.js';
import { fullQuery } from '../../targets/datadog/search.js';
import type { Dashboard, Panel } from '../model.js';

/**
 * Search of a panel, narrowed by the dashboard's template variables.
 * @throws AgentSiemError when Datadog cannot say the predicate
 */
export const panelSearch = (dashboard: Dashboard, panel: Panel): string => {
  const query = fullQuery(
    {
      mapping: GOVERNANCE,
      report: (construct) => {
        throw new AgentSiemError(`Datadog cannot say ${construct}`, { code: 'dashboard.unsupported' });
      },
      declare: () => undefined,
    },
    panel.predicate,
  );
  return [query, ...dashboard.filters.map(({ id }) => `$${id}`)].join(' ');
};
